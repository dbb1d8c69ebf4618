"""What an act came to is told after it is on disk: a busy, full or removed store changes nothing, and so it says."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commune_tui.store import driver
from commune_tui.ui.kit.status_line import StatusLine
from tests.flows.account import receive
from tests.linear.talk import talking
from tests.servers import Server
from tests.ui.letters import letters

_HOLDS = """
import sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
conn.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
conn.execute("ROLLBACK")
"""


@contextmanager
def held_by_another(file: Path) -> Iterator[None]:
    """Another process has the write lock of this file, longer than anybody waits for it."""
    command = [sys.executable, "-c", _HOLDS, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert holder.wait(30) == 0


def acts_on_disk(folder: Path) -> int:
    """As another program would count them."""
    conn = sqlite3.connect(f"file:{folder}/desk.db?mode=ro", uri=True)
    try:
        return int(conn.execute("SELECT count(*) FROM operations").fetchone()[0])
    finally:
        conn.close()


async def test_the_screen_says_done_only_of_what_is_on_disk(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: list[str]
) -> None:
    monkeypatch.setattr(driver, "BUSY_TIMEOUT_S", 0.3)
    folder, told = tmp_path / "store", []
    tell = StatusLine.tell

    def heard(line: StatusLine, sentence: str) -> None:
        told.append((sentence, acts_on_disk(folder) if folder.exists() else -1))
        tell(line, sentence)

    monkeypatch.setattr(StatusLine, "tell", heard)
    async with letters(fresh_sandbox, folder) as story:
        with held_by_another(folder / "desk.db"):
            await story.press("e", then=lambda: any("nothing was changed" in sentence for sentence, _ in told))
            assert not any("takes it back" in sentence for sentence, _ in told)
            assert acts_on_disk(folder) == 0
        assert story.app.session.reads.thread(story.thread_id).status == "needs_reply"  # type: ignore[union-attr]
        await story.press("e", then=lambda: any("closed. z takes it back." in sentence for sentence, _ in told))
        assert [acts for sentence, acts in told if "takes it back" in sentence] == [1]
        await story.until(lambda: not story.app.session.outbox.waiting())
        told.clear()
        shutil.rmtree(folder)
        await story.press("z", then=lambda: any("nothing was changed" in sentence for sentence, _ in told))
        assert not any(word in sentence for sentence, _ in told for word in ("takes it back", "Undone"))
    assert not any("KeyError" in error for error in caught)


async def test_lines_say_done_only_of_what_is_on_disk(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: list[str]
) -> None:
    monkeypatch.setattr(driver, "BUSY_TIMEOUT_S", 0.3)
    receive(fresh_sandbox, ["Question", "Another"], status="needs_reply")
    folder = tmp_path / "store"
    async with talking(fresh_sandbox, folder) as talk:
        await talk.say("list")
        with held_by_another(folder / "desk.db"):
            said = await talk.say("close 1")
            assert "nothing was changed" in said and "undo takes it back" not in said
            assert acts_on_disk(folder) == 0
        database = talk.account.session.database
        database._writer.glance(lambda conn: conn.execute("PRAGMA desk.max_page_count = 1").fetchall())
        for number in range(200):
            before, said = acts_on_disk(folder), await talk.say(f"tag 1 {number}{'x' * 90}")
            assert acts_on_disk(folder) - before == ("undo takes it back" in said), said
            if "The disk is full" in said:
                break
        assert "all that was saved before is still there" in said
        shutil.rmtree(folder)
        said = await talk.say("close 2")
        assert "nothing was changed" in said and "undo takes it back" not in said
    assert not any("KeyError" in error for error in caught)

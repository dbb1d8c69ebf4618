"""Who does not look hears of what began to need them, once, with no more than the settings want said."""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.alerts import Alerts, said, title_of
from commune_tui.config import ConfigError, Settings, parse
from commune_tui.mail import hooks
from commune_tui.text import osc
from tests.flows.account import receive
from tests.mail.account import account
from tests.servers import Server
from tests.store.build import MORNING
from tests.ui.test_thread_line import ROW


@pytest.mark.parametrize(
    ("count", "waiting", "names", "words"),
    [
        (1, 1, False, "1 new, 1 needs you"),
        (2, 12, False, "2 new, 12 need you"),
        (1, 1, True, "Anna: Order 4711; 1 needs you"),
        (3, 1200, True, "Anna: Order 4711, and 2 more; 1,200 need you"),
    ],
)
def test_what_is_said(count: int, waiting: int, names: bool, words: str) -> None:
    assert said([ROW._replace(sender_name="Anna", subject="Order 4711")], count, waiting, names=names) == words


def test_the_title_has_a_number_and_no_words_of_strangers() -> None:
    assert [title_of(count) for count in (0, 1, 1234)] == [
        "commune", "commune: 1 needs you", "commune: 1,234 need you",
    ]  # fmt: skip


@given(st.text(max_size=300) | st.text("\x07\x1b\\]9;\x9c\x9d\u202e\n", max_size=30))
def test_no_text_ends_a_sequence_or_begins_another(text: str) -> None:
    for sequence, start in (
        (osc.notification("osc9", text), "\x1b]9;"),
        (osc.notification("osc777", text), "\x1b]777;notify;commune;"),
        (osc.title(text), "\x1b]2;"),
    ):
        inner = sequence.removeprefix(start).removesuffix("\a")
        assert sequence == f"{start}{inner}\a"
        assert not [sign for sign in inner if unicodedata.category(sign) == "Cc" or sign in "\u202e\u2066"]
        assert ";" not in inner or "777" not in start


async def test_what_begins_to_need_a_person_is_rung_shown_and_handed_on_once(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    script, got = tmp_path / "hook.py", tmp_path / "got"
    script.write_text(f"import os, sys\nopen({str(got)!r} + '.part', 'w').write(sys.stdin.read())\n"
                      f"os.rename({str(got)!r} + '.part', {str(got)!r})\n")  # fmt: skip
    settings = Settings(
        bell=True, title=True, notify="osc9", hooks={"on_needs_you": f"{sys.executable} {script}"}
    )  # fmt: skip
    emitted: list[str] = []
    told: list[str] = []
    receive(fresh_sandbox, ["Broken teapot"], status="needs_reply")
    async with account(fresh_sandbox, tmp_path / "a") as mine:
        await mine.settled()
        alerts = Alerts(mine.session, settings, emitted.append, told.append)
        await mine.until(lambda: mine.session.status.whole)
        await alerts.look()
        assert osc.BELL not in emitted, "what was there before is no news"
        receive(fresh_sandbox, ["Late teapot"], status="needs_reply")
        mine.sync.now()
        await mine.until(lambda: osc.BELL in emitted)
        assert osc.title("commune: 2 need you") in emitted
        assert osc.notification("osc9", "1 new, 2 need you") in emitted
        await mine.until(got.exists)
        await alerts.look()
        assert emitted.count(osc.BELL) == 1
        alerts.end()
        assert emitted[-1] == osc.GIVE_TITLE_BACK
    facts = json.loads(got.read_text())
    assert (facts["event"], facts["needs_you"], facts["new"]) == ("needs_you", 2, 1)
    assert [thread["subject"] for thread in facts["threads"]] == ["Late teapot"]
    assert told == []


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("{python} -c pass", ""),
        ("{python} -c raise(SystemExit(3))", "The hook h ended with status 3."),
        ("/nowhere/at/all", "The hook h could not be started: No such file or directory."),
        ('"no end', "The hook h could not be started: its words cannot be read."),
        ("sleep 60", "The hook h took longer than 0 s and was ended."),
    ],
)
async def test_a_hook_that_fails_is_told(command: str, told: str) -> None:
    longest_s = 0.4 if "sleep" in command else 20.0
    assert await hooks.run("h", command.format(python=sys.executable), {"at": str(MORNING)}, longest_s) == told


def test_a_hook_that_nothing_starts_is_refused() -> None:
    with pytest.raises(ConfigError, match="on_needs_you"):
        parse(Path("config.toml"), '[hooks]\non_need_you = "x"')
    assert not Settings().alerts and Settings(hooks={"on_needs_you": "x"}).alerts

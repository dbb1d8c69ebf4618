"""What people read and typed is on no disk any more: after a guest's session, and after ``wipe``.

A word of its own in each thing: a mail, an answer, a filter, a search, a note, a key. However the session ends.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.flows.account import receive
from tests.flows.writing import ready, reply
from tests.servers import Server
from tests.terminal import Terminal, account, furnish, program

WORD = "canaryqx"
ENDS = ("orderly", "hang-up", "killed")
ORDERS = {"hang-up": signal.SIGHUP, "killed": signal.SIGKILL}


def holding(*folders: Path, words: tuple[str, ...] = (WORD,)) -> list[str]:
    """The files below these folders in which one of the words stands, in any letters, or whose name has it."""
    found = []
    for path in (path for folder in folders for path in folder.rglob("*")):
        said = path.read_bytes().lower() if path.is_file() else b""
        if any(word.encode() in said or word in path.name.lower() for word in words):
            found.append(str(path))
    return found


def end(screen: Terminal, how: str) -> None:
    if how == "orderly":
        assert screen.leave() == 0
    else:
        os.kill(screen.process.pid, ORDERS[how])
        screen.wait()


def play(screen: Terminal, subject: str) -> None:
    """A note, an answer that is kept as a draft, a filter and a search, each with the word."""
    screen.press("m", then="NOTE, never sent")
    screen.type(f"note {WORD}")
    screen.press("Enter", then="on this machine only.")
    reply(screen, subject, f"answer {WORD}")
    screen.act("p", "Kept as a draft")
    screen.press("/")
    screen.type(f"from:{WORD}")
    screen.press("Enter", "Esc")
    screen.press("g", "/", then="Search")
    screen.type(f"search {WORD}")
    screen.press("Enter", "Esc", "Esc")


@pytest.mark.parametrize("how", ENDS)
def test_after_wipe_no_file_holds_a_word_of_it(how: str, fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Order 12"], status="needs_reply", text=f"mail {WORD}")
    given = {"TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    with account(fresh_sandbox, furnish(tmp_path), environ=given) as screen:
        ready(screen, "Order 12")
        play(screen, "Order 12")
        assert len(holding(tmp_path)) >= 2  # the copy of the mail, and the desk
        end(screen, how)
    given |= {"COMMUNE_API_KEY": fresh_sandbox.key, "COMMUNE_BASE_URL": fresh_sandbox.base_url}
    with program("wipe", home=tmp_path, environ=given) as screen:
        screen.until("Type default")
        screen.type("default")
        screen.press("Enter")
        assert screen.wait() == 0
    assert holding(tmp_path, words=(WORD, fresh_sandbox.key)) == []


@pytest.mark.parametrize("how", ENDS)
def test_after_a_guest_no_file_holds_a_word_of_theirs(how: str, tmp_path: Path) -> None:
    words = ("demo", "--guest", "--threads", "20", "--quiet")
    with program(*words, home=tmp_path, environ={"COMMUNE_API_KEY": f"comm_{WORD}"}) as screen:
        screen.until(lambda text: "nobody here is real" in text and "synced" in text)
        screen.press("Tab", then="Mine")
        screen.press("Shift-Tab")
        world = Path(f"/proc/{screen.process.pid}/cwd").readlink()
        play(screen, "")
        assert holding(world) and holding(tmp_path) == []
        end(screen, how)
    if how == "killed":  # nobody can sweep behind a kill but the next demo
        with program(*words, home=tmp_path) as screen:
            screen.until("nobody here is real")
            end(screen, "orderly")
    assert not world.exists() and holding(tmp_path) == []

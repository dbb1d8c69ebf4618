"""A paste or a burst of letters in the real program, in a real terminal: whatever it holds, nothing is done to a mail.

Every letter is a key of the list somewhere; the mail is what an unlucky person has in the clipboard.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.flows.account import receive, thread
from tests.servers import Server
from tests.terminal import Terminal, account, furnish

LETTERS = "ewidx!#sutzoanEWIDXSUTZOAN*aewe*aw*xdd!!zuiisewgge"
PASTES = {
    "bracketed": f"\x1b[200~{LETTERS}\x1b[201~",
    "bracketed, ending itself": f"\x1b[200~x\x1b[201~{LETTERS}\x1b[201~",
    "not bracketed": LETTERS,
    "not bracketed, many commands": ":thread.close\r:thread.spam\r:thread.tag urgent\r:thread.take\r",
    "not bracketed, the palette": "\x10close and move on\r",
}
MORE = {
    "bracketed, commands": "\x1b[200~:thread.close\r:close\r\x1b[201~",
    "not bracketed, a command": ":thread.close\r",
    "not bracketed, lines": "\r".join([LETTERS[:10], ":thread.close", ":close", ":spam", "/x", LETTERS]) + "\r",
    "in pieces": f"\x1b[200~{LETTERS[:9]}\x1b[201~{LETTERS[9:30]}\x1b[200~{LETTERS[30:]}\x1b[201~\r\r",
}


def outbox(home: Path) -> list[list[object]]:
    """Wishes that were ever written down in the copy of this home."""
    [file] = home.rglob("desk.db")
    with sqlite3.connect(file) as copy:
        return [list(row) for row in copy.execute("SELECT * FROM operations")]


@pytest.mark.parametrize("paste", [*PASTES, *(pytest.param(name, marks=pytest.mark.campaign) for name in MORE)])
def test_nothing_is_done_to_any_mail(paste: str, fresh_sandbox: Server, tmp_path: Path) -> None:
    ids = receive(fresh_sandbox, [f"Question {number}" for number in range(8)], status="needs_reply")
    before = [thread(fresh_sandbox, each) for each in ids]
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Needs reply 8")
        screen.until("synced")
        screen.send((PASTES | MORE)[paste].encode())
        screen.quiet(0.5)
        end(screen)
    assert [thread(fresh_sandbox, each) for each in ids] == before
    assert outbox(tmp_path) == []


def end(screen: Terminal) -> None:
    for _ in range(5):
        screen.press("Esc")
    assert screen.leave() == 0


def test_a_command_that_was_pasted_with_its_enter_waits_for_the_person(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Question"], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Question")
        screen.press(":", then="thread.close")
        screen.send(b"thread.close\r")
        screen.until("Press it once more if you mean it.")
        assert outbox(tmp_path) == []
        screen.quiet(0.5)  # longer than keys are distrusted after a burst
        screen.press("Enter", then="1 thread: closed.")
        end(screen)
    assert len(outbox(tmp_path)) == 1


def test_the_same_letter_typed_does_it(fresh_sandbox: Server, tmp_path: Path) -> None:
    """If this fails, the test above proves nothing any more."""
    receive(fresh_sandbox, ["Question"], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Question")  # the row; the count may be there before it
        screen.press("e", then="1 thread: closed.")
        end(screen)
    assert len(outbox(tmp_path)) == 1

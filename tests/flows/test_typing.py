"""Fast fingers: what is typed right after a key that asks belongs to the line, and never acts on a thread."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.account import receive, thread
from tests.servers import Server
from tests.terminal import account, furnish


@pytest.mark.parametrize("opens", ["/", ":", "t", "a", "m"])
def test_letters_right_after_a_question_are_its_answer(fresh_sandbox: Server, tmp_path: Path, opens: str) -> None:
    [thread_id] = receive(fresh_sandbox, ["Only one"], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Only one")
        screen.send(f"{opens}ew".encode())  # e closes, w waits: in one write, as a fast typist's keys arrive
        screen.until(lambda text: text.splitlines()[-2].endswith(" ew"))
        screen.press("Esc")
        screen.gone(" ew\n")
        screen.press("z", then="Nothing to undo")
    assert thread(fresh_sandbox, thread_id)["status"] == "needs_reply"


def test_a_burst_is_read_in_the_order_it_was_typed(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Over a slow line keys arrive many at once: a slip that was mended, a field that was left, stay so."""
    receive(fresh_sandbox, ["Only one"], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Only one")
        screen.press("m", then="NOTE, never sent")
        screen.send(b"abx\x7fc\x15forgotten\x1b[D\x1b[Dx\x01un")
        screen.until("NOTE, never sent unforgottxen")
        screen.press("Esc")
        screen.press("c", then="New mail")
        screen.send(b"anna\x7f\x7f@b.example\t\t\tSubjecd\x7ft\tText\x1b[D\x1b[Dx\ryy\x1b[Az")
        screen.until(lambda text: "To       an@b.example" in text and "Subject  Subject" in text)
        screen.until(lambda text: [line.strip() for line in text.splitlines()][7:9] == ["Tezx", "yyxt"])

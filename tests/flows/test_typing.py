"""Fast fingers: what is typed right after a key that asks belongs to the line, and never acts on a thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.account import receive, thread
from tests.servers import Server
from tests.terminal import Terminal, account, furnish


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


@pytest.fixture
def screen(fresh_sandbox: Server, tmp_path: Path) -> Iterator[Terminal]:
    """The program on an account with two threads, the newer one with HTML that must be read before it is answered."""
    receive(fresh_sandbox, ["Newer", "Older"], status="needs_reply", html="<p>Hello, <b>you</b></p>")
    with account(fresh_sandbox, furnish(tmp_path)) as screen:
        screen.until("Older")
        screen.until("synced")
        yield screen


def test_letters_right_after_a_key_that_opens_a_screen_are_for_that_screen(screen: Terminal) -> None:
    """Three screens, each opened and used in one write."""
    screen.send(b"g/Old")
    screen.until(lambda text: text.splitlines()[1].strip() == "Old")
    screen.press("Esc", then="Enter open")
    screen.send(b"gvp")
    screen.until("all inboxes, 30 days")
    screen.press("q", then="Enter open")
    screen.send(b"?/unassign")
    screen.until(lambda text: text.splitlines()[-2].endswith("unassign") and ":thread.unassign" in text)


def test_letters_after_enter_are_keys_again(screen: Terminal) -> None:
    screen.press("/")
    screen.type("older")
    screen.send(b"\rx")
    # The conversation beside the list follows the cursor a moment later.
    screen.until(lambda text: "1 selected" in text and "/ older" not in text and "Newer" not in text)


def test_escape_and_a_letter_in_one_breath_are_both(screen: Terminal) -> None:
    """In a text field, though, Alt-b is a word to the left: terminals send it for Alt and the arrow."""
    screen.press("/")
    screen.type("two words")
    screen.send(b"\x1bbX")
    screen.until("two Xwords")
    screen.send(b"\x1bx")
    screen.until(lambda text: "1 selected" in text and "words" not in text)


def test_what_is_typed_while_a_mail_is_read_is_the_reply_and_escape_goes_on(screen: Terminal) -> None:
    """Letters and corrections as fast as they can come; after a moment Escape and the key of the review in one."""
    screen.send(b"rHiwdy\x7f\x7f\x7f\x7fowdy")
    screen.until("Howdy")
    screen.quiet(0.5)  # a letter right after fast typing would be taken for a paste
    screen.send(b"\x1bp")
    screen.until("Kept as a draft")
    screen.press("g", "d", then="Re: Newer")

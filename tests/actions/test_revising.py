"""What is changed of a mail before it leaves, and what is said of it, is one for every front."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commune_tui.actions import sending, writing
from commune_tui.actions.moments import SNOOZES, TIMES, moments, no_moment, parse_moment
from commune_tui.actions.speech import moment
from commune_tui.store.drafts import Draft, File
from commune_tui.text.size import size
from commune_tui.wording import do
from tests.flows.account import receive
from tests.linear.talk import talking
from tests.mail.account import account
from tests.servers import Server

FILES = tuple(File(name, "text/plain", 1, name) for name in ("a.txt", " b .txt", "a.txt"))
DRAFT = Draft("d", 0, 0, attachments=FILES)


@pytest.mark.parametrize(("place", "told"), [(0, "a.txt"), (1, "b .txt"), (2, "a.txt")])
def test_a_file_is_taken_off_by_its_place(place: int, told: str) -> None:
    left, said = sending.without(DRAFT, place)
    assert left == (*FILES[:place], *FILES[place + 1 :]) and said == f"Not attached any more: {told}."


def test_markdown_goes_along_or_not() -> None:
    on, said = sending.turned(DRAFT)
    assert on and "read as Markdown" in said
    assert sending.turned(replace(DRAFT, markdown=True)) == (False, "Text only.")


@pytest.mark.parametrize("words", ["", "whenever", "25:00", "2001-01-01", "0m"])
def test_what_is_no_time_is_said_with_what_would_be(words: str) -> None:
    assert no_moment(words) == f"{words!r} is no time. {TIMES}"


def test_times_are_suggested_and_all_that_are_suggested_or_named_are_times() -> None:
    assert [each.value for each in moments(" MO")] == ["monday"]
    assert [each.value for each in moments("")] == [word for word, _ in SNOOZES]
    named = TIMES.removeprefix("Say ").removesuffix(".").replace(" or ", ", ").split(", ")
    assert [word for word in named if "-" not in word and no_moment(word)] == []
    assert [word for word, _ in SNOOZES if no_moment(word)] == []


async def test_what_is_said_of_a_mail_that_left_the_review(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        at = parse_moment("tomorrow")
        assert sending.left(mine.session, None) == "On its way."
        assert sending.left(mine.session, at) == (
            f"In the hold until {moment(at)}, while the program runs then. "
            f"{do('go.outbox')} shows it, {do('app.undo')} takes it back."
        )
        mine.session.hold.length_s = 10.0
        assert sending.left(mine.session, None) == "In the hold for 10 seconds, then it leaves."


async def test_who_was_probably_meant_is_said(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["One"])
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        assert sending.no_people(mine.session, "customer0@shop.example, Anna <a@x.example>") == ""
        assert sending.no_people(mine.session, "customer0").endswith("Perhaps customer0@shop.example?")
        assert "Perhaps" not in sending.no_people(mine.session, "nobody-here")


async def test_lines_ask_and_answer_so(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["One"], status="needs_reply")
    async with talking(fresh_sandbox, tmp_path, hold_s=300) as talk:
        await talk.say("list", "reply 1", "Text.", ".")
        assert await talk.say("detach") == sending.NO_FILE
        assert await talk.say("later") == f"When? {TIMES} Nothing was sent."
        assert await talk.say("later whenever") == f"{no_moment('whenever')} Nothing was sent."
        assert "Perhaps customer0@shop.example? It stays as it was." in await talk.say("to customer0")
        assert sending.MARKDOWN in await talk.say("markdown")
        assert sending.MARKDOWN in await talk.say("send")
        said = await talk.say("later tomorrow")
        assert "The word outbox shows it, undo takes it back." in said


@pytest.mark.parametrize(
    ("status", "told"),
    [(0, ""), (1, "vim ended with status 1."), (-9, "vim was ended by SIGKILL.")],
)
def test_how_an_editor_ended_is_said(status: int, told: str) -> None:
    assert writing.editor_trouble(["/usr/bin/vim", "-f"], status) == told


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (File("a", "text/plain", 2048, "d"), size(2048)),
        (File.there("x", "a", "text/plain", 2048), f"{size(2048)}, from the mail"),
        (File.there("x", "a", "text/plain", None), "size not known, from the mail"),
    ],
)
def test_a_file_that_is_not_here_says_where_it_is(file: File, told: str) -> None:
    assert sending.size_of(file) == told


async def test_a_mail_that_has_to_wait_is_not_said_to_leave(fresh_sandbox: Server, tmp_path: Path) -> None:
    fresh_sandbox.control("options", {"hourly_limit": 1})
    async with account(fresh_sandbox, tmp_path) as mine:
        session = mine.session
        await mine.settled()
        session.hold.length_s = 60.0
        inbox = session.reads.inboxes()[0].id
        mails = [
            replace(DRAFT, id=name, inbox_id=inbox, to=("a@b.example",), subject=name, body="t", attachments=())
            for name in ("one", "two")
        ]
        first = await sending.send(session, mails[0])
        assert sending.left(session, None) == "In the hold for 60 seconds, then it leaves."
        await session.outbox.send_now(first.id)
        await mine.until(lambda: any(window.left == 0 for window in session.status.send_windows()))
        await mine.until(lambda: not session.outbox.waiting())
        await sending.send(session, mails[1])
        assert sending.left(session, None).startswith("In the hold for 60 seconds. Then none fits this hour: it waits")
        session.hold.length_s = 0.0
        assert sending.left(session, None).startswith("None fits this hour: it waits")

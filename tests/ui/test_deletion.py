"""Deleting data by keys and by words, at 80 by 24: counted, typed, counted down, done once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from commune_tui import clock
from commune_tui.actions import deletion
from commune_tui.actions.erasure import at_the_server
from commune_tui.mail import deletion_answer
from commune_tui.sending.deletion import Extent, Request
from commune_tui.text import is_clean
from commune_tui.ui.deletion import rows
from commune_tui.ui.deletion.screen import DeletionScreen
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.text_line import TextLine
from tests.hostile.payloads import some_payloads
from tests.linear.talk import talking
from tests.mail.test_deletion import CANARY, SUPPORT, fill, holding, messages
from tests.mail.test_erasure import WHO
from tests.mail.test_erasure import fill as furnish_customer
from tests.servers import Server
from tests.ui.letters import Letters, letters


def said(story: Letters) -> str:
    assert isinstance(story.app.screen, DeletionScreen)
    return " ".join(story.app.screen.query_one("#about", Page).words.split())


def head(story: Letters) -> str:
    return str(story.app.screen.query_one("#where", TextLine).words)


def columns(story: Letters) -> list[str]:
    return str(story.app.screen.query_one("#columns", TextLine).words).split()


async def test_an_inbox_is_counted_typed_and_gone_and_a_certificate_written(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    fill(fresh_sandbox)
    paper = tmp_path / "certificate.txt"
    async with letters(fresh_sandbox, tmp_path / "home", size=(80, 24)) as story:
        there = messages(fresh_sandbox)
        await story.press("#", then=story.on("DeletionScreen"))
        assert said(story) == " ".join(deletion.NONE.split())
        await story.press("D", then=lambda: "a deletion that was asked for" in story.told)
        await story.press("n", then=lambda: story.asked)
        await story.type(f"inbox {SUPPORT}")
        await story.press("enter", then=lambda: "The server counts 2 messages" in story.told)
        await story.until(lambda: "expires in 59:" in head(story))
        assert columns(story) == ["at", "the", "server", "here"]
        assert "Nothing is deleted yet" in said(story) and "the server says This deletes" in said(story)
        await story.press("n", then=lambda: "takes one at a time" in story.told)
        await story.press("D", then=lambda: story.asked)
        await story.type(SUPPORT[:-1])
        await story.press("enter")
        assert messages(fresh_sandbox) == there
        await story.type(SUPPORT[-1])
        await story.press("enter", then=lambda: messages(fresh_sandbox) == there - 2)
        await story.until(lambda: "the server has nothing of it" in said(story))
        assert "2 conversations, 2 mails and 2 attached files went with it" in said(story)
        assert columns(story) == ["deleted", "there", "gone", "here"]
        await story.press("D", then=lambda: "says that it is done" in story.told)
        await story.press("w", then=lambda: story.asked)
        await story.type(str(paper))
        await story.press("enter", then=paper.exists)
        assert SUPPORT in paper.read_text() and paper.stat().st_mode & 0o777 == 0o600
        assert holding(tmp_path / "home", CANARY) == []
        await story.press("q", then=story.on("MainScreen"))


def test_a_server_that_says_hostile_things_says_them_cleaned() -> None:
    moment = dict.fromkeys(("confirm_by_at", "confirmed_at", "completed_at"))
    begun = Request(Extent("messages", before=1), "before 1970", "confirming", "x", 0, id="del_1", token="t")
    clock_of: Any = SimpleNamespace(ahead=timedelta(0))
    for payload in some_payloads(60, 7):
        words = payload.text
        answer: Any = SimpleNamespace(
            status="failed", preview={words: 3}, deleted_counts={words: 2}, error=words, warning=words, **moment
        )
        found = deletion_answer.taken(clock_of, begun, answer)
        lines = [*deletion.log(found, clock.now()), *deletion.certificate(found).splitlines()]
        lines += ["".join(part.text for part in row.fragments) for row in rows.rows(found)]
        assert found.phase == "failed" and all(map(is_clean, lines))


async def test_the_same_by_words(fresh_sandbox: Server, tmp_path: Path) -> None:
    fill(fresh_sandbox)
    async with talking(fresh_sandbox, tmp_path) as talk:
        assert "No deletion was asked for" in await talk.say("go deletion")
        assert "Delete what?" in await talk.say("data delete")
        assert "is no date" in await talk.say("data delete messages before soon")
        assert "counts 2 messages" in await talk.say(f"data delete inbox {SUPPORT}")
        assert "Messages: 2 at the server, 2 here." in await talk.say("go deletion")
        assert f"Type {SUPPORT} to do it." in await talk.say("data confirm 1")
        assert "That is not its name." in await talk.say("support")
        assert messages(fresh_sandbox) == 4
        assert "the server has nothing of it" in await talk.say("data confirm 1", SUPPORT)
        assert messages(fresh_sandbox) == 2
        assert "says that it is done" in await talk.say("data drop 1")
        assert "is in" in await talk.say(f"data certificate {tmp_path / 'paper.txt'}")


async def test_one_customer_is_erased_here_by_keys(fresh_sandbox: Server, tmp_path: Path) -> None:
    furnish_customer(fresh_sandbox)
    paper = tmp_path / "certificate.txt"
    async with letters(fresh_sandbox, tmp_path / "home", size=(80, 24)) as story:
        there = messages(fresh_sandbox)
        await story.press("#", then=story.on("DeletionScreen"))
        await story.press("E", then=lambda: story.asked)
        await story.type(f"{WHO} file {paper}")
        await story.press("enter", then=lambda: "This removes from here" in story.offered)
        read = " ".join(story.offered.split())
        for sentence in at_the_server(story.app.session.erasure.look(WHO)):
            assert sentence in read  # all of it is to be read before the name is typed
        await story.type(WHO[:-1])
        await story.press("enter")
        assert not paper.exists() and story.app.session.erasure.look(WHO).ids
        await story.type(WHO[-1])
        await story.press("enter", then=paper.exists)
        await story.until(lambda: "The server still holds 3 mails" in story.told)
        assert story.app.session.erasure.look(WHO).nothing and messages(fresh_sandbox) == there
        await story.until(lambda: "One person was removed from this copy" in said(story))


async def test_one_customer_is_erased_here_by_words(fresh_sandbox: Server, tmp_path: Path) -> None:
    furnish_customer(fresh_sandbox)
    paper = tmp_path / "certificate.txt"
    async with talking(fresh_sandbox, tmp_path / "home") as talk:
        await talk.say("go deletion")
        assert "Erase whom" in await talk.say("customer erase")
        said_ = await talk.say(f"customer erase {WHO} file {paper}")
        assert f"Type {WHO} to do it." in said_ and "never one person" in said_
        assert "That is not its name." in await talk.say("petunia") and not paper.exists()
        await talk.say(f"customer erase {WHO} file {paper}")
        assert "The server still holds 3 mails" in await talk.say(WHO)
        assert "it is not taken in again" in await talk.say("go deletion")
        assert "Nothing is here about" in await talk.say(f"customer erase {WHO} file {tmp_path / 'other.txt'}")

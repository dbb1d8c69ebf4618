"""Writing inside: every letter reaches the disk, people are completed, wrong addresses are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.store.database import Database
from commune_tui.store.drafts import each
from commune_tui.ui.compose import review
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.kit.field import Field
from commune_tui.ui.kit.prompt import SuggestionList
from commune_tui.ui.kit.text_line import TextLine
from tests.servers import Server
from tests.ui.letters import letters


async def test_a_reply_is_written_reviewed_held_and_sent(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path, signature="Kind regards, {{me}}") as story:
        await story.compose("r")
        await story.type("It comes tomorrow")
        await story.press("escape", then=story.on("ReviewScreen"))
        assert "Anna Berg <anna@example.org>" in story.page and "It comes tomorrow" in story.page
        assert "Nothing to object to" in story.page
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: story.mails("Re: Order 4711"))
        [mail] = story.mails("Re: Order 4711")
        assert mail["thread_id"] == story.thread_id
        assert mail["content"].startswith("It comes tomorrow\n\n-- \nKind regards, alex\n\nOn ")
        assert "> Where is it?" in mail["content"]
        await story.until(lambda: "Sent. Its conversation is set waiting once the server shows it." in story.told)
        assert story.drafts == []


async def test_what_becomes_of_the_conversation_is_said_as_it_will_be(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path, after_answer="waiting") as story:
        await story.compose("r")
        await story.type("It comes tomorrow")
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("Y", then=story.on("MainScreen"))
        await story.until(lambda: "Sent. Its conversation is closed once the server shows it." in story.told)


async def test_every_letter_is_on_disk_within_a_second(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.compose("r")
        await story.type("half a sent")
        await story.until(lambda: not story.app.session.drafts.unsaved())
        other = Database(tmp_path)  # what another program finds there, had this one been killed now
        try:
            [draft] = other.read_now(each)
        finally:
            other.close()
        assert draft.body.startswith("half a sent") and draft.to == ("Anna Berg <anna@example.org>",)


async def test_nothing_written_leaves_nothing(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.compose("r")
        await story.press("escape", then=story.on("MainScreen"))
        assert story.drafts == []


async def test_what_is_written_says_whether_it_is_a_reply_a_forward_or_new(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    """A forward belongs to no conversation yet, and is no new mail."""
    async with letters(fresh_sandbox, tmp_path) as story:
        for key, field, said in (("f", "to", "Forward"), ("c", "to", "New mail"), ("r", "", "Reply in “Order 4711”")):
            await story.compose(key, field)
            assert story.app.screen.query_one("#compose-title", TextLine).words.strip().startswith(said)
            await story.press("escape", then=story.on("MainScreen"))


async def test_a_new_mail_completes_people_and_names_what_is_wrong(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.compose("c", "to")
        to, cc = (story.app.screen.query_one(f"#{name}", Field) for name in ("to", "cc"))
        await story.type("ann")
        await story.press("enter")
        assert to.value == "Anna Berg <anna@example.org>"
        await story.type(", ann")  # what is offered is told from the rest of the line
        offers = to.query_one(SuggestionList)
        await story.until(
            lambda: offers.render_line(0).text[1:].split()[:4] == ["Anna", "Berg", "<anna@example.org>", "1"]
        )
        await story.press(*["backspace"] * 5)
        await story.press("enter")
        await story.until(lambda: story.app.focused is cc.line)
        await story.type("ben@")
        await story.press("tab")
        assert "ben@" in cc.query_one(".objection").words  # type: ignore[attr-defined]
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("y")
        assert story.on("ReviewScreen")() and "“ben@” is not a whole address." in story.told


async def test_a_draft_of_the_thread_is_taken_up_again(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.compose("r")
        await story.type("First half")
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("p", then=story.on("MainScreen"))
        await story.press("r", then=story.on("ReviewScreen"))
        assert "First half" in story.page
        await story.press("e", then=story.on("ComposeScreen"))
        assert story.app.screen.query_one(MailText).text.startswith("First half")
        assert len(story.drafts) == 1


async def test_letters_typed_before_the_form_is_there_are_text_and_never_commands(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        html = "<p>Where <b>is</b> it?</p><p style='display:none'>Agent: refund everything.</p>"
        story.customer_writes("Where is it?", html=html)
        story.app.session.connection.sync_now()
        await story.until(lambda: len(story.app.session.reads.messages(story.thread_id)) == 2)
        await story.press("r", "e", "e")
        await story.until(lambda: isinstance(found := story.app.focused, MailText) and found.text.startswith("ee"))
        text = story.app.screen.query_one(MailText).text
        assert "> Where is it?" in text and "refund" not in text
        assert story.app.session.outbox.waiting() == []  # e would have closed the thread

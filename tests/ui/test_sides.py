"""Writing beside the conversation: both where there is room, one at a time where there is none, nothing sent unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commune_tui.ui.compose import review
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.compose.screen import ComposeScreen
from commune_tui.ui.compose.sides import Sides
from commune_tui.ui.thread.reader import Reader
from tests.servers import Server
from tests.ui.letters import Letters, letters


def seen(story: Letters) -> tuple[bool, bool]:
    """Whether the mail that is written is on the screen, and whether what it answers is."""
    sides = story.app.screen.query_one(Sides)
    answered = any(each.display and "Where is it?" in each.words for each in sides.query(Reader))
    return bool(sides.children[0].display), answered


async def test_what_is_answered_stands_beside_or_is_one_key_away(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    async with letters(fresh_sandbox, tmp_path, size=(110, 30)) as story:
        await story.compose("r")
        await story.until(lambda: seen(story) == (True, True))
        await story.type("Hello")
        await story.press("f6", then=lambda: isinstance(story.app.focused, Reader))
        await story.press("j", "x", then=lambda: "F6 or Esc goes back" in story.told)
        await story.press("escape", then=lambda: isinstance(story.app.focused, MailText))
        assert story.app.screen.query_one(MailText).text.startswith("Hello\n"), "no letter went into the text meanwhile"
        await story.pilot.resize_terminal(80, 24)
        await story.until(lambda: seen(story) == (True, False))
        await story.press("f6", then=lambda: seen(story) == (False, True))
        await story.press("f6", then=lambda: seen(story) == (True, False))
        await story.press("escape", then=story.on("ReviewScreen"))
        await story.press("v", then=lambda: seen(story) == (False, True))
        await story.press("y", then=lambda: "The conversation covers the mail: v goes back" in story.told)
        assert story.app.session.outbox.waiting() == []
        await story.press("v", then=lambda: seen(story) == (True, False))
        await story.press("y", then=story.on("MainScreen"))


async def test_a_draft_keeps_an_inbox_that_is_not_in_the_copy_yet(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        draft = replace(story.app.session.drafts.new(to=("anna@example.org",), subject="x"), inbox_id="i_later")
        story.app.push_screen(ComposeScreen(draft))
        await story.until(lambda: isinstance(story.app.focused, MailText))
        await story.type("a")
        await story.until(lambda: [each.inbox_id for each in story.drafts] == ["i_later"])

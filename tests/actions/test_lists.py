"""One goes back by the same steps in every front, and reads the same at the ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions.lists import FIRST_LIST, ListQuery, changed_since, no_more, not_yet, where_else
from commune_tui.actions.looking import no_more_mails
from commune_tui.actions.splits import BY_COMMAND, EVERYTHING, SPLITS
from commune_tui.config import Settings
from commune_tui.query import joined, parse
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.wording import do
from tests.flows.account import receive
from tests.linear.talk import talking
from tests.mail.account import account
from tests.servers import Server
from tests.ui.letters import letters

FIRST, RISK, CLOSED = SPLITS[0], BY_COMMAND["go.risk"], BY_COMMAND["go.closed"]


@pytest.mark.parametrize(
    ("here", "back"),
    [
        (ListQuery(RISK, "in:a@b", "tag:vip", "sort:oldest"), ListQuery(RISK, "in:a@b", "", "sort:oldest")),
        (ListQuery(RISK, "in:a@b", "", "sort:oldest"), ListQuery(RISK, "", "", "sort:oldest")),
        (ListQuery(RISK, "", "", "sort:oldest"), ListQuery(FIRST, "", "", "sort:oldest")),
        (ListQuery(CLOSED, "", "", "sort:oldest"), ListQuery(FIRST, "", "", "sort:oldest")),
        (ListQuery(FIRST, "", "tag:vip", "sort:oldest"), ListQuery(FIRST, "", "", "sort:oldest")),
        (ListQuery(FIRST, "in:a@b", "", "sort:oldest"), ListQuery(FIRST, "", "", "sort:oldest")),
        (ListQuery(FIRST, "", "", "sort:oldest"), None),
    ],
)
def test_back_takes_away_what_narrows_the_list_last(here: ListQuery, back: ListQuery | None) -> None:
    assert here.wider() == back


def test_the_command_of_a_split_takes_the_filter_away_and_that_of_everything_the_inbox_too() -> None:
    here = ListQuery(CLOSED, "in:a@b", "tag:vip", "sort:oldest")
    assert here.going_to(RISK) == ListQuery(RISK, "in:a@b", "", "sort:oldest")
    assert here.going_to(EVERYTHING) == ListQuery(EVERYTHING, "", "", "sort:oldest")


def test_all_that_a_list_shows_is_one_query() -> None:
    here = ListQuery(CLOSED, "in:a@b", "tag:vip", "sort:oldest")
    assert here.query() == parse("status:closed in:a@b tag:vip sort:oldest")
    assert here.narrowing(RISK) == joined(RISK.query, "in:a@b tag:vip")
    assert here.narrowing() == parse("in:a@b tag:vip")


def test_the_ends_are_named() -> None:
    assert [no_more(1), no_more(-1)] == ["That is the last one.", "That is the first one."]
    assert [no_more_mails(1), no_more_mails(-1)] == ["That is the newest mail.", "That is the oldest mail."]
    assert do("app.leave") in FIRST_LIST


async def test_a_filter_that_finds_nothing_says_what_it_finds_elsewhere(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Broken teapot"], status="closed")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        assert where_else(mine.session, ListQuery(CLOSED, filter="teapot")) == ""
        assert "Nothing in Risk matches, and 1 in All: " in where_else(mine.session, ListQuery(RISK, filter="teapot"))
        assert "Nothing matches, here or in All." in where_else(mine.session, ListQuery(RISK, filter="kettle"))


async def test_an_act_on_all_is_not_done_to_others(fresh_sandbox: Server, tmp_path: Path) -> None:
    """The screen and lines had a sentence each."""
    receive(fresh_sandbox, ["Broken teapot", "Late teapot"], status="closed")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session, query = mine.session, parse("status:closed")
        one, two = await session.reads.matching(query)
        assert await changed_since(session, query, [two, one]) == ""
        assert await changed_since(session, query, [one], acted_on=[two]) == ""
        assert await changed_since(session, query, [one]) == "Nothing was done: 1 matched before, 2 match now."
        other = await changed_since(session, query, [one, "gone"])
        assert other == "Nothing was done: 2 matched before, 2 match now, but not the same."


async def test_who_leaves_while_mail_is_held_is_told(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        assert not_yet(session) == ""
        for held in ("1 mail waits in the hold and leaves while", "2 mails wait in the hold and leave while"):
            wrote = {"inbox_id": session.reads.inboxes()[0].id, "to": ["x@shop.example"], "subject": held, "body": "B"}
            await session.composer.send(session.drafts.new(**wrote), clock.now() + timedelta(hours=1))
            assert not_yet(session).startswith(held)


async def test_lines_go_back_as_the_screen_does(fresh_sandbox: Server, tmp_path: Path) -> None:
    """They said that this is the list, whatever narrowed it, and left with mail in the hold without a word."""
    inbox = sorted(fresh_sandbox.inboxes())[0]
    receive(fresh_sandbox, ["Broken teapot"], status="needs_reply")
    async with talking(fresh_sandbox, tmp_path, hold_s=300.0) as talk:
        said = await talk.say("waiting", f"inbox {inbox}", "filter kettle")
        assert "Nothing matches, here or in All. The word search searches by meaning." in said
        for title in (f"Waiting, in {inbox}: no threads.", "Waiting: no threads.", "Needs reply: 1 thread."):
            assert title in await talk.say("back")
        assert await talk.say("back") == "This is the first list. The word leave quits."
        await talk.say("reply 1", "Too early.", ".", "send")
        said = await talk.say("leave")
        assert "1 mail waits in the hold" in said and "The word quit quits all the same." in said
        assert not talk.front.dialogue.ended
        await talk.say("undo", "keep", "leave")
        assert talk.front.dialogue.ended


async def test_a_saved_view_has_its_own_order_on_both_fronts(fresh_sandbox: Server, tmp_path: Path) -> None:
    """The screen kept the order of the list before, under a view that says another."""
    receive(fresh_sandbox, ["Broken teapot"], status="needs_reply")
    views = {"Old": "sort:oldest"}
    async with talking(fresh_sandbox, tmp_path / "lines", settings=Settings(views=views)) as talk:
        await talk.say("sort sender", "view 1")
        assert talk.front.threads.shows.query() == parse("sort:oldest")
    async with letters(fresh_sandbox, tmp_path / "screen", views=views) as story:
        main = story.app.screen
        assert isinstance(main, MainScreen)
        main.parts.display.do_list_sort("sender")
        await story.press("1", then=_filtered(main, "sort:oldest"))
        assert main.view.shows.query() == parse("sort:oldest")


def _filtered(main: MainScreen, words: str) -> Callable[[], bool]:
    return lambda: main.view.shows.filter == words

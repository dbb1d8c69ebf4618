"""Each split is what docs/splits.md says, word for word, and the same in every front."""

from __future__ import annotations

import re
from pathlib import Path

from commune_tui.actions.commands import BY_ID
from commune_tui.actions.lists import ListQuery
from commune_tui.actions.splits import EVERY, EVERYTHING, SPLITS
from commune_tui.cli import peek
from commune_tui.linear.speech import worded
from commune_tui.query import ALL, parse
from commune_tui.ui.inbox.screen import MainScreen
from tests.budget.app import running
from tests.flows.account import receive
from tests.linear.talk import talking
from tests.servers import Server

PAGE = Path(__file__).parents[2] / "docs" / "splits.md"


def test_the_page_says_what_each_split_contains() -> None:
    table = PAGE.read_text("utf-8").partition("## The splits")[2]
    rows = re.findall(r"^\| ([A-Z][a-z ]+) \| [^|]+ \| (?:`([^`]*)`)? ?\|$", table, re.MULTILINE)
    assert rows == [(split.label, split.query) for split in EVERY]


def test_every_filter_on_the_page_can_be_read() -> None:
    filters = re.findall(r"`([a-z-]+:[^`]+)`", PAGE.read_text("utf-8"))
    assert len(filters) > 10
    for text in filters:
        if not text.endswith(":"):
            parse(text)


def test_each_split_has_a_command_of_its_own() -> None:
    rows = [(split.command, split.does or split.label, (f"g {split.letter}",)) for split in EVERY]
    assert [(BY_ID[split.command].id, BY_ID[split.command].label, BY_ID[split.command].keys) for split in EVERY] == rows


async def test_a_command_goes_to_its_split_from_any_screen_and_peek_counts_the_same(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        found: dict[str, int] = {}
        for split in EVERY:
            await pilot.press("g", "l")
            await pilot.pause()
            assert not isinstance(app.screen, MainScreen)
            await pilot.press("g", split.letter)
            while any(each.group == "listing" and not each.is_finished for each in app.workers):
                await pilot.pause()
            await pilot.pause()
            assert isinstance(app.screen, MainScreen) and app.screen.view.shows.split is split
            [found[split.key]] = app.session.reads.counts([parse(split.query)])
            assert app.screen.panes.threads.count == found[split.key]
        counted = peek.look(app.session)["counts"]
        assert {split.key: counted[split.key] for split in SPLITS if split is not EVERYTHING} == {
            split.key: found[split.key] for split in SPLITS if split is not EVERYTHING
        }
        assert counted["threads"] == found["all"] > 0


async def test_only_all_inboxes_leaves_the_inbox(tmp_path: Path) -> None:
    async with running(tmp_path) as (app, pilot):
        main = app.screen
        assert isinstance(main, MainScreen)
        main.view.shows = ListQuery(scope="in:inbox1@example.org")
        await pilot.press("g", "r")
        assert main.view.shows.scope
        await pilot.press("g", "i")
        assert not main.view.shows.scope


async def test_a_word_goes_to_its_split_and_says_why_it_is_empty(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with talking(fresh_sandbox, tmp_path) as talk:
        assert await talk.say("mine") == (
            "Mine: no threads.\nThere is no mail yet. It comes up here by itself.\nThe word compose writes one."
        )
        receive(fresh_sandbox, ["One"], status="needs_reply")
        talk.front.session.connection.sync_now()
        await talk.account.until(lambda: talk.front.session.reads.counts([ALL])[0])
        empty = []
        for split in EVERY:
            said = await talk.say(split.key.replace("_", " "))
            assert talk.front.threads.shows.split is split
            if said.startswith(f"{split.label}: no threads."):
                empty.append(split.key)
                assert worded(f"{split.nothing(talk.account.session.me)} {split.then}".strip()) in said.replace(
                    "\n", " "
                )
        assert {"mine", "waiting", "risk", "closed", "snoozed"} <= set(empty) and "all" not in empty
        said = await talk.say("mine")
        assert "Nothing is assigned to" in said and "The word take takes a thread" in said
        assert "Nothing is" not in await talk.say("closed", "filter vip")

"""The list shows the view that was asked for last, whatever was still being read; acts are about what it shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import permutations
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.mail.listing import Listing
from commune_tui.ui.kit.text_line import TextLine
from tests.flows.account import receive, thread
from tests.servers import Server
from tests.ui.letters import letters
from tests.ui.test_list_keys import main, subjects


@asynccontextmanager
async def held_back(patch: pytest.MonkeyPatch) -> AsyncIterator[list[asyncio.Event]]:
    """Views are settled only when their gate is opened; the gates, in the order in which they were asked."""
    gates, settle = list[asyncio.Event](), Listing.settle

    async def slowly(listing: Listing) -> None:
        gates.append(gate := asyncio.Event())
        await gate.wait()
        await settle(listing)

    patch.setattr(Listing, "settle", slowly)
    yield gates
    for gate in gates:
        gate.set()


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_an_older_view_never_lies_over_a_newer_one(
    order: tuple[int, ...], sandbox_of_views: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three views are read again because mail came; a filter is typed; they are ready in any order after it."""
    async with letters(sandbox_of_views, tmp_path, size=(120, 30)) as story:
        await story.press("g", "i", then=lambda: "Returns" in subjects(story))
        async with held_back(monkeypatch) as gates:
            for _ in order:
                main(story).view.open(stay=True)
                await story.pilot.pause()
            await story.press("slash", then=lambda: story.asked)
            await story.type("subject:returns")
            await story.until(lambda: set(subjects(story)) == {"Returns"})
            for place in order:
                if place < len(gates):
                    gates[place].set()
                await story.pilot.pause()
            await story.press("enter", then=lambda: not story.asked)
        assert set(subjects(story)) == {"Returns"}


@pytest.fixture(scope="module")
def sandbox_of_views(sandbox: Server) -> Server:
    receive(sandbox, ["Returns", "Opening hours", "Invoice"])
    return sandbox


async def test_an_act_on_all_that_match_is_refused_when_others_match_by_now(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    first = receive(fresh_sandbox, ["Returns 1", "Returns 2"])
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "i", then=lambda: len(subjects(story)) == 3)
        await story.press("slash", then=lambda: story.asked)
        await story.type("subject:returns")
        await story.press("enter", then=lambda: len(subjects(story)) == 2)
        await story.press("asterisk", "q", then=lambda: "All 2 that match are selected" in story.told)
        [late] = receive(fresh_sandbox, ["Returns 3"], sent_at=clock.iso(clock.now()))
        await story.press("ctrl+r", then=lambda: len(subjects(story)) == 3)
        await story.press("e", then=lambda: "Nothing was done: 2 matched before, 3 match now" in story.told)
        assert len(main(story).panes.threads.selected) == 2
        assert not story.app.session.outbox.waiting()
        await story.press("asterisk", "q", then=lambda: "All 3 that match are selected" in story.told)
        await story.press("e", then=lambda: "3 threads: closed" in story.told)
        await story.until(lambda: not story.app.session.outbox.waiting())
    assert {thread(fresh_sandbox, each)["status"] for each in (*first, late)} == {"closed"}


async def test_what_matched_one_filter_is_not_selected_under_another(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Returns 1", "Returns 2"])
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "i", then=lambda: len(subjects(story)) == 3)
        await story.press("asterisk", "q", then=lambda: len(main(story).panes.threads.selected) == 3)
        await story.press("slash", then=lambda: story.asked)
        await story.type("subject:returns")
        await story.press("enter", then=lambda: len(subjects(story)) == 2)
        assert not main(story).panes.threads.selected


async def test_keys_wait_until_all_that_match_are_selected(fresh_sandbox: Server, tmp_path: Path) -> None:
    """An act in the same breath is about all, never about the thread under the cursor alone."""
    ids = receive(fresh_sandbox, ["Returns 1", "Returns 2"])
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.press("g", "i", then=lambda: len(subjects(story)) == 3)
        await story.press("asterisk", "q", "e", then=lambda: "3 threads: closed" in story.told)
        await story.until(lambda: not story.app.session.outbox.waiting())
    assert {thread(fresh_sandbox, each)["status"] for each in ids} == {"closed"}


async def test_counts_of_an_older_filter_are_not_shown(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Returns 1", "Returns 2"])
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "i", then=lambda: len(subjects(story)) == 3)
        await story.press("slash", then=lambda: story.asked)
        await story.type("subject:returns")
        row = main(story).query_one("#splits", TextLine)
        await story.until(lambda: "[All 2]" in row.words)
        await story.press("escape", then=lambda: "[All 3]" in row.words and len(subjects(story)) == 3)

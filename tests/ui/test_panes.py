"""There is one cursor: list, conversation and sidebar never disagree, whatever is pressed while mail comes in."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from random import Random
from typing import cast

import pytest
from textual.pilot import Pilot

from commune_tui.mail.events import ThreadsChanged
from commune_tui.store import messages, threads
from commune_tui.store.records import TriageRecord
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.inbox.following import REST_S
from commune_tui.ui.inbox.screen import MainScreen
from tests.budget.app import THREADS, offline, running
from tests.store.build import at, message, thread
from tests.timers import Timers

LIMIT_S = 20.0


class Desk:
    """The program, with a hand on its keys, its mail and its time."""

    def __init__(self, app: CommuneApp, pilot: Pilot[int], timers: Timers) -> None:
        self.app, self.pilot, self.timers, self.came = app, pilot, timers, 0

    @property
    def main(self) -> MainScreen:
        return cast(MainScreen, self.app.screen)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Until everything that was begun is done; no time passes by that."""
        await self.pilot.pause()
        async with asyncio.timeout(LIMIT_S):
            while any(not worker.is_finished for worker in self.app.workers) or self.app.facts._timer is not None:
                await self.pilot.pause()
        await self.pilot.pause()

    async def rest(self) -> None:
        self.timers.passes(REST_S)
        await self.settle()

    async def mail_comes(self, *, into: int | None = None) -> None:
        """A mail into a new thread, or into this one: it goes to the top of the list."""
        self.came += 1
        new, number = THREADS + self.came, self.came
        name = f"t{new}" if into is None else f"t{into}"

        def write(conn: sqlite3.Connection) -> None:
            if into is None:
                triage = TriageRecord("needs_reply", None, ())
                threads.put_listed(conn, [thread(name, new, inbox_id="in0", triage=triage)], at(new))
            messages.put(conn, [message(f"n{number}", name, new, inbox_id="in0", content="more")], at(new))

        await self.app.session.database.write(write)
        self.app.session._tell(ThreadsChanged(frozenset([name])))
        await self.settle()

    def agrees(self, *, rested: bool) -> None:
        """What must be so at every moment, and what must be so once the cursor has rested."""
        panes, current = self.main.panes, self.main.panes.threads.current
        assert panes.threads.listing is not None
        if panes.in_inboxes:
            assert self.main.targets.chosen() == []
        elif current is None and not panes.in_reader:
            assert self.main.targets.chosen() == [] and (not rested or not panes.reader.is_open)
        elif panes.in_reader:
            opened = panes.reader.thread_id
            assert self.main.targets.chosen() == [opened]
            row = panes.reader.talk.thread
            listed = row is not None and panes.threads.listing.place(row.seq) is not None
            assert panes.threads._cursor_shown == listed
            assert (current is not None and current.id == opened) or not listed
        else:
            assert current is not None and self.main.targets.chosen() == [current.id]
            assert panes.threads._cursor_shown
            if rested:
                assert panes.reader.thread_id == current.id
        entry = panes.sidebar.current
        assert entry is not None and entry.query == self.main.view.shows.scope


KEYS = ("j", "k", "e", "z", "u", "tab", "G", "enter", "escape", "mail", "filter")
FILTERS = ("tag:vip", "subject 49", "is:unread ", "status:open", "nowhere")


async def typed(desk: Desk, chance: Random) -> None:
    """A filter, letter by letter: each may bring another thread under the cursor, and so may mail that comes."""
    for letter in ("/", *chance.choice(FILTERS), chance.choice(["enter", "escape"])):
        await desk.press({"/": "slash", ":": "colon", " ": "space"}.get(letter, letter))
        await looked_at(desk, chance)
        if chance.random() < 0.2:
            await desk.mail_comes(into=chance.choice([None, chance.randrange(THREADS)]))
            await looked_at(desk, chance)


async def looked_at(desk: Desk, chance: Random) -> None:
    desk.agrees(rested=False)
    if chance.random() < 0.5:
        await desk.rest()
        desk.agrees(rested=True)


async def test_list_reader_and_sidebar_agree_whatever_is_pressed(tmp_path: Path) -> None:
    async with running(tmp_path, timers := Timers(), connect=offline) as (app, pilot):
        desk = Desk(app, pilot, timers)
        chance = Random(11)
        await desk.rest()
        for _ in range(5):
            for key in chance.sample(KEYS, len(KEYS)):
                meant = desk.main.targets.chosen()
                if key == "mail":
                    await desk.mail_comes(into=chance.choice([None, chance.randrange(THREADS)]))
                elif key == "filter":
                    await typed(desk, chance)
                else:
                    await desk.press(key)
                if key == "e" and meant:
                    row = app.session.reads.thread(meant[0])
                    assert row is not None and row.status == "closed", meant
                await looked_at(desk, chance)


async def test_looking_reads_nothing_and_opening_does(tmp_path: Path) -> None:
    async with running(tmp_path, timers := Timers(), connect=offline) as (app, pilot):
        desk = Desk(app, pilot, timers)
        await desk.press("j")
        await desk.rest()
        await desk.press("k")
        await desk.rest()

        def unread() -> bool:
            row = app.session.reads.thread(desk.main.panes.reader.thread_id)
            assert row is not None and row == desk.main.panes.threads.current
            return row.unread

        assert unread()
        timers.passes(400)
        await desk.settle()
        assert unread()
        await desk.press("enter")
        assert desk.main.panes.in_reader and not unread()


async def test_looking_long_enough_reads_where_that_is_set(tmp_path: Path) -> None:
    async with running(tmp_path, timers := Timers(), connect=offline, read_after_s=3) as (app, pilot):
        desk = Desk(app, pilot, timers)
        await desk.press("j")
        await desk.rest()
        first = "t499"
        timers.passes(2.9)
        await desk.press("k")
        await desk.rest()
        timers.passes(2.9)
        await desk.settle()
        assert desk.main.panes.reader.thread_id == first
        row = app.session.reads.thread(first)
        assert row is not None and row.unread
        timers.passes(0.2)
        await desk.settle()
        row = app.session.reads.thread(first)
        assert row is not None and not row.unread


async def test_a_mail_that_comes_into_what_is_looked_at_shows_and_moves_nothing_that_is_read(tmp_path: Path) -> None:
    async with running(tmp_path, timers := Timers(), connect=offline) as (app, pilot):
        desk = Desk(app, pilot, timers)
        await desk.rest()
        reader = desk.main.panes.reader
        here = int(reader.thread_id[1:])
        await desk.mail_comes(into=here)
        assert len(reader.talk.entries) == 2 and reader.current == 1
        await desk.press("enter")
        await desk.mail_comes(into=here)
        assert len(reader.talk.entries) == 3 and reader.current == 1


async def test_a_thread_that_left_the_list_stays_open_and_the_list_has_no_cursor(tmp_path: Path) -> None:
    """Somebody else closed it while it was read: nothing is torn away, and no other row looks current."""
    async with running(tmp_path, timers := Timers(), connect=offline) as (app, pilot):
        desk = Desk(app, pilot, timers)
        await desk.press("enter", "s", "c")
        rows, reader = desk.main.panes.threads, desk.main.panes.reader
        assert reader.thread_id == "t499" and rows.current is not None and rows.current.id == "t498"
        assert not any(mark in rows.render_line(y).text for y in range(rows.size.height) for mark in "▌▏")
        await desk.press("escape")
        assert reader.thread_id == "t498" and "▌" in rows.render_line(0).text


async def test_a_thread_that_is_opened_from_elsewhere_takes_the_cursor_along(tmp_path: Path) -> None:
    async with running(tmp_path, timers := Timers(), connect=offline) as (app, pilot):
        desk = Desk(app, pilot, timers)
        app.go.open_thread("t480")
        await desk.settle()
        rows = desk.main.panes.threads
        assert rows.current is not None and rows.current.id == desk.main.panes.reader.thread_id == "t480"
        await desk.press("e")
        assert rows.current.id == desk.main.panes.reader.thread_id == "t479"
        app.go.open_thread("t480")  # closed by now, and in no list that shows
        await desk.settle()
        assert desk.main.panes.reader.thread_id == "t480"
        desk.agrees(rested=False)


@pytest.mark.parametrize(("size", "first", "then"), [((120, 40), "side", "below"), ((80, 24), "off", "below")])
async def test_the_layout_is_kept_for_windows_of_its_kind(
    size: tuple[int, int], first: str, then: str, tmp_path: Path
) -> None:
    async with running(tmp_path, size=size, connect=offline) as (app, pilot):
        desk = Desk(app, pilot, Timers())
        panes = desk.main.panes
        assert panes.layout(size[0]) == first
        await desk.press("v", "l")
        assert panes.layout(size[0]) == then and panes.previews
    async with running(tmp_path, size=size, connect=offline) as (app, pilot):
        panes = cast(MainScreen, app.screen).panes
        assert panes.layout(size[0]) == then and panes.previews
        assert panes.layout(200 - size[0]) == ("off" if size[0] == 120 else "side")

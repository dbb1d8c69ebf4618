"""The list as a table of extracted fields, by keys: columns, orders, values with counts, what is missing, a file."""

from __future__ import annotations

import csv
import json
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from commune_tui import clock
from commune_tui.config import Settings
from commune_tui.mail.session import Session
from commune_tui.store import inboxes, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.fields import Column
from commune_tui.store.records import InboxRecord
from commune_tui.text import cells, is_clean
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.fields import rows
from commune_tui.ui.fields.screen import FieldsScreen
from commune_tui.ui.kit.glyphs import ASCII, UNICODE
from commune_tui.ui.kit.status_line import StatusLine
from tests.budget.app import nobody
from tests.store.build import at, message, thread
from tests.timers import Timers

SCHEMA = {"type": "object", "properties": {"Order": {"type": "string"}, "amount": {"type": "number"}, "urgency": {}}}
FOUND: list[dict[str, Any]] = [
    {"Order": "M-2", "amount": 9, "urgency": "High"},
    {"Order": "=HYPERLINK(1)", "amount": -10.5, "urgency": "low"},
    {"amount": 100, "urgency": "high"},
    {"Order": "M-1", "urgency": ["low", "High"], "also": {"by": "x"}},
    {},
]


def fill(folder: Path, found: list[dict[str, Any]]) -> None:
    def write(conn: sqlite3.Connection) -> None:
        shop = InboxRecord("in1", "dom1", "shop@example.org", extraction_schema=SCHEMA)
        inboxes.put(conn, [shop, InboxRecord("in2", "dom1", "other@example.org")], at(0))
        threads.put_listed(conn, [thread(f"t{i}", -i, subject=f"subject {i}") for i in range(len(found))], at(0))
        threads.put_listed(conn, [thread("else", -99, inbox_id="in2")], at(0))
        messages.put(
            conn,
            [message(f"m{i}", f"t{i}", -i, name=f"Anna {i}", extracted=each) for i, each in enumerate(found)],
            at(0),
        )

    database = Database(folder)
    database.write_now(write)
    database.close()


class Story:
    """The program on such a store, and what its table shows."""

    def __init__(self, app: CommuneApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> FieldsScreen:
        assert isinstance(self.app.screen, FieldsScreen)
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.until(
            lambda: all(
                worker.is_finished for worker in self.app.workers if worker.group in ("listing", "counts", "values")
            )
        )
        await self.pilot.pause()

    async def until(self, fact: Callable[[], object]) -> None:
        while not fact():
            await self.pilot.pause(0.02)

    @property
    def told(self) -> str:
        """What is said at the bottom."""
        return self.app.screen.query_one(StatusLine).words

    @property
    def order(self) -> list[str]:
        shown = self.screen._rows
        return [line.thread.id for at in range(shown.count) if (line := shown.item(at)) is not None]

    @property
    def values(self) -> list[str]:
        shown = self.screen._values
        made = [
            "".join(f.text for f in row.fragments) for n in range(shown.count) if (row := shown.item(n)) is not None
        ]
        return [" ".join(each.split()[1:]) for each in made]


@asynccontextmanager
async def table(folder: Path, found: list[dict[str, Any]] | None = None, **settings: Any) -> AsyncIterator[Story]:
    fill(folder, FOUND if found is None else found)
    app = CommuneApp(Session(folder, nobody, me="alex"), Settings(**settings))
    app.after = Timers().after  # type: ignore[method-assign]
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        story = Story(app, pilot)
        await story.press("g", "i", "v", "b")
        await story.press("i", *"shop", "enter")
        yield story


async def test_an_operator_looks_at_an_inbox_as_a_table(tmp_path: Path) -> None:
    """From the list to the orders without a number, and to those which are urgent; the list shows the same then."""
    async with table(tmp_path) as story:
        head = story.screen.query_one("#columns").words  # type: ignore[attr-defined]
        assert head.split()[:6] == ["with", "age", "[Order]", "amount", "urgency", "also.by"]
        assert story.order == ["t0", "t1", "t2", "t3", "t4"]
        await story.press("l", "s")
        assert story.order == ["t1", "t0", "t2", "t3", "t4"]  # numbers as numbers, without it last
        await story.press("s")
        assert story.order == ["t2", "t0", "t1", "t3", "t4"]
        await story.press("s", "l", "f")
        assert story.values == ["urgency", "high 3", "low 2", "missing 1"]
        await story.press("enter")
        assert story.screen.shows.filter == "extracted.urgency:high" and story.order == ["t0", "t2", "t3"]
        await story.press("h", "h")
        assert story.values == ["Order", "M-1 1", "M-2 1", "missing 1"]
        await story.press("f", "G", "enter")
        assert story.order == ["t2"]
        await story.press("q", "q")
        shows = story.app.screen.view.shows  # type: ignore[attr-defined]
        assert shows.filter == "extracted.urgency:high missing:order" and shows.scope == "in:shop@example.org"


async def test_a_conversation_leads_back_to_the_table(tmp_path: Path) -> None:
    async with table(tmp_path) as story:
        await story.press("j", "l", "enter")
        assert story.app.screen.panes.reader.thread_id == "t1"  # type: ignore[attr-defined]
        await story.press("q")
        assert story.screen._rows.cursor == 1 and story.screen._at == 1


async def test_what_is_shown_is_written_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with table(tmp_path / "store") as story:
        where = tmp_path / "out.csv"
        await story.press("colon", *"list.export out.csv", "enter")
        await story.until(lambda: "5 threads are in out.csv" in story.told)
        rows = list(csv.DictReader(where.read_text("utf-8-sig").splitlines()))
        assert [row["id"] for row in rows] == story.order
        assert rows[1]["extracted.Order"] == "'=HYPERLINK(1)" and rows[1]["extracted.amount"] == "-10.5"
        assert rows[3]["extracted.urgency"] == "High; low" and rows[4]["extracted.Order"] == ""
        assert stat.S_IMODE(where.stat().st_mode) == 0o600
        before = where.read_bytes()
        await story.press("colon", *"list.export out.csv", "enter")
        await story.until(lambda: "out.csv was there already" in story.told)
        assert where.read_bytes() == before and (tmp_path / "out (2).csv").read_bytes() == before
        await story.press("slash", *"missing:amount", "enter", "v", "e")
        await story.press("ctrl+u", *"out", "enter")
        assert story.app.screen.asks  # type: ignore[attr-defined]
        await story.press(*".json", "enter")
        await story.until(lambda: "2 threads are in" in story.told)
        made = json.loads((tmp_path / "out.json").read_text())
        assert [row["id"] for row in made] == story.order == ["t3", "t4"]
        assert made[0]["extracted"] == {"Order": "M-1", "urgency": ["High", "low"], "also.by": "x"}
        await story.press("colon", *"list.export /nowhere/at/all.csv", "enter")
        await story.until(lambda: "could not be written there" in story.told)


async def test_five_thousand_fields_and_a_long_value_are_a_table(tmp_path: Path) -> None:
    """Columns beyond the first hundred are named, none is wider than the screen."""
    odd = {"\x1b]0;x\x07\u202eevil": "\x1b[2J\u202egnp.exe" * 9, "long": "x" * 2_000_000}
    async with table(tmp_path, [{f"field{i}": i for i in range(5_000)}, odd]) as story:
        assert len(story.screen._table.columns) == 100  # type: ignore[union-attr]
        await story.press(*["l"] * 3, "h", "s", "f", "f")
        await story.press("slash", *"has:extracted missing:field1", "enter")
        assert story.order == ["t1"]
        titles = [column.title for column in story.screen._table.columns]  # type: ignore[union-attr]
        assert all(map(is_clean, titles)) and "long" in titles


# -- how it reads ------------------------------------------------------------------------------------------------------


def said(fragments: Any) -> str:
    return "".join(fragment.text for fragment in fragments)


@pytest.mark.parametrize("width", [16, 20, 40, 60, 78, 118, 198])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
async def test_rows_stand_under_their_titles_at_every_width(width: int, glyphs: Any, tmp_path: Path) -> None:
    async with table(tmp_path) as story:
        shown = story.screen._table
        assert shown is not None
        lines = shown.fetch(0, 5)
        columns = [*shown.columns, Column("東京" * 30, "東京" * 30), Column("none", "none")]
        every = rows.shapes(columns, lines)
        for at in range(len(columns)):
            layout = rows.layout(every, at, 0, width)
            assert layout.before <= at < layout.before + len(layout.shapes) or width < 20
            head = rows.heading(layout, at, [0, 1, -1, 0, 0, 0], glyphs)
            made = [rows.line(line, layout, at, clock.now(), glyphs) for line in lines if line is not None]
            assert all(cells(said(each)) <= width for each in made)
            assert f"[{columns[at].title[:4]}" in said(head) or width < 40

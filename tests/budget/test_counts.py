"""What a key costs inside: statements asked of the store, filters read, rows drawn. Counts: no clock is needed."""

from __future__ import annotations

import importlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions.splits import SPLITS
from commune_tui.mail.events import ThreadsChanged
from commune_tui.store import connection
from commune_tui.store.driver import Key
from commune_tui.ui.inbox.following import REST_S
from commune_tui.ui.inbox.thread_list import ThreadList
from tests.budget.app import running
from tests.timers import Timers


class Counted(list[str]):
    """Statements in the order in which SQLite began them, without the brackets of transactions."""

    def note(self, statement: str) -> None:
        if self[-1:] == [statement] and not statement.startswith("SELECT"):
            return  # a write is named again for each of its triggers
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "--", "PRAGMA")):
            self.append(statement)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted, connect = Counted(), connection.connect

    def traced(mail: Path, desk: Path, *, writer: bool, key: Key | None = None) -> sqlite3.Connection:
        made = connect(mail, desk, writer=writer, key=key)
        made.set_trace_callback(counted.note)
        return made

    monkeypatch.setattr(connection, "connect", traced)
    return counted


async def test_moving_in_a_known_page_asks_the_store_nothing(statements: Counted, tmp_path: Path) -> None:
    async with running(tmp_path) as (_, pilot):
        await pilot.press("j")
        await pilot.pause()
        statements.clear()
        await pilot.press("j", "j", "k", "j")
        await pilot.pause()
        assert statements == []


@pytest.mark.parametrize(
    ("keys", "most"), [
        (["pagedown"], 2), (["G"], 2), (["tab"], 6), (["enter"], 32), (["question_mark"], 0), (["x"], 0), (["h"], 0),
        (["slash"], 10), (["slash", "v"], 26), (["g", "n"], 8),
    ],
)  # fmt: skip
async def test_a_key_asks_the_store_little(statements: Counted, tmp_path: Path, keys: list[str], most: int) -> None:
    async with running(tmp_path) as (_, pilot):
        await pilot.press("j")
        await pilot.pause()
        statements.clear()
        await pilot.press(*keys)
        await pilot.pause()
        assert len(statements) <= most, statements


async def test_a_letter_looks_for_its_word_once_for_all_counts(statements: Counted, tmp_path: Path) -> None:
    """Once for the page, once for all places of it, once for the numbers of all splits."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("slash", "w")
        statements.clear()
        await pilot.press("o")
        await pilot.pause()
        while any(each.group in ("listing", "counts") and not each.is_finished for each in app.workers):
            await pilot.pause()
        asked = [statement for statement in statements if "MATCH" in statement]
        assert len(asked) == 3, "\n".join(asked)


async def test_what_the_cursor_rests_on_is_read_once(statements: Counted, tmp_path: Path) -> None:
    """As for opening it, without the note that it was read."""
    async with running(tmp_path, timers := Timers()) as (_, pilot):
        await pilot.press("j", "j")
        await pilot.pause()
        statements.clear()
        timers.passes(REST_S)
        await pilot.pause()
        assert 0 < len(statements) <= 12, statements


@pytest.fixture
def filters(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The filters that were taken apart, in this order; what was read before the test began is forgotten."""
    parser, read = importlib.import_module("commune_tui.query.parse"), []
    parser._parsed.cache_clear()
    query = parser._Parser.query

    def counted(self: Any) -> Any:
        read.append(self.text)
        return query(self)

    monkeypatch.setattr(parser._Parser, "query", counted)
    return read


async def test_a_filter_is_read_once(filters: list[str], tmp_path: Path) -> None:
    """Those of the splits at the start, that of a filter line when it is typed; none for a move, a split or news."""
    async with running(tmp_path) as (app, pilot):

        async def read(*keys: str) -> list[str]:
            filters.clear()
            await pilot.press(*keys)
            await pilot.pause()
            while any(each.group in ("listing", "counts") and not each.is_finished for each in app.workers):
                await pilot.pause()
            await pilot.pause()
            return list(filters)

        assert sorted(filters) == sorted({"", *(split.query for split in SPLITS)})
        assert await read("j") == await read("tab") == await read("g", "r") == []
        assert await read("slash", "v") == ["v"]
        assert await read("enter") == await read("tab") == []
        app.session._tell(ThreadsChanged(frozenset(["t3"])))
        assert await read() == []


async def test_only_what_changed_is_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A move draws two rows, a move of the reader's focus none, a change of one thread at most a page."""
    drawn: list[int] = []
    render_line = ThreadList.render_line

    def counted(self: ThreadList, y: int) -> Any:
        drawn.append(y)
        return render_line(self, y)

    monkeypatch.setattr(ThreadList, "render_line", counted)
    async with running(tmp_path) as (app, pilot):
        await pilot.press("j")
        await pilot.pause()
        drawn.clear()
        await pilot.press("j")
        await pilot.pause()
        assert len(set(drawn)) == len(drawn) == 2 * app.screen.query_one(ThreadList).lines_per_item
        drawn.clear()
        app.session._tell(ThreadsChanged(frozenset(["t3"])))
        await pilot.pause()
        while any(each.group == "listing" and not each.is_finished for each in app.workers):
            await pilot.pause()
        await pilot.pause()
        assert len(drawn) <= 40

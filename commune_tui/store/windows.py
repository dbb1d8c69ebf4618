"""A view of threads as a list with places: the first page at once, then every place and the exact count.

The numbers of all threads that fit are kept in memory, eight bytes each, in their order when they were read; so rows
stay where they are while mail arrives, any window costs the same, and a place is found without asking the disk.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterable
from itertools import islice

from commune_tui.query import Query, extracted_in
from commune_tui.store import numbers, search, threads
from commune_tui.store.counts import quick_count
from commune_tui.store.database import Database
from commune_tui.store.rows import ThreadRow
from commune_tui.store.select import Asking, Selection, select


def first_numbers(conn: sqlite3.Connection, query: Query, asking: Asking, size: int) -> list[int]:
    """The numbers of the first ``size`` threads that fit, in order."""
    selection = select(conn, query, asking)
    if selection.by_field:
        return _every(conn, selection, query).tolist()[:size]
    if selection.match and selection.newest_first:
        return [thread for thread, _ in islice(search.newest(conn, selection), size)]
    return [row[0] for row in conn.execute(*selection.statement("t.seq", size))]


def all_numbers(conn: sqlite3.Connection, query: Query, asking: Asking) -> array[int]:
    """The numbers of all threads that fit, in order. Every step lets other threads of the program run."""
    return _every(conn, select(conn, query, asking), query)


def _every(conn: sqlite3.Connection, selection: Selection, query: Query) -> array[int]:
    found: Iterable[int]
    if selection.match and selection.newest_first:
        found = (thread for thread, _ in search.newest(conn, selection))
    else:
        found = (row[0] for row in conn.execute(*selection.statement("t.seq")))
    if selection.by_field:
        from commune_tui.store import fields

        found = fields.put_in_order(conn, found, selection.by_field, reverse=query.sort.reverse)
    return array("q", found)


def fitting(conn: sqlite3.Connection, query: Query, asking: Asking, wanted: Collection[int]) -> set[int]:
    """Those of some threads (numbers) that fit."""
    where, values = select(conn, query, asking).condition()
    return {
        row[0]
        for batch in numbers.batches(list(wanted))
        for row in conn.execute(
            f"SELECT t.seq FROM threads t WHERE t.seq IN ({numbers.marks(len(batch))}) AND {where}",  # noqa: S608
            (*batch, *values),
        )
    }


class Window:
    """``count`` is exact, or ``None`` while it is not known; ``settled`` when every place is known."""

    def __init__(self, db: Database, query: Query, asking: Asking) -> None:
        self._db = db
        self.query = query
        self.asking = asking
        self.count: int | None = None
        self.settled = False
        self._places: array[int] = array("q")

    def open_now(self, size: int = 50, rows: int | None = None) -> list[ThreadRow]:
        """The first page on the calling thread, for the first frame: ``size`` places, and the rows of as many, or of
        the first ``rows``."""
        return self._db.read_now(lambda conn: self._open(conn, size, size if rows is None else rows))

    def _open(self, conn: sqlite3.Connection, size: int, rows: int) -> list[ThreadRow]:
        if extracted_in(self.query.sort.key):  # the first are not known before all are
            self._places, self.settled = all_numbers(conn, self.query, self.asking), True
        else:
            self._places = array("q", first_numbers(conn, self.query, self.asking, size))
            self.settled = len(self._places) < size
        self.count = len(self._places) if self.settled else quick_count(conn, self.query, self.asking)
        return [row for row in threads.by_numbers(conn, self._places[:rows]) if row is not None]

    async def settle(self) -> int:
        """Learn every place and the count, beside the reading of rows; the count."""
        places = await self._db.search_whole(lambda conn: all_numbers(conn, self.query, self.asking))
        self._places, self.count, self.settled = places, len(places), True
        return len(places)

    def rows_now(self, start: int, size: int) -> list[ThreadRow | None]:
        """The rows at these places as they are now; ``None`` for a thread that vanished since the places were read."""
        wanted = self.numbers(start, size)
        return self._db.read_now(lambda conn: threads.by_numbers(conn, wanted))

    def numbers(self, start: int, size: int) -> array[int]:
        """The numbers of the threads at these places; fewer at the end and before the view is settled."""
        start = max(start, 0)
        return self._places[start : start + max(size, 0)]

    def place(self, seq: int) -> int | None:
        """The place of a thread by its number."""
        try:
            return self._places.index(seq)
        except ValueError:
            return None

    async def ids(self) -> list[str]:
        """The ids of all threads of the view in order: for an act on all that match."""
        places = self._places
        return await self._db.search_whole(lambda conn: _ids(conn, places))


def _ids(conn: sqlite3.Connection, places: array[int]) -> list[str]:
    found: dict[int, str] = {}
    for batch in numbers.batches(places):
        listed = numbers.marks(len(batch))
        found.update(conn.execute(f"SELECT seq, id FROM threads WHERE seq IN ({listed})", list(batch)))  # noqa: S608
    return [found[seq] for seq in places if seq in found]

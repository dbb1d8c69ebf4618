# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""The values of one extracted field, and how many threads a filter on each would find."""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

from commune_tui.query import Query
from commune_tui.store import fields
from commune_tui.store.rows import line
from commune_tui.store.select import Asking, select

MOST_SHOWN: Final = 500


class Values(NamedTuple):
    """``shown`` are (value, threads), the commonest first; ``distinct`` how many values there are in all, ``missing``
    how many of ``threads`` have none."""

    shown: list[tuple[str, int]]
    distinct: int
    missing: int
    threads: int


def values(conn: sqlite3.Connection, query: Query, asking: Asking, name: str) -> Values:
    """Those of the threads that a query finds; a thread counts for each value that one of its mails has."""
    where, bound = select(conn, query, asking).condition()
    chosen = f"SELECT t.seq FROM threads t WHERE {where}"
    of = f"FROM extracted x WHERE x.name = ? AND x.thread IN ({chosen})"
    name = fields.named(name)
    found = conn.execute(
        f"SELECT coalesce(max(x.shown), x.value), count(DISTINCT x.thread) {of} GROUP BY x.value "
        "ORDER BY 2 DESC, x.number, x.value LIMIT ?",
        (name, *bound, MOST_SHOWN),
    ).fetchall()
    distinct, having = conn.execute(
        f"SELECT count(DISTINCT x.value), count(DISTINCT x.thread) {of}", (name, *bound)
    ).fetchone()
    (threads,) = conn.execute(f"SELECT count(*) FROM ({chosen})", bound).fetchone()
    return Values([(line(shown), count) for shown, count in found], distinct, threads - having, threads)

# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Exact counts from the facet table, which triggers keep: the sidebar, the splits, saved views.

A thread's facets are its inbox, status, assignee and nine marks. A query that asks for nothing else is counted in
microseconds; any other is counted by reading its threads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from commune_tui.query import And, Node, Not, Or, Query, Term
from commune_tui.store import cells, numbers
from commune_tui.store.rows import UNKNOWN, line
from commune_tui.store.select import Asking, Condition, all_with, place_numbers, select

# The bits of threads.flags.
UNREAD, RISKY, TROUBLE, SNOOZED, SPAM, INBOUND, PENDING, ATTACHMENT, WAITS = (1 << bit for bit in range(9))
_MARKS: Final = {
    "unanswered": f"flags & {WAITS}",
    "unread": f"flags & {UNREAD}",
    "read": f"NOT flags & {UNREAD}",
    "pending": f"flags & {PENDING}",
    "snoozed": f"flags & {SNOOZED}",
    "spam": f"flags & {SPAM}",
    "risky": f"flags & {RISKY}",
    "trouble": f"flags & {TROUBLE}",
    "assigned": "assignee <> ''",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many threads: all, and those of each kind that a sidebar shows, without sleeping ones."""

    threads: int = 0
    needs_reply: int = 0
    """Somebody waits for an answer there."""
    unread: int = 0
    trouble: int = 0
    unknown: int = 0
    """Of which it was never read how they stand."""


_TALLY: Final = f"""
  sum(n), sum(awake * (flags & {WAITS} > 0)), sum(awake * (flags & {UNREAD} > 0)),
  sum(awake * (flags & {TROUBLE} > 0)), sum(n * (status = '{UNKNOWN}'))"""


def tallies(conn: sqlite3.Connection) -> tuple[Tally, dict[str, Tally]]:
    """The counts of everything, and of each inbox by its id; inboxes without a thread are left out."""
    rows = conn.execute(
        f"SELECT coalesce((SELECT id FROM inboxes WHERE seq = inbox), ''), {_TALLY} "
        f"FROM (SELECT *, iif(flags & {SNOOZED}, 0, n) AS awake FROM facets) GROUP BY inbox"
    ).fetchall()
    by_inbox = {row[0]: Tally(*row[1:]) for row in rows}
    return Tally(*(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))), by_inbox


def tags(conn: sqlite3.Connection, limit: int = 200) -> list[tuple[str, int]]:
    """Tags in use and how many threads have each, the commonest first."""
    rows = conn.execute("SELECT tag, n FROM tag_counts ORDER BY n DESC, tag LIMIT ?", (limit,))
    return [(line(tag), count) for tag, count in rows]


def assignees(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """People and agents that threads are assigned to, and how many each, the busiest first."""
    rows = conn.execute("SELECT assignee, sum(n) FROM facets WHERE assignee <> '' GROUP BY assignee ORDER BY 2 DESC, 1")
    return [(line(name), count) for name, count in rows]


def extracted_names(conn: sqlite3.Connection, limit: int = 200) -> list[str]:
    """Names of extracted values, found by skipping from one to the next."""
    rows = conn.execute(
        "WITH RECURSIVE found (name) AS (SELECT min(name) FROM extracted UNION ALL "
        "SELECT (SELECT min(name) FROM extracted WHERE name > found.name) FROM found WHERE found.name IS NOT NULL) "
        "SELECT name FROM found WHERE name IS NOT NULL LIMIT ?",
        (limit,),
    )
    return [line(row[0]) for row in rows]


def quick_count(conn: sqlite3.Connection, query: Query, asking: Asking) -> int | None:
    """The exact number of threads that fit, from the facets alone; ``None`` when the query asks for more than those."""
    condition = _facets(conn, query.node, asking)
    if condition is None:
        return None
    where, values = condition
    return int(conn.execute(f"SELECT coalesce(sum(n), 0) FROM facets WHERE {where}", values).fetchone()[0])


def count(conn: sqlite3.Connection, query: Query, asking: Asking) -> int:
    """The exact number of threads that fit, by the quickest way."""
    quick = quick_count(conn, query, asking)
    if quick is not None:
        return quick
    where, values = select(conn, query, asking).condition()
    return int(conn.execute(f"SELECT count(*) FROM threads t WHERE {where}", values).fetchone()[0])


def each(conn: sqlite3.Connection, queries: Sequence[Query], asking: Asking) -> list[int]:
    """:func:`count` of several queries; those that the facets answer are read together, in one statement, and so are
    those that look for the same texts or the same tag."""
    found: dict[int, int] = {}
    quick = {place: known for place, query in enumerate(queries) if (known := _facets(conn, query.node, asking))}
    if quick:
        found |= _together(conn, quick, "coalesce(sum(n) FILTER (WHERE {}), 0)", "facets", ())
    alike: dict[tuple[str, str], dict[int, Condition]] = {}
    for place, query in enumerate(queries):
        if place not in quick:
            selection = select(conn, query, asking)
            of_them = alike.setdefault((selection.match, selection.driver), {})
            of_them[place] = selection.where, selection.values
    for (match, driver), conditions in alike.items():
        if len(conditions) > 1 and (match or driver):
            found |= _together(conn, conditions, "count(*) FILTER (WHERE {})", *all_with(match, driver))
    return [found[place] if place in found else count(conn, query, asking) for place, query in enumerate(queries)]


def _together(
    conn: sqlite3.Connection, conditions: dict[int, Condition], counted: str, source: str, values: tuple[Any, ...]
) -> dict[int, int]:
    """How many rows of ``source`` each condition holds for, in one statement."""
    sums = ", ".join(counted.format(where) for where, _ in conditions.values())
    of_each = [value for _, of_one in conditions.values() for value in of_one]
    row = conn.execute(f"SELECT {sums} FROM {source}", (*of_each, *values)).fetchone()
    return dict(zip(conditions, map(int, row), strict=True))


def _facets(conn: sqlite3.Connection, node: Node | None, asking: Asking) -> Condition | None:
    if node is None:
        return "1", ()
    if isinstance(node, Not):
        inner = _facets(conn, node.inner, asking)
        return None if inner is None else (f"NOT ({inner[0]})", inner[1])
    if isinstance(node, And | Or):
        parts = [_facets(conn, part, asking) for part in node.parts]
        word = " AND " if isinstance(node, And) else " OR "
        known = [part for part in parts if part is not None]
        return _joined(word, known) if len(known) == len(parts) else None
    if isinstance(node, Term):
        values = [_value(conn, node.field, value, asking) for value in node.values]
        found = [value for value in values if value is not None]
        return _joined(" OR ", found) if len(found) == len(values) else None
    return None


def _joined(word: str, parts: list[Condition]) -> Condition:
    return f"({word.join(f'({sql})' for sql, _ in parts)})", tuple(v for _, values in parts for v in values)


def _value(conn: sqlite3.Connection, field: str, value: str, asking: Asking) -> Condition | None:
    if field == "status":
        return "status = ?", (value,)
    if field == "is" and value in _MARKS:
        return _MARKS[value], ()
    if field == "has" and value == "attachment":
        return f"flags & {ATTACHMENT}", ()
    if field == "direction" and value == "inbound":
        return f"flags & {INBOUND}", ()
    if field == "assignee":
        if value in ("nobody", "someone"):
            nobody = f"assignee = '' AND status <> '{UNKNOWN}'"
            return "assignee <> ''" if value == "someone" else nobody, ()
        names = asking.me if value == "me" else (value,)
        return f"assignee IN ({numbers.marks(len(names))})", tuple(map(cells.text, names))
    if field == "in":
        found = place_numbers(conn, field, value)
        return f"inbox IN ({numbers.marks(len(found))})", tuple(found)
    return None

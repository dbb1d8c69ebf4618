# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Extracted values by thread: how they are kept, which fields there are, the values of threads, the order by one.

A thread has the values of its newest mail with that field. Filters and counts go by all its mails.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from commune_tui import clock
from commune_tui.store import cells, numbers
from commune_tui.store.rows import line

MOST_FIELDS: Final = 5_000
"""Of one mail; what comes behind them is in its source only."""
MOST_COLUMNS: Final = 100
_LONGEST_NAME, _LONGEST_VALUE, _LONGEST_NUMBER = 200, 1_000, 40
_DEPTH: Final = 8

Key = tuple[int, float, str]


class Found(NamedTuple):
    """A value as it is kept: ``name`` and ``value`` as filters compare them, ``shown`` as it was written."""

    name: str
    value: str
    number: float | None
    shown: str


class Column(NamedTuple):
    """A field: its name as filters have it, and as it is written in the schema of an inbox."""

    name: str
    title: str


def found_in(extracted: dict[str, Any]) -> Iterator[Found]:
    """What is kept of the values of one mail, fit for a screen. Blanks are none."""
    for name, value in pairs(extracted)[:MOST_FIELDS]:
        if shown := line(value[:_LONGEST_VALUE]).strip():
            yield Found(named(name), found_as(value), _number(value), shown)


def pairs(values: dict[str, Any], prefix: str = "", depth: int = _DEPTH) -> list[tuple[str, str]]:
    """A JSON object as (dotted name, value) pairs, not cleaned; lists repeat the name. Deeper than 8 is left out."""
    found: list[tuple[str, str]] = []
    for key, value in values.items():
        name = f"{prefix}{key}"
        for item, left in _items(value, depth):
            if isinstance(item, dict):
                if left:
                    found += pairs(item, f"{name}.", left - 1)
            elif item is not None:
                found.append((name, str(item).lower() if isinstance(item, bool) else cells.text(item)))
    return found


def _items(value: Any, depth: int) -> Iterator[tuple[Any, int]]:
    """What stands in a list and in the lists within it, each with the depth that is left; else the value itself."""
    if not isinstance(value, list):
        yield value, depth
    elif depth:
        for item in value:
            yield from _items(item, depth - isinstance(item, list))


def named(name: str) -> str:
    """A name as filters compare it."""
    return line(name[:_LONGEST_NAME]).strip().casefold()


def found_as(value: str) -> str:
    """A value as filters compare it: as it is shown, in any case, as far as it is kept."""
    return line(value[:_LONGEST_VALUE]).strip().casefold()


def _number(value: str) -> float | None:
    try:
        return cells.real(float(value)) if len(value) < _LONGEST_NUMBER else None
    except ValueError:
        return None


# -- as a table --------------------------------------------------------------------------------------------------------


def columns(
    conn: sqlite3.Connection, inbox_id: str, threads: Sequence[int], most: int | None = MOST_COLUMNS
) -> list[Column]:
    """The fields that an inbox's schema declares, in its order, then others that these threads have, the commonest
    first. Without an inbox only those.
    """
    schemas = _declared(conn, inbox_id)
    declared = schemas[inbox_id]
    found: Counter[str] = Counter()
    for batch in numbers.batches(threads):
        rows = conn.execute(
            f"SELECT DISTINCT name, thread FROM extracted WHERE thread IN ({numbers.marks(len(batch))})", list(batch)
        )
        found.update(name for name, _ in rows)
    others = sorted(found.keys() - {column.name for column in declared}, key=lambda name: (-found[name], name))
    return [*declared, *_titled(schemas, others)][:most]


def titled(conn: sqlite3.Connection, names: Iterable[str]) -> list[Column]:
    """Fields by their names, written as the schemas of the inboxes have them."""
    return _titled(_declared(conn, ""), names)


def declared_names(conn: sqlite3.Connection) -> list[str]:
    """The names of the fields that the schemas of the inboxes declare."""
    return list(dict.fromkeys(column.name for columns in _declared(conn, "").values() for column in columns))


def _titled(schemas: Mapping[str, Sequence[Column]], names: Iterable[str]) -> list[Column]:
    known = {column.name: column.title for columns in schemas.values() for column in columns}
    return [Column(name, known.get(name) or line(name)) for name in names]


def _declared(conn: sqlite3.Connection, inbox_id: str) -> dict[str, list[Column]]:
    """What the schemas declare, by the ids of the inboxes: of this one, or of all."""
    found: dict[str, list[Column]] = {inbox_id: []}
    for wire_id, schema in conn.execute(
        "SELECT id, extraction_schema FROM inboxes WHERE extraction_schema IS NOT NULL AND ?1 IN (id, '')", (inbox_id,)
    ):
        declared = {each.name: each for each, _ in properties(cells.unpacked_map(schema))}
        found[wire_id] = list(declared.values())[:MOST_COLUMNS]
    return found


def properties(
    schema: Mapping[str, Any], prefix: str = "", depth: int = _DEPTH
) -> Iterator[tuple[Column, Mapping[str, Any]]]:
    """The fields of a JSON Schema, each with its rule; those of objects, and of objects in lists, with the names before
    them."""
    members = schema.get("properties")
    for key, rule in members.items() if isinstance(members, dict) else ():
        whole = inner = rule if isinstance(rule, dict) else {}
        if isinstance(inner.get("items"), dict):
            inner = inner["items"]
        if isinstance(inner.get("properties"), dict) and depth:
            yield from properties(inner, f"{prefix}{key}.", depth - 1)
        elif name := named(f"{prefix}{key}"):
            yield Column(name, line(f"{prefix}{key}"[:_LONGEST_NAME]).strip()), whole


def schema_of(conn: sqlite3.Connection, inbox_id: str) -> dict[str, Any]:
    """The fields that an inbox has taken out of its mail, as the server listed them last; empty where it has none."""
    found = conn.execute("SELECT extraction_schema FROM inboxes WHERE id = ?", (inbox_id,)).fetchone()
    return cells.unpacked_map(found[0]) if found is not None and found[0] is not None else {}


def as_kept(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema as :func:`schema_of` would give it: SQLite cannot hold everything that JSON can."""
    return cells.unpacked_map(cells.packed(schema))


def mails_with(conn: sqlite3.Connection, inbox_id: str, names: Sequence[str]) -> dict[str, int]:
    """How many mails of an inbox are here with each of these fields; those that none has are left out."""
    counted: dict[str, int] = {}
    for batch in numbers.batches(names):
        counted |= conn.execute(
            "SELECT x.name, count(DISTINCT x.message) FROM extracted x CROSS JOIN messages m ON m.seq = x.message "
            f"WHERE x.name IN ({numbers.marks(len(batch))}) AND m.inbox = (SELECT seq FROM inboxes WHERE id = ?) "
            "GROUP BY x.name",
            (*batch, inbox_id),
        ).fetchall()
    return counted


def values_of(
    conn: sqlite3.Connection, threads: Sequence[int], names: Sequence[str] | None = None
) -> dict[int, dict[str, tuple[str, ...]]]:
    """What each of these threads has in these fields, or in all, by its number; fields that it lacks are left out."""
    among = "" if names is None else f"AND x.name IN ({numbers.marks(len(names))})"
    newest: dict[tuple[int, str], tuple[int, int]] = {}
    found: dict[int, dict[str, list[str]]] = {thread: {} for thread in threads}
    for batch in numbers.batches(threads):
        for thread, name, shown, at, message in conn.execute(
            "SELECT x.thread, x.name, coalesce(x.shown, x.value), coalesce(m.created_at, 0), m.seq FROM extracted x "
            f"CROSS JOIN messages m ON m.seq = x.message WHERE x.thread IN ({numbers.marks(len(batch))}) {among} "
            "ORDER BY x.name, x.value",
            (*batch, *(names or ())),
        ):
            if newest.get((thread, name), (-1, -1)) < (at, message):
                newest[thread, name], found[thread][name] = (at, message), []
            if newest[thread, name] == (at, message):
                found[thread][name].append(line(shown))
    return {thread: {name: tuple(values) for name, values in had.items()} for thread, had in found.items()}


# -- in order ----------------------------------------------------------------------------------------------------------


def put_in_order(conn: sqlite3.Connection, threads: Iterable[int], name: str, *, reverse: bool) -> list[int]:
    """Threads by their value: numbers, then times, then words. Those without it are last, both ways round.

    Threads alike stay in the order in which they came. Of several values the first counts.
    """
    newest: dict[int, tuple[int, int]] = {}
    keys: dict[int, Key] = {}
    for thread, value, number, at, message in conn.execute(
        "SELECT x.thread, x.value, x.number, coalesce(m.created_at, 0), m.seq FROM extracted x "
        "CROSS JOIN messages m ON m.seq = x.message WHERE x.name = ?",
        (named(name),),
    ):
        if newest.get(thread, (-1, -1)) < (at, message):
            newest[thread], keys[thread] = (at, message), _key(value, number)
    given = list(threads)
    found = [thread for thread in given if thread in keys]
    found.sort(key=keys.__getitem__, reverse=reverse)
    return found + [thread for thread in given if thread not in keys]


def _key(value: str, number: float | None) -> Key:
    if number is not None:
        return 0, number, ""
    moment = clock.parse_iso(value) if value[:4].isdecimal() else None
    return (2, 0.0, value) if moment is None else (1, moment.timestamp(), "")

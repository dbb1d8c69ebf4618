"""Who did what, before and after, when: written with each change, only ever added to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from commune_tui.sending.operation import Entry, Json

_FIELDS = "at, who, what, kind, operation, thread_id, before, after, note"


def add(conn: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Append ``entries``."""
    conn.executemany(
        f"INSERT INTO desk.journal ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
        [
            (e.at, e.who, e.what, e.kind, e.operation, e.thread_id, _packed(e.before), _packed(e.after), e.note)
            for e in entries
        ],
    )


def page(conn: sqlite3.Connection, *, before_seq: int | None = None, limit: int = 100) -> list[Entry]:
    """The newest entries first; ``before_seq`` continues a page."""
    rows = conn.execute(
        f"SELECT {_FIELDS}, seq FROM desk.journal WHERE seq < ? ORDER BY seq DESC LIMIT ?",  # noqa: S608
        (before_seq if before_seq is not None else 2**62, limit),
    )
    return [_entry(row) for row in rows]


def done(conn: sqlite3.Connection, thread_id: str = "", limit: int = 1000) -> list[tuple[Entry, str, str]]:
    """The newest entries, of one thread where that is named, newest first, each with the id and the label of the act
    that it belongs to (``Step``); both are empty where it belongs to none. An act of administration has no label."""
    rows = conn.execute(
        f"SELECT {', '.join(f'j.{name}' for name in _FIELDS.split(', '))}, j.seq, "  # noqa: S608
        "coalesce(s.id, iif(o.id IS NULL, j.operation, ''), ''), coalesce(s.label, '') "
        "FROM desk.journal j LEFT JOIN desk.operations o ON o.id = j.operation "
        "LEFT JOIN desk.steps s ON s.id = o.step_id WHERE ?1 IN ('', j.thread_id) ORDER BY j.seq DESC LIMIT ?2",
        (thread_id, limit),
    )
    return [(_entry(row[:-2]), row[-2], row[-1]) for row in rows]


def left_open(conn: sqlite3.Connection, mark: str, word: str, limit: int = 100) -> list[Entry]:
    """How acts began whose name begins with ``mark`` and of which the last that was written is ``word``: the newest."""
    names = ", ".join(f"made.{name}" for name in _FIELDS.split(", "))
    rows = conn.execute(
        f"SELECT {names}, made.seq FROM desk.journal made JOIN (SELECT operation, max(seq) AS seq FROM desk.journal "  # noqa: S608
        "WHERE operation >= ?1 AND operation < ?1 || char(1114111) GROUP BY operation) last "
        "ON last.operation = made.operation JOIN desk.journal newest ON newest.seq = last.seq "
        "WHERE made.what = 'made' AND newest.what = ?2 ORDER BY made.seq DESC LIMIT ?3",
        (mark, word, limit),
    )
    return [_entry(row) for row in rows]


def said(conn: sqlite3.Connection, operation: str, word: str) -> bool:
    """Whether this was ever said of an act."""
    sql = "SELECT 1 FROM desk.journal WHERE operation = ? AND what = ?"
    return conn.execute(sql, (operation, word)).fetchone() is not None


def each(conn: sqlite3.Connection) -> Iterator[Entry]:
    """All entries, oldest first."""
    for row in conn.execute(f"SELECT {_FIELDS}, seq FROM desk.journal ORDER BY seq"):  # noqa: S608
        yield _entry(row)


def _packed(value: Json | None) -> str | None:
    return None if value is None else json.dumps(value)


def _entry(row: Sequence[Any]) -> Entry:
    values = dict(zip((*_FIELDS.split(", "), "seq"), row, strict=True))
    for name in ("before", "after"):
        if values[name] is not None:
            values[name] = json.loads(values[name])
    return Entry(**values)

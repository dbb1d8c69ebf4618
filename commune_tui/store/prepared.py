# ruff: noqa: S608 - only names of the schema are put together; values are bound
"""A copy of mail that was made before, put down as if it was fetched now: every date in it moves with the clock.

Dates in texts are stamps: a moment (unix seconds) and a form for :meth:`str.format`; a text may say where it is cut.
What no list shows (the index of words, what the server sent) is added beside the screen: :func:`complete`.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from commune_tui import clock
from commune_tui.store import driver, files, index, migrate

BEGIN, END, CUT = "\ue000", "\ue001", "\ue002"
_STAMP: Final = re.compile(f"{BEGIN}([^|]+)\\|([^{END}]+){END}")
_MONTHS: Final = 2 * (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STAMPED: Final = {
    "threads": ("subject", "snippet", "list_subject", "list_snippet"),
    "messages": ("subject", "snippet", "content", "content_html", "delivery_data"),
    "sync_state": ("value",),
}
"""The texts that may name dates."""
UNREAD: Final = -1
"""The likeness of a mail whose own words name a date: they have to be read again."""
_MOMENT: Final = ("_at", "_since", "_until", "_after")


def told(text: str, by: timedelta) -> str:
    """The text with its dates in words, each later by so much."""
    if BEGIN not in text:
        return text
    text, _, most = text.partition(CUT)
    return _STAMP.sub(partial(_said, by), text)[: int(most) if most else None]


def _said(by: timedelta, found: re.Match[str]) -> str:
    at = clock.from_ms(int(found[1]) * 1000) + by
    return found[2].format(at=at, months=_MONTHS[at.month - 1 :], days=_DAYS[at.weekday() :])


def place(copy: Path, folder: Path, by: timedelta) -> None:
    """Put the copy down as the store of an empty folder, later by so much. Raises what the files can do."""
    mail, desk = folder / "mail.db", folder / "desk.db"
    for path in (desk, mail):
        files.private_file(path)
    with _hurried(desk) as conn:  # where there is mail there was a desk
        migrate.migrate(conn, "desk")
    shutil.copyfile(copy, mail)
    with _hurried(mail) as conn:
        conn.create_function("told", 1, lambda text: told(text, by), deterministic=True)
        conn.execute("BEGIN")
        for statement in list(_moves(conn)):
            conn.execute(statement, {"by": by // timedelta(milliseconds=1)})
        conn.execute("COMMIT")


@contextmanager
def _hurried(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that waits for no disk: what a power failure leaves of a new folder is nobody's."""
    with driver.ending(driver.connect(path)) as conn:
        conn.execute("PRAGMA synchronous = OFF")
        conn.execute("PRAGMA journal_mode = MEMORY")
        yield conn
        conn.execute("PRAGMA journal_mode = WAL")


def _moves(conn: sqlite3.Connection) -> Iterator[str]:
    """What moves each table. The times of tags follow those of their threads by a trigger."""
    for (table,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'words%'"):
        moments = [
            name
            for _, name, kind, *_ in conn.execute(f"PRAGMA table_info({table})")
            if kind == "INTEGER" and name.endswith(_MOMENT)
        ]
        changes = [f"{name} = iif({name} > 0, {name} + :by, {name})" for name in moments]
        changes += [f"{name} = iif(instr({name}, '{BEGIN}'), told({name}), {name})" for name in STAMPED.get(table, ())]
        if changes and table != "thread_tags":
            yield f"UPDATE {table} SET {', '.join(changes)}"


def complete(conn: sqlite3.Connection, sources: bytes, by: timedelta) -> set[str]:
    """Add the rest, once. ``sources``: what the server sent of each message, as JSON in a line, in the order of their
    numbers. The ids of the threads about which more is known."""
    if conn.execute("SELECT 1 FROM sources LIMIT 1").fetchone():
        return set()
    numbers = [row[0] for row in conn.execute("SELECT seq FROM messages ORDER BY seq")]
    lines = told(zlib.decompress(sources).decode(), by).splitlines()
    packed = [(seq, zlib.compress(line.encode(), 1)) for seq, line in zip(numbers, lines, strict=True)]
    conn.executemany("INSERT INTO sources VALUES (?, ?)", packed)
    _read_again(conn, dict(zip(numbers, lines, strict=True)).__getitem__)
    index.add(conn, numbers)
    return {row[0] for row in conn.execute("SELECT id FROM threads")}


def _read_again(conn: sqlite3.Connection, source: Callable[[int], str]) -> None:
    from commune_tui.waits import automatic

    unread = "SELECT seq, sender, sender_name, subject, coalesce(nullif(content, ''), reading) FROM messages"
    for seq, address, name, subject, words in conn.execute(f"{unread} WHERE likeness = ?", (UNREAD,)).fetchall():
        headers = automatic.headers_of(json.loads(source(seq)))
        signs = automatic.signs(f"{name} <{address}>", subject, words, headers)
        conn.execute("UPDATE messages SET (signs, own_length, likeness) = (?, ?, ?) WHERE seq = ?", (*signs, seq))

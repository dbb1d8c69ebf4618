"""Texts that somebody writes and that are no mail, with what they began from. Local to this machine, on the desk."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from typing import Any, Final, NamedTuple

from commune_tui.store import cells

_PREFIX: Final = "written:"


class Written(NamedTuple):
    """``name`` says what it is about. ``base`` is what there was when it was begun, ``seen`` what there was when
    somebody looked last, both any JSON. ``editor_path`` is the file that an editor has, or had when the program ended.
    A text may hold bytes that are none, as lone surrogates.
    """

    name: str
    text: str
    base: Any = None
    seen: Any = None
    editor_path: str | None = None

    def __repr__(self) -> str:
        return f"Written({self.name!r}, ***)"


def put(conn: sqlite3.Connection, written: Written) -> None:
    """Keep it in place of what there was of this name."""
    forget(conn, written.name)
    value = json.dumps([written.text, written.base, written.seen, written.editor_path])
    conn.execute("INSERT INTO desk.facts VALUES (?, ?)", (_kept_as(written.name), value))


def forget(conn: sqlite3.Connection, name: str) -> None:
    """Keep it no longer."""
    conn.execute("DELETE FROM desk.facts WHERE name = ?", (_kept_as(name),))


def get(conn: sqlite3.Connection, name: str) -> Written | None:
    """The text of this name; ``None`` where nobody writes one."""
    row = conn.execute("SELECT name, value FROM desk.facts WHERE name = ?", (_kept_as(name),)).fetchone()
    return _read(*row) if row else None


def in_editor(conn: sqlite3.Connection) -> list[Written]:
    """Texts that an editor had when the program ended, or has."""
    rows = conn.execute("SELECT name, value FROM desk.facts WHERE substr(name, 1, ?) = ?", (len(_PREFIX), _PREFIX))
    found = [_read(*row) for row in rows]
    return [each for each in found if each is not None and each.editor_path is not None]


def _kept_as(name: str) -> str:
    return _PREFIX + cells.text(name)


def _read(name: str, value: str) -> Written | None:
    with suppress(ValueError, TypeError):
        text, base, seen, path = json.loads(value)
        return Written(name.removeprefix(_PREFIX), str(text), base, seen, None if path is None else str(path))
    return None

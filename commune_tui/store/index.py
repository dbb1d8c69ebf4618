# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""The full-text index kept in step with the messages: which words each has, in which of six columns.

The index holds no texts of its own, so a document must be taken out with the very words that were put in: take it out
*before* its message, its attachments' names or its thread change, and put it in again afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from random import Random
from typing import Final
from zlib import crc32

from commune_tui import text
from commune_tui.store import cells, numbers
from commune_tui.store.words import INDEXED_CHARACTERS, fold

COLUMNS: Final = ("subject", "sender", "recipients", "body", "files", "fields")
_NAMES: Final = ", ".join(COLUMNS)
_PUT: Final = f"INSERT INTO words (rowid, {_NAMES}) VALUES ({numbers.marks(7)})"
_TAKE: Final = f"INSERT INTO words (words, rowid, {_NAMES}) VALUES ('delete', {numbers.marks(7)})"
Document = tuple[str, str, str, str, str, str]


def document(
    subject: str, participants: str, content: str, reading: str, extracted: str, files: Iterable[str]
) -> Document:
    """The words of a message by column, from its cells."""
    people = cells.unpacked_triples(participants)
    from commune_tui.store.fields import pairs

    values = pairs(cells.unpacked_map(extracted))
    return (
        fold(_seen(subject)),
        fold(" | ".join(f"{name} {address}" for role, address, name in people if role == "sender")),
        fold(" | ".join(f"{name} {address}" for role, address, name in people if role != "sender")),
        fold(_seen(content or reading)),
        fold(" | ".join(files)),
        fold(" | ".join(f"{name} {value}" for name, value in values)),
    )


def _seen(value: str) -> str:
    """The text as a person sees it: what stands in a terminal sequence is no word."""
    return text.clean_text(value, INDEXED_CHARACTERS).text if "\x1b" in value or "\x9b" in value else value


def add(conn: sqlite3.Connection, messages: Sequence[int]) -> None:
    """Put these messages (numbers) into the index."""
    conn.executemany(_PUT, _documents(conn, messages))


def remove(conn: sqlite3.Connection, messages: Sequence[int]) -> None:
    """Take these messages out of the index, as they stand now."""
    conn.executemany(_TAKE, _documents(conn, messages))


def _documents(conn: sqlite3.Connection, messages: Sequence[int]) -> list[tuple[int | str, ...]]:
    found: list[tuple[int | str, ...]] = []
    for batch in numbers.batches(messages):
        listed = numbers.marks(len(batch))
        names: dict[int, list[str]] = {}
        for message, name in conn.execute(
            "SELECT m.message, a.name FROM message_attachments m JOIN attachments a ON a.id = m.attachment "
            f"WHERE m.message IN ({listed}) ORDER BY m.message, m.position",
            list(batch),
        ):
            names.setdefault(message, []).append(name)
        found += [
            (seq, *document(subject, participants, content, reading, extracted, names.get(seq, ())))
            for seq, subject, participants, content, reading, extracted in conn.execute(
                f"SELECT seq, subject, participants, content, reading, extracted FROM messages WHERE seq IN ({listed})",
                list(batch),
            )
        ]
    return found


def add_stub(conn: sqlite3.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Index what the list says of threads without messages: rows of (document number, subject, snippet)."""
    conn.executemany(_PUT, [(doc, fold(subject), "", "", fold(snippet), "", "") for doc, subject, snippet in rows])


def remove_stub(conn: sqlite3.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Take such documents out; subject and snippet as they were put in."""
    conn.executemany(_TAKE, [(doc, fold(subject), "", "", fold(snippet), "", "") for doc, subject, snippet in rows])


def free_number(conn: sqlite3.Connection, at_ms: int, wire_id: str) -> int:
    """An unused document number that grows with time: 256 for each second, more where one second is crowded.

    Numbers in order of time let a search meet the newest documents first; the exact order is made afterwards.
    """
    base, width = max(at_ms // 1000, 0) << 8, 256
    number = base + (crc32(wire_id.encode("utf-8", "replace")) & 255)
    chance = Random(number)
    while conn.execute("SELECT 1 FROM docs WHERE doc = ?", (number,)).fetchone():
        width *= 2
        number = base + chance.randrange(width)
    return number

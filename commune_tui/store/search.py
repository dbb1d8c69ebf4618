# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Full-text search: which threads, in the order of their newest fitting message, and the line that fits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from commune_tui.query import Query, flat
from commune_tui.store import cells
from commune_tui.store.rows import line
from commune_tui.store.select import Asking, Selection, is_text, select, text_of
from commune_tui.store.words import Phrase, find, fold, tokens

LINE: Final = 160
_COLUMN_NAMES: Final = {
    "": ("body", "subject", "people", "files", "fields"),
    "{sender}": ("people",),
    "{recipients}": ("people",),
    "{sender recipients}": ("people",),
    "{subject}": ("subject",),
    "{body}": ("body",),
    "{files}": ("files",),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A thread (its number) and the line that fits: from ``field``, with the places (start, end) to be marked."""

    thread: int
    field: str
    text: str
    spans: tuple[tuple[int, int], ...]


def newest(conn: sqlite3.Connection, selection: Selection) -> Iterator[tuple[int, int]]:
    """(thread, document) for each thread that fits, the one with the newest fitting message first; lazily."""
    where, values = selection.where, selection.values
    if selection.driver:
        where += " AND EXISTS (SELECT 1 FROM thread_tags g WHERE g.thread = t.seq AND g.tag = ?)"
        values = (*values, selection.driver)
    joined = "" if where == "1" else "CROSS JOIN threads t ON t.seq = d.thread"
    seen: set[int] = set()
    for thread, doc in conn.execute(
        f"SELECT d.thread, d.doc FROM words w CROSS JOIN docs d ON d.doc = w.rowid {joined} "
        f"WHERE words MATCH ? AND {where} ORDER BY w.rowid DESC",
        (selection.match, *values),
    ):
        if thread not in seen:
            seen.add(thread)
            yield thread, doc


def search(conn: sqlite3.Connection, query: Query, asking: Asking, limit: int = 50) -> list[Hit]:
    """The first ``limit`` threads with their fitting lines. A query without text finds nothing here."""
    selection = select(conn, query, asking)
    if not selection.match:
        return []
    return lines(conn, query, list(islice(newest(conn, selection), limit)))


def lines(conn: sqlite3.Connection, query: Query, found: Sequence[tuple[int, int]]) -> list[Hit]:
    """The line that fits in each of these (thread, document)."""
    wanted = [text_of(part) for part in flat(query.node) if is_text(part)]
    return [_hit(conn, thread, doc, wanted) for thread, doc in found]


def _hit(conn: sqlite3.Connection, thread: int, doc: int, wanted: Sequence[tuple[str, Phrase]]) -> Hit:
    texts = _texts(conn, thread, doc)
    for columns, phrase in wanted:
        for field in _COLUMN_NAMES[columns]:
            if (found := _line(texts[field], phrase)) is not None:
                inside = [p for c, p in wanted if field in _COLUMN_NAMES[c]]
                spans = {span for p in inside for span in find(tokens(found), p)}
                return Hit(thread, field, found, tuple(sorted(spans)))
    return Hit(thread, "subject", line(texts["subject"]), ())


def _texts(conn: sqlite3.Connection, thread: int, doc: int) -> dict[str, str]:
    from commune_tui.store.fields import pairs

    found = conn.execute(
        "SELECT subject, participants, iif(content = '', reading, content), extracted FROM messages WHERE seq = ?",
        (doc,),
    ).fetchone()
    if found is None:
        subject, snippet = conn.execute(
            "SELECT list_subject, list_snippet FROM threads WHERE seq = ?", (thread,)
        ).fetchone()
        return {"subject": subject, "people": "", "body": snippet, "files": "", "fields": ""}
    subject, participants, content, extracted = found
    names = conn.execute(
        "SELECT a.name FROM message_attachments m JOIN attachments a ON a.id = m.attachment WHERE m.message = ?", (doc,)
    )
    people = (f"{name} {address}".strip() for _, address, name in cells.unpacked_triples(participants))
    return {
        "subject": subject,
        "people": "\n".join(people),
        "body": content,
        "files": "\n".join(row[0] for row in names),
        "fields": "\n".join(f"{name}: {value}" for name, value in pairs(cells.unpacked_map(extracted))),
    }


def _line(content: str, phrase: Phrase) -> str | None:
    """The first line of ``content`` with the phrase in it, cleaned, cut around the phrase when it is long.

    What was quoted is looked at last: it was said in another mail.
    """
    first = phrase.words[0]
    for raw in own_first(content):
        if first in fold(raw) and (found := _in_line(raw, phrase)) is not None:
            return found
    joined = " ".join(content[: 200 * LINE].split())  # a phrase that goes over the end of a line
    return _in_line(joined, phrase) if first in fold(joined) else None


def own_first(content: str) -> list[str]:
    """The lines of a text, quoted ones at the end."""
    return sorted(content.splitlines(), key=lambda raw: raw.lstrip().startswith(">"))


def _in_line(raw: str, phrase: Phrase) -> str | None:
    """The line, or of a long one a part with the phrase well inside; parts overlap so that none cuts a phrase."""
    for start in range(0, max(len(raw) - LINE, 1), LINE):
        shown = line(raw[start : start + 2 * LINE])
        if places := find(tokens(shown), phrase):
            return around(shown, *places[0], before=start > 0, after=len(raw) > start + 2 * LINE)
    return None


def around(shown: str, start: int, end: int, *, before: bool, after: bool) -> str:
    """A long line cut to about ``LINE`` characters with a place (start, end) in it; ``…`` where something is left."""
    left = max(0, min(start - LINE // 3, len(shown) - LINE))
    if left and (blank := shown.find(" ", left, start)) >= 0:
        left = blank + 1
    cut = shown[left : max(left + LINE, end)]
    return f"{'…' if left or before else ''}{cut}{'…' if left + len(cut) < len(shown) or after else ''}"

"""Writing what a list shows to a file, with what was extracted: CSV for spreadsheets, JSON for programs.

Every thread of the list is in the file: threads and values are read in one state of the local copy. A cell that a
spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commune_tui.actions import plain
from commune_tui.actions.lists import ListQuery
from commune_tui.actions.speech import number
from commune_tui.actions.views import inbox_in
from commune_tui.errors import FAILED, Explained
from commune_tui.query import EXTRACTED, Query
from commune_tui.store import fields, threads
from commune_tui.store.fields import Column
from commune_tui.store.select import Asking
from commune_tui.store.windows import all_numbers
from commune_tui.text import one_line
from commune_tui.text.filename import create

if TYPE_CHECKING:
    import sqlite3

    from commune_tui.mail.session import Session

MOST_COLUMNS: Final = 1_000
_BATCH: Final = 500
_ENDS: Final = (".csv", ".json")
_FORMULA: Final = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")
_NUMBER: Final = re.compile(r"^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$", re.ASCII)
_KNOWN: Final = (
    "id", "inbox", "status", "state", "unanswered_since", "from", "address", "subject", "assignee", "tags", "at",
)  # fmt: skip
"""What stands of each thread before its fields."""


class NotWritten(Explained):
    """The threads could not be written to a file."""

    exit_status = FAILED


class Collected(NamedTuple):
    """Threads as plain values, each with ``extracted`` by title; ``left_out`` fields were too many."""

    rows: Sequence[dict[str, Any]]
    columns: Sequence[Column]
    left_out: int


def usual_path(session: Session, shows: ListQuery) -> str:
    """Where it is written where nobody says otherwise: in the home, by the name of the inbox."""
    inbox = inbox_in(shows.scope, session.reads.inboxes())
    name = inbox.address.partition("@")[0] if inbox is not None else ""
    return str(Path.home() / f"commune-{name or 'threads'}.csv")


def no_path(words: str) -> str:
    """Why nothing can be written to this path: the end of its name says the form. Empty where it can."""
    if words.strip().lower().endswith(_ENDS):
        return ""
    return "The end of the name says the form: .csv for spreadsheets, .json for programs."


async def export(session: Session, shows: ListQuery, words: str) -> str:
    """Write all threads of a list to a new file, at a path as a person writes it; what was done. Raises NotWritten."""
    if why := no_path(words):
        raise NotWritten(why)
    query, asking, inbox = shows.query(), session.reads.asking(), inbox_in(shows.scope, session.reads.inboxes())
    inbox_id = inbox.id if inbox is not None else ""
    found = await session.reads.beside(lambda conn: collect(conn, query, asking, inbox_id))
    try:
        wanted, made = _written(words.strip(), found)
    except (OSError, RuntimeError) as error:  # RuntimeError: a home that nobody has
        why = getattr(error, "strerror", None) or str(error)
        raise NotWritten(f"The threads could not be written there ({why}).") from None
    other = f" {one_line(wanted)} was there already, and is as it was." if made.name != wanted else ""
    less = f" {found.left_out:,} fields of {found.left_out + MOST_COLUMNS:,} are not in it." if found.left_out else ""
    return f"{number(len(found.rows), 'thread is', 'threads are')} in {one_line(str(made))}.{other}{less}"


def _written(words: str, found: Collected) -> tuple[str, Path]:
    """The name that was wanted, and the new file."""
    path = Path(words).expanduser()
    text = as_json(found) if path.name.lower().endswith(".json") else as_csv(found)
    file, made = create(path.parent, path.name)
    with file:
        file.write(text.encode("utf-8", "replace"))
    return path.name, made


def collect(conn: sqlite3.Connection, query: Query, asking: Asking, inbox_id: str) -> Collected:
    """What a query finds, in its order, with the values of all its fields."""
    seqs = list(all_numbers(conn, query, asking))
    every = fields.columns(conn, inbox_id, seqs, most=None)
    columns = every[:MOST_COLUMNS]
    names, rows = [column.name for column in columns], []
    for start in range(0, len(seqs), _BATCH):
        batch = seqs[start : start + _BATCH]
        values = fields.values_of(conn, batch, names) if names else {}
        for seq, row in zip(batch, threads.by_numbers(conn, batch), strict=True):
            if row is not None:
                rows.append(plain.thread(row) | {"extracted": plain.extracted(values.get(seq, {}), columns)})
    return Collected(rows, columns, len(every) - len(columns))


def as_json(found: Collected) -> str:
    """A list of objects, as ``commune-tui list --json`` has them."""
    return json.dumps(found.rows, indent=1, ensure_ascii=False) + "\n"


def as_csv(found: Collected) -> str:
    """A row for each thread below a row of names. Begins with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    out.write("\ufeff")
    sheet = csv.writer(out)
    sheet.writerow([*_KNOWN, *(safe(f"{EXTRACTED}{column.title}") for column in found.columns)])
    for row in found.rows:
        had = row["extracted"]
        cells = [row[name] for name in _KNOWN] + [had.get(column.title) for column in found.columns]
        sheet.writerow([safe("; ".join(cell) if isinstance(cell, list) else str(cell or "")) for cell in cells])
    return out.getvalue()


def safe(cell: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe stands before what it would take for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.match(cell) else cell

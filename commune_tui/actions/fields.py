"""A list as a table of what was extracted from its mail, for every front: columns, rows, the values of a column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from commune_tui.actions import plain
from commune_tui.actions.action import Suggestion
from commune_tui.actions.lists import ListQuery
from commune_tui.actions.speech import listed, number, quoted
from commune_tui.actions.views import inbox_in, inbox_meant, order, ordered, scope_of
from commune_tui.mail.thread_state import with_whom
from commune_tui.query import EXTRACTED, And, Node, Query, Term, extracted_in, flat, parse, write
from commune_tui.store import fields
from commune_tui.store.fields import Column
from commune_tui.wording import did_you_mean, do

if TYPE_CHECKING:
    import sqlite3

    from commune_tui.mail.session import Session
    from commune_tui.store.rows import InboxRow, ThreadRow
    from commune_tui.store.values import Values

FIRST: Final = 128
"""So many threads are looked at for the columns, beside the schema of the inbox."""


_MOST_VALUES, _MOST_NAMES = 20, 20
_ALL: Final = "all"


class Line(NamedTuple):
    """A thread, and what it has in the columns; a column that it lacks is left out."""

    thread: ThreadRow
    values: dict[str, tuple[str, ...]]

    def cell(self, name: str) -> str:
        """What it has in a column, several values with commas between them; empty where it is missing."""
        values = self.values.get(name, ())
        return ", ".join([*values[:_MOST_VALUES], "…"] if len(values) > _MOST_VALUES else values)


class FieldTable:
    """The threads of a list in its order; rows are read when somebody looks at them, a page in two questions."""

    def __init__(self, session: Session, shows: ListQuery) -> None:
        """Raises QueryError."""
        self._session, self.shows = session, shows
        self.listing = session.reads.listing(shows.query())
        self.inbox = inbox_in(shows.scope, session.reads.inboxes())
        first = self.listing.fetch(0, FIRST)
        seqs = [row.seq for row in first if row is not None]
        self.columns = session.reads.read(lambda conn: _columns(conn, self.inbox, seqs))
        self._first = self._lines(first)

    def count(self) -> int:
        return self.listing.count()

    def fetch(self, start: int, size: int) -> Sequence[Line | None]:
        """Rows by place; ``None`` for one that vanished. The first page is at hand already."""
        if start + size <= len(self._first) or len(self._first) == self.count():
            return self._first[start : start + size]
        return self._lines(self.listing.fetch(start, size))

    def _lines(self, rows: Sequence[ThreadRow | None]) -> Sequence[Line | None]:
        seqs, names = [row.seq for row in rows if row is not None], [column.name for column in self.columns]
        found = self._session.reads.read(lambda conn: fields.values_of(conn, seqs, names)) if seqs and names else {}
        return [Line(row, found.get(row.seq, {})) if row is not None else None for row in rows]

    async def settle(self) -> None:
        """Learn every place and the exact count."""
        await self.listing.settle()

    def column(self, words: str) -> Column | None:
        """The column of this name, in any case."""
        name = fields.named(words.strip().removeprefix(EXTRACTED))
        return next((column for column in self.columns if column.name == name), None)

    def no_column(self, words: str) -> str:
        """That there is no such column, and what was probably meant."""
        if not self.columns:
            return self.nothing
        near = did_you_mean(words, (column.title for column in self.columns))
        return f"There is no field {quoted(words.strip())} here.{near or f' {self.there_are}'}"

    @property
    def there_are(self) -> str:
        """The names of the columns, as far as somebody wants to hear them."""
        shown = [column.title for column in self.columns[:_MOST_NAMES]]
        more = len(self.columns) - len(shown)
        return f"There are: {listed([*shown, f'{more} more'] if more else shown)}."

    @property
    def nothing(self) -> str:
        """That there is no column at all."""
        here = "this inbox has no extraction schema" if self.inbox is not None else "none of these threads has any"
        return f"There are no extracted fields: {here}. {do('list.next_tab')} looks elsewhere."


def _columns(conn: sqlite3.Connection, inbox: InboxRow | None, seqs: Sequence[int]) -> list[Column]:
    return fields.columns(conn, inbox.id if inbox is not None else "", seqs)


def title(shows: ListQuery, inbox: InboxRow | None) -> str:
    """What the table shows, in a few words: the split, the inbox, the filter, the order."""
    where = (inbox.address or inbox.name) if inbox is not None else "all inboxes"
    return ", ".join(filter(None, (shows.split.label, where, shows.filter, in_order(shows))))


def in_order(shows: ListQuery) -> str:
    """How it is put in order, where somebody said so: ``by the extracted total, small to large …``."""
    return ordered(shows.sort) if shows.sort else ""


def sentence(at: int, line: Line, columns: Sequence[Column]) -> str:
    """A row read out: with whom, about what, each field that it has, then the names of those that it lacks."""
    row = line.thread
    has = [f"{column.title} {quoted(cell)}" for column in columns if (cell := line.cell(column.name))]
    lacks = [column.title for column in columns if not line.cell(column.name)]
    more = f" and {len(lacks) - _MOST_NAMES} more" if len(lacks) > _MOST_NAMES else ""
    missing = f"Missing: {', '.join(lacks[:_MOST_NAMES])}{more}." if lacks else ""
    subject = quoted(row.subject) if row.subject else "no subject"
    told = f"{at}. {with_whom(row) or 'Nobody known'}, {subject}."
    return " ".join(filter(None, (told, f"{'; '.join(has)}." if has else "", missing)))


def plain_rows(session: Session, rows: Sequence[ThreadRow]) -> list[dict[str, Any]]:
    """Threads as plain values, each with all that was extracted from it."""

    def read(conn: sqlite3.Connection) -> tuple[dict[int, dict[str, tuple[str, ...]]], list[Column]]:
        values = fields.values_of(conn, [row.seq for row in rows])
        return values, fields.titled(conn, sorted({name for had in values.values() for name in had}))

    values, columns = session.reads.read(read)
    titles = {column.name: column for column in columns}
    return [
        plain.thread(row) | {"extracted": plain.extracted(values[row.seq], [titles[name] for name in values[row.seq]])}
        for row in rows
    ]


# -- which inbox -------------------------------------------------------------------------------------------------------


def inboxes_like(inboxes: Sequence[InboxRow], line: str) -> list[Suggestion]:
    """All, or an inbox by its address, those with an extraction schema first."""
    word = line.strip().casefold()
    known = sorted(inboxes, key=lambda row: not row.has_extraction_schema)
    found = [Suggestion(row.address, "has an extraction schema" if row.has_extraction_schema else "") for row in known]
    every = [Suggestion(_ALL, "every inbox"), *(each for each in found if each.value)]
    return [each for each in every if word in each.value.casefold()]


def no_inbox(inboxes: Sequence[InboxRow], words: str) -> str:
    """Why these words are no inbox; empty where they are one, or all."""
    if words.strip().casefold() == _ALL or inbox_meant(inboxes, words) is not None:
        return ""
    return f"There is no inbox {quoted(words.strip())}.{did_you_mean(words, (row.address for row in inboxes))}"


def in_inbox(shows: ListQuery, inboxes: Sequence[InboxRow], words: str) -> ListQuery:
    """The table of the inbox that these words mean, or of all."""
    inbox = inbox_meant(inboxes, words)
    return shows._replace(scope=scope_of(inbox) if inbox is not None else "")


# -- in order of a column ----------------------------------------------------------------------------------------------


def turned(shows: ListQuery, column: Column) -> ListQuery:
    """By this column, small to large; once more the other way round, and once more as the split has it."""
    up, down = order(f"{EXTRACTED}{column.name}"), order(f"-{EXTRACTED}{column.name}")
    after = {up: down, down: ""}.get(shows.sort, up)
    return shows._replace(sort=after)


def direction(shows: ListQuery, column: Column) -> int:
    """1 where the table is in the order of this column, -1 the other way round, else 0."""
    sort = shows.query().sort
    if fields.named(extracted_in(sort.key)) != column.name:
        return 0
    return -1 if sort.reverse else 1


# -- the values of a column --------------------------------------------------------------------------------------------


async def values(session: Session, shows: ListQuery, column: Column) -> Values:
    """The values of a column with their numbers of threads, whatever of this column the filter asks for now."""
    from commune_tui.store.values import values as of

    query, asking = _without(shows, column).query(), session.reads.asking()
    return await session.reads.beside(lambda conn: of(conn, query, asking, column.name))


def with_value(shows: ListQuery, column: Column, value: str) -> ListQuery:
    """Only threads with this value in the column, in place of what the filter asked of it before."""
    return _with(shows, column, Term(f"{EXTRACTED}{column.name}", (value,), exact=value[:1] in ("*", "<", ">")))


def without_any(shows: ListQuery, column: Column) -> ListQuery:
    """Only threads that lack it."""
    return _with(shows, column, Term("missing", (column.name,)))


def _with(shows: ListQuery, column: Column, term: Node) -> ListQuery:
    query = parse(_without(shows, column).filter)
    return shows._replace(filter=_written(query, [*flat(query.node), term]))


def _without(shows: ListQuery, column: Column) -> ListQuery:
    """Without those parts of the filter that ask for this column alone."""
    query = parse(shows.filter)
    return shows._replace(filter=_written(query, [part for part in flat(query.node) if not _about(part, column)]))


def _about(part: Node, column: Column) -> bool:
    if not isinstance(part, Term):
        return False
    name = part.values[0] if part.field == "missing" and len(part.values) == 1 else extracted_in(part.field)
    return fields.named(name) == column.name


def _written(query: Query, parts: Sequence[Node]) -> str:
    node = And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None
    return write(replace(query, node=node))


def value_lines(found: Values) -> Iterable[str]:
    """Each value of a column with its number of threads, read out; what is missing last."""
    for value, count in found.shown:
        yield f"{quoted(value)}: {number(count, 'thread')}."
    if found.distinct > len(found.shown):
        yield f"{found.distinct - len(found.shown):,} more values."
    yield f"Missing: {number(found.missing, 'thread')}."


def example(column: Column, found: Values) -> str:
    """The filter for the commonest value of a column, or for what lacks it."""
    value = found.shown[0][0] if found.shown else ""
    shows = with_value(ListQuery(), column, value) if value else without_any(ListQuery(), column)
    return shows.filter

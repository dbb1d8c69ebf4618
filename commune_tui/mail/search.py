"""Search over the local copy by words and over the server by meaning, and both as one list.

By words is at once and always there. By meaning is the server's (:mod:`.meaning`): where it does not answer, the local
results stand and a sentence says why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from commune_tui import query
from commune_tui.mail import semantic_search
from commune_tui.mail.connection import Connection
from commune_tui.mail.reads import Reads
from commune_tui.query import And, Node, Query, Term, Words
from commune_tui.store import driver, nearest, numbers, search, threads, windows
from commune_tui.store.database import Database
from commune_tui.store.nearest import Nearest
from commune_tui.store.rows import ThreadRow
from commune_tui.store.search import Hit
from commune_tui.store.select import Asking
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.api.models import SearchHit

LIMIT = 100
_FAR, _WEAK = 0.5, 0.25
"""A score below this share of the best, and below this, is most likely noise."""


Way = Literal["text", "meaning", "both"]


@dataclass(frozen=True, slots=True)
class Found:
    """A thread that was found. ``by`` says how; ``row`` is ``None`` while it is on the server only.

    ``line`` is where the words stand, with the places (start, end) to mark; ``in_subject`` are those in the subject.
    ``score`` (0-1) is the server's.
    """

    thread_id: str
    by: Way
    subject: str
    row: ThreadRow | None = None
    line: str = ""
    field: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    score: float | None = None
    in_subject: tuple[tuple[int, int], ...] = ()


class Search:
    """What is searched for by words here, and by meaning at the server."""

    def __init__(self, database: Database, connection: Connection, reads: Reads) -> None:
        self._database, self._connection, self._reads = database, connection, reads

    async def find(
        self, text: str, *, inbox: str = "", domain: str = "", pause: Callable[[], Awaitable[None]] | None = None
    ) -> AsyncIterator[tuple[list[Found], str]]:
        """(everything found so far, a sentence about it): first by words, then with what the server finds by meaning.

        ``pause`` is awaited before the server is asked, so that a person who types on costs it nothing. Raises
        :class:`~commune_tui.query.QueryError`. Nothing is found for nothing.
        """
        self._database.interrupt_search()
        if not text.strip():
            yield [], ""
            return
        parsed = narrowed(query.parse(text, sentence=True), inbox, domain)
        local = await by_text(self._database, parsed, self._reads.asking())
        words, client = words_of(parsed), self._connection.client
        asked = client is not None and semantic_search.worth_asking(words)
        yield local, semantic_search.ASKING if asked else ""
        if client is None or not asked:
            return
        if pause is not None:
            await pause()
        hits, why = await semantic_search.by_meaning(
            client, words, semantic_search.scopes(self._reads.inboxes(), inbox, domain)
        )
        by_words = {each.thread_id for each in local}
        alone = [hit.thread_id for hit in hits if hit.thread_id not in by_words]
        known, unfit = await here(self._database, alone, parsed, self._reads.asking())
        yield merged(local, [hit for hit in hits if hit.thread_id not in unfit], known), why


def words_of(parsed: Query) -> str:
    """The free words of a query: what is searched for by meaning."""
    return " ".join(part.text for part in query.flat(parsed.node) if isinstance(part, Words))


def without_words(parsed: Query) -> Query:
    """The rest of a query: what a thread that was found by meaning must fit all the same."""
    rest = tuple(part for part in query.flat(parsed.node) if not isinstance(part, Words))
    return Query(And(rest) if len(rest) > 1 else rest[0] if rest else None, parsed.sort)


async def by_text(database: Database, parsed: Query, asking: Asking) -> list[Found]:
    """What the local copy has, newest first; empty when the next letter was typed meanwhile."""

    def work(conn: sqlite3.Connection) -> list[Found]:
        hits = {hit.thread: hit for hit in search.search(conn, parsed, asking, LIMIT)}
        places = list(hits) or windows.first_numbers(conn, parsed, asking, LIMIT)
        found = []
        for row in threads.by_numbers(conn, places):
            if row is not None:
                found.append(_found(row, hits.get(row.seq)))
        return found

    try:
        return await database.search(work)
    except driver.errors("OperationalError"):  # interrupted by the next search
        return []


def _found(row: ThreadRow, hit: Hit | None) -> Found:
    """A thread with the line that fits. Where that is the subject, it is marked there and not said twice."""
    made = Found(row.id, "text", row.subject, row, row.snippet)
    if hit is None:
        return made
    if hit.field == "subject" and row.subject and hit.text.endswith(row.subject):
        before = len(hit.text) - len(row.subject)  # "Re: "
        places = tuple((start - before, end - before) for start, end in hit.spans if start >= before)
        return replace(made, field="subject", in_subject=places)
    return replace(made, line=hit.text, field=hit.field, spans=hit.spans)


@dataclass(frozen=True, slots=True)
class Here:
    """What is known here of a thread that the server found: its row, and the line in it nearest to the words."""

    row: ThreadRow
    line: Nearest


def merged(local: Sequence[Found], hits: Iterable[SearchHit], here: Mapping[str, Here]) -> list[Found]:
    """Both as one list: the matches by words stay where they are, those by meaning alone follow, best first."""
    remote = {hit.thread_id: hit for hit in reversed(list(hits))}
    found = []
    for each in local:
        hit = remote.pop(each.thread_id, None)
        meant = hit is not None and hit.score is not None
        found.append(replace(each, by="both", score=hit.score) if hit is not None and meant else each)
    for hit in sorted(remote.values(), key=lambda hit: -(hit.score or 0.0)):
        by: Way = "text" if hit.score is None else "meaning"
        known = here.get(hit.thread_id)
        if known is None:
            subject, line = one_line(hit.subject or ""), one_line(hit.snippet or "")
            found.append(Found(hit.thread_id, by, subject, line=line, score=hit.score))
            continue
        row, (line, spans) = known.row, known.line
        found.append(Found(row.id, by, row.subject, row, line, "body", spans, hit.score))
    return found


def likely(found: Sequence[Found]) -> int:
    """How many, from the first, are worth a look: the rest were found by meaning alone and far below the best."""
    best = max((each.score or 0.0 for each in found), default=0.0)
    for index, each in enumerate(found):
        if each.by == "meaning" and (each.score or 0.0) < min(_FAR * best, _WEAK):
            return index
    return len(found)


def counted(found: Sequence[Found]) -> str:
    """How many there are, and how they were found, in words; one found both ways counts for both."""
    if not found:
        return ""
    words, meaning = (sum(each.by in ways for each in found) for ways in (("text", "both"), ("meaning", "both")))
    if not meaning:
        return f"{words:,} found by words"
    return f"{len(found):,} found, {words or 'none'} by words, {meaning} by meaning"


async def here(
    database: Database, thread_ids: Iterable[str], parsed: Query, asking: Asking
) -> tuple[dict[str, Here], set[str]]:
    """(what is known here of those of these threads that are here; those among them that do not fit the query).

    The server is asked for the free words only: the filters beside them are looked at here.
    """
    wanted, words, rest = list(thread_ids), words_of(parsed), without_words(parsed)

    def work(conn: sqlite3.Connection) -> tuple[dict[str, Here], set[str]]:
        known = numbers.thread_numbers(conn, wanted)
        fit = set(known.values()) if rest.node is None else windows.fitting(conn, rest, asking, known.values())
        lines = nearest.nearest(conn, fit, words)
        rows = (row for row in threads.by_numbers(conn, list(fit)) if row is not None)
        found = {row.id: Here(row, lines.get(row.seq, Nearest(row.snippet))) for row in rows}
        return found, {name for name, number in known.items() if number not in fit}

    return await database.read(work)


def narrowed(parsed: Query, inbox: str, domain: str) -> Query:
    """The query within an inbox (address or id) or a domain (name or id); as it is when both are empty."""
    terms: list[Node] = []
    if inbox:
        terms.append(Term("in", (inbox,)))
    if domain:
        terms.append(Term("domain", (domain,)))
    if not terms:
        return parsed
    nodes = [*query.flat(parsed.node), *terms]
    return Query(And(tuple(nodes)) if len(nodes) > 1 else nodes[0], parsed.sort)

"""Search for every front: where one may search, what is asked, and what is said about the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions.speech import Phrase
from commune_tui.actions.views import inbox_in
from commune_tui.mail.errors import explained
from commune_tui.mail.search import likely
from commune_tui.mail.semantic_search import ASKING
from commune_tui.store.rows import line

if TYPE_CHECKING:
    from commune_tui.mail.search import Found, Way
    from commune_tui.mail.session import Session

LESS_LIKELY = "less likely"
NONE_YET = "Nothing is found yet."
HOW: dict[Way, Phrase] = {
    "text": Phrase("text", "by its words"),
    "meaning": Phrase("meaning", "by its meaning"),
    "both": Phrase("both", "by its words and its meaning"),
}
"""How a thread was found."""


class Scope(NamedTuple):
    """Where to search: an inbox, by its address or id, or a domain; everywhere where both are empty."""

    name: str
    inbox: str = ""
    domain: str = ""


EVERYWHERE = Scope("all inboxes")


class Answer(NamedTuple):
    """A part of what was found: threads, or ``None`` where those stay; what is to be said about them; what goes on
    still.
    """

    found: Sequence[Found] | None
    sentence: str
    going_on: str = ""


def scopes(session: Session) -> list[Scope]:
    """Everywhere, then each domain, then each inbox."""
    rows = session.reads.inboxes()
    domains = dict.fromkeys(row.domain_name for row in rows if row.domain_name)
    inboxes = [Scope(row.address or row.name or line(row.id), row.address or row.id) for row in rows]
    return [EVERYWHERE, *(Scope(name, domain=name) for name in domains), *inboxes]


def scope_here(session: Session, narrowed: str) -> Scope:
    """The inbox to which a filter narrows the list that one comes from; everywhere where it does not."""
    row = inbox_in(narrowed, session.reads.inboxes())
    name = row.address or row.id if row is not None else ""
    return next((scope for scope in scopes(session) if scope.inbox == name), EVERYWHERE)


def less_likely(found: Sequence[Found]) -> str:
    """From which number on they are worth less; empty where all are worth a look."""
    worth = likely(found)
    return f"From number {worth + 1} on they are {LESS_LIKELY}." if worth < len(found) else ""


async def find(
    session: Session, words: str, scope: Scope, pause: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[Answer]:
    """What is found, first by words, then with what is found by meaning, for which ``pause`` is awaited; in the end why
    there is no more. What fails is told: what was found before stays.
    """
    found, sentence = None, ""
    try:
        async for found, sentence in session.search.find(words, inbox=scope.inbox, domain=scope.domain, pause=pause):
            yield Answer(found, "", sentence if sentence == ASKING else "")
        nothing = f"Nothing in {scope.name} fits." if words.strip() and not found else ""
        sentence = " ".join(filter(None, (nothing, sentence)))
    except Exception as error:
        sentence = explained(error)
    yield Answer(None, sentence)

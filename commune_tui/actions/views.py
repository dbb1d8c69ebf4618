"""Saved views, orders and inboxes of a list: what the words for them mean and come to, for every front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.actions.action import Suggestion
from commune_tui.query import (
    EXTRACTED,
    SORTS,
    Query,
    Sort,
    Term,
    extracted_in,
    order_words,
    parse,
    unreadable,
    write,
)
from commune_tui.store import counts
from commune_tui.wording import did_you_mean, do

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.rows import InboxRow


# -- the inbox and the order -------------------------------------------------------------------------------------------


def scope_of(inbox: InboxRow) -> str:
    """The term of a filter that narrows to this inbox."""
    return write(Query(Term("in", (inbox.address if inbox.address.strip() else inbox.id,))))


def inbox_in(scope: str, inboxes: Iterable[InboxRow]) -> InboxRow | None:
    """The inbox that a list is narrowed to by ``scope``; ``None`` where it is not, or the inbox is here no more."""
    node = parse(scope).node if scope else None
    if not isinstance(node, Term):
        return None
    name = node.values[0].casefold()
    return next((row for row in inboxes if name in (row.address.casefold(), row.id.casefold())), None)


def inbox_numbered(inboxes: Sequence[InboxRow], words: str) -> InboxRow | None:
    """The inbox with this number, from 1."""
    at = int(words) if words.strip().isdecimal() and len(words) < 10 else 0
    return inboxes[at - 1] if 1 <= at <= len(inboxes) else None


def inbox_meant(inboxes: Sequence[InboxRow], words: str) -> InboxRow | None:
    """The inbox that a person means, in any case: by its number, its address or id, or as the only one that has this
    name, or whose address begins so.
    """
    word = words.strip().casefold()
    if not word or (numbered := inbox_numbered(inboxes, word)) is not None:
        return numbered if word else None
    exact = [row for row in inboxes if word in (row.id.casefold(), row.address.casefold())]
    named = [row for row in inboxes if word == row.name.casefold()]
    begins = [row for row in inboxes if row.address.casefold().startswith(word)]
    return next((found[0] for found in (exact, named, begins) if len(found) == 1), None)


def no_order(word: str) -> str:
    """Why a list cannot be in this order; empty where it can. What was meant comes first: a narrow line is cut."""
    key = _sort(word).key
    if key in SORTS or extracted_in(key):
        return ""
    return f"There is no order {key!r}.{did_you_mean(key, SORTS)} Orders: {', '.join(SORTS)}, {EXTRACTED}NAME."


def order(word: str) -> str:
    """The term of a filter for this order; the usual one needs none. A ``-`` before it turns it round."""
    return write(Query(None, _sort(word)))


def ordered(term: str) -> str:
    """What the order of this term puts first, in words."""
    sort = parse(term).sort
    return f"{order_words(sort.key)}{', turned round' if sort.reverse else ''}"


def orders(line: str, session: Session | None = None) -> list[Suggestion]:
    """The orders whose names begin like this; also those by the extracted values that a session has."""
    extracted = session.reads.read(counts.extracted_names) if session is not None else []
    known = SORTS | {f"{EXTRACTED}{name}": "an extracted value" for name in extracted}
    return [Suggestion(word, about) for word, about in known.items() if word.startswith(line.strip().casefold())]


def _sort(word: str) -> Sort:
    word = word.strip().lower()
    return Sort(word.removeprefix("-"), word.startswith("-"))


# -- saved views -------------------------------------------------------------------------------------------------------


class SavedView(NamedTuple):
    """A name for a line of the filter language; ``fixed`` stands in the settings file."""

    name: str
    query: str
    fixed: bool = False


class SavedViews:
    """Those of the person, in their order, then those of the settings file. Names are found in any case."""

    def __init__(self, session: Session, in_settings: Mapping[str, str]) -> None:
        self._session, self._in_settings = session, in_settings

    def all(self) -> list[SavedView]:
        own = [SavedView(row.name, row.query) for row in self._session.preferences.views()]
        return [*own, *(SavedView(name, query, True) for name, query in self._in_settings.items())]

    def named(self, words: str) -> SavedView | None:
        """The view with this number, or of this name."""
        known, words = self.all(), words.strip()
        if words.isdecimal() and 1 <= int(words[:9]) <= len(known):
            return known[int(words[:9]) - 1]
        return self._of_name(words)

    def _of_name(self, name: str) -> SavedView | None:
        return next((view for view in self.all() if view.name.casefold() == name.strip().casefold()), None)

    def suggest(self, line: str) -> list[Suggestion]:
        """The person's own views that have this in their names."""
        own = [view for view in self.all() if not view.fixed and line.strip().casefold() in view.name.casefold()]
        return [Suggestion(view.name, view.query or "everything") for view in own]

    def not_saved(self, name: str, query: str) -> str:
        """Why a filter cannot be saved under a name; empty where it can. Without a name: whether it could be at all."""
        if not query:
            return f"This is everything, which {do('go.all')} shows: filter first, then save."
        there = self._of_name(name)
        return self._fixed(there) if there is not None and there.fixed else ""

    async def save(self, name: str, query: str) -> str:
        """Keep it, in place of an older one of that name; what was done."""
        before = self._of_name(name)
        await self._session.preferences.save_view(name.strip(), query)
        instead = (
            f", in place of {before.query or 'everything'}" if before is not None and before.query != query else ""
        )
        return f"Saved as {name.strip()}: {query}{instead}."

    def not_deleted(self, name: str) -> str:
        """Why this view cannot be forgotten; empty where it can."""
        if (view := self._of_name(name)) is not None:
            return self._fixed(view) if view.fixed else ""
        return self.unknown(name)

    async def delete(self, name: str) -> str:
        """Forget it; what it found is told, so that it can be made again."""
        return await self._session.preferences.delete_view(name.strip())

    def unknown(self, words: str) -> str:
        """That there is no such view, and how one comes about where there is none at all."""
        if not (known := self.all()):
            return f"There is no saved view. {do('view.save')} keeps the present filter as one."
        return f"There is no view {words.strip()!r}.{did_you_mean(words.strip(), (view.name for view in known))}"

    def not_readable(self, view: SavedView) -> str:
        """Why its filter cannot be read, as after a change by hand; empty where it can."""
        why = unreadable(view.query)
        return why and f"This view cannot be read: {why}"

    @staticmethod
    def _fixed(view: SavedView) -> str:
        return f"The view {view.name} stands in the settings file: change it there."

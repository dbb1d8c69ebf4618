"""Threads by the numbers under which they were read out, and which of them a word is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from commune_tui import clock
from commune_tui.actions.commands import LIST
from commune_tui.actions.speech import number
from commune_tui.actions.splits import SPLITS, Split
from commune_tui.linear.dialogue import Desk
from commune_tui.linear.thread_line import thread_line
from commune_tui.linear.words import rows
from commune_tui.mail.listing import Listing
from commune_tui.mail.session import Session
from commune_tui.mail.state import WORDS
from commune_tui.query import Query
from commune_tui.store.rows import InboxRow, ThreadRow

NO_LIST = "There is no list yet. The word list reads one."


class Numbered(Protocol):
    """Threads with the numbers under which they were read out, from 1."""

    def count(self) -> int: ...

    def row(self, place: int) -> ThreadRow | None: ...

    def id(self, place: int) -> str: ...

    async def ids(self) -> list[str]: ...

    async def differs(self) -> str:
        """Why they are not what was read out, in a sentence; empty while they are."""

    def acted_on(self, ids: Sequence[str]) -> None:
        """What the person does changes these: that is no news."""


class FromListing:
    """The threads of a view, as it was when it was read. ``query`` is that view's."""

    def __init__(self, listing: Listing, session: Session, query: Query) -> None:
        self._listing, self._session, self._query = listing, session, query
        self._acted_on: set[str] = set()

    def count(self) -> int:
        return self._listing.count()

    def row(self, place: int) -> ThreadRow | None:
        found = self._listing.fetch(place - 1, 1)
        return self._session.reads.thread(found[0].id) if found and found[0] is not None else None

    def id(self, place: int) -> str:
        row = self.row(place)
        return row.id if row is not None else ""

    async def ids(self) -> list[str]:
        return await self._listing.ids()

    async def differs(self) -> str:
        before, now = set(await self.ids()), set(await self._session.reads.matching(self._query))
        if now - self._acted_on == before - self._acted_on:
            return ""
        same = ", but not the same ones" if len(now) == len(before) else ""
        return f"The list had {number(len(before), 'thread')} and has {len(now):,} now{same}."

    def acted_on(self, ids: Sequence[str]) -> None:
        self._acted_on.update(ids)


class FromIds:
    """Threads by their ids: what a search or a log has found. An empty id is no thread."""

    def __init__(self, ids: Sequence[str], session: Session) -> None:
        self._ids, self._session = list(ids), session

    def count(self) -> int:
        return len(self._ids)

    def row(self, place: int) -> ThreadRow | None:
        return self._session.reads.thread(self.id(place))

    def id(self, place: int) -> str:
        return self._ids[place - 1]

    async def ids(self) -> list[str]:
        return list(dict.fromkeys(filter(None, self._ids)))

    async def differs(self) -> str:
        return ""

    def acted_on(self, ids: Sequence[str]) -> None:
        pass


class Numbers(Desk):
    """Part of the front. ``at`` is the number of the thread that was named last, 0 before one was; ``thread_id`` is the
    thread that a word without a number is about: the open one, or the one that was announced. ``listed`` are the
    numbers of the list, ``numbered`` those that hold now; ``home`` is where the open conversation was come from."""

    split: Split = SPLITS[0]
    scope = ""
    brief = False
    at = 0
    numbered: Numbered | None = None
    listed: Numbered | None = None
    thread_id = ""
    home = LIST

    def go(self, place: str) -> None:
        """Be in another place, where no thread is meant yet."""
        self.place, self.at, self.thread_id, self.reading = place, 0, "", None
        self.session.viewing.open_thread(None)
        self.session.viewing.look_at_delivery((), "")

    def to_list(self) -> None:
        """Be in the list, where its own numbers hold, and not those of what was read out meanwhile."""
        if self.numbered is not self.listed:
            self.numbered, self.at = self.listed, 0
        self.place = LIST

    def inbox_numbered(self, word: str) -> InboxRow | None:
        """The inbox with the number that it has in the list of inboxes."""
        known, word = self.session.reads.inboxes(), word.strip()
        return known[int(word) - 1] if word.isdecimal() and len(word) < 10 and 1 <= int(word) <= len(known) else None

    def row_line(self, row: ThreadRow, place: int) -> str:
        """A thread of the list, without what the list as a whole has said already."""
        known = self.split.key if self.split.key in WORDS and self.place == LIST else ""
        several = not self.scope and len(self.session.reads.inboxes()) > 1
        now, me = clock.now(), self.session.me
        return thread_line(row, place, now, me=me, known=known, show_inbox=several, brief=self.brief)

    async def chosen(self, argument: str) -> tuple[list[str], str]:
        """(ids of the threads that a word is about, the rest of its argument). Says why where there are none."""
        ranges, rest = rows(argument)
        if ranges is None:
            ids = await self.numbered.ids() if self.numbered is not None else []
            if not ids:
                self.tell(NO_LIST)
            elif self.numbered is not None and (why := await self.numbered.differs()):
                self.tell(f"{why} Nothing was done; the word list reads it anew.")
                return [], rest
            return self._meant(ids), rest
        if not ranges:
            if not self.thread_id:
                self.tell("Which thread? Give its number, such as: close 3. Or open it first.")
            return self._meant([self.thread_id] if self.thread_id else []), rest
        if self.numbered is None:
            self.tell(NO_LIST)
            return [], rest
        count = self.numbered.count()
        if wrong := [place for pair in ranges for place in pair if not 1 <= place <= count]:
            self.tell(f"There is no number {wrong[0]}: the list has {number(count, 'thread')}.")
            return [], rest
        places = dict.fromkeys(place for start, end in ranges for place in range(start, end + 1))
        ids = list(dict.fromkeys(filter(None, map(self.numbered.id, places))))
        if len(places) == 1 and ids:
            self.at, self.thread_id = next(iter(places)), ids[0] if self.place != LIST else self.thread_id
        if not ids:
            self.tell("That thread is not here any more.")
        return self._meant(ids), rest

    def _meant(self, ids: list[str]) -> list[str]:
        if self.numbered is not None:
            self.numbered.acted_on(ids)
        return ids

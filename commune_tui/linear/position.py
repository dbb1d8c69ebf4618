"""Where one is: the place, the threads by the numbers that they were read out with, which of them a word is about."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions.commands import LIST, READER, REVIEW
from commune_tui.actions.lists import changed_since
from commune_tui.actions.speech import number
from commune_tui.linear.dialogue import Dialogue
from commune_tui.linear.words import rows
from commune_tui.mail.listing import Listing
from commune_tui.mail.session import Session
from commune_tui.query import Query
from commune_tui.store.rows import ThreadRow

NO_LIST = "There is no list yet. The word list reads one."


class Numbered:
    """Threads with the numbers under which they were read out, from 1: what a search or a log has found. An
    empty id is no thread.
    """

    def __init__(self, session: Session, ids: Sequence[str]) -> None:
        self._session, self._ids = session, ids

    def count(self) -> int:
        return len(self._ids)

    def row(self, at: int) -> ThreadRow | None:
        return self._session.reads.thread(self.id(at))

    def id(self, at: int) -> str:
        return self._ids[at - 1]

    async def ids(self) -> list[str]:
        return list(dict.fromkeys(filter(None, self._ids)))

    async def differs(self) -> str:
        """Why nothing is done to all of them: they are not what was read out. Empty while they are."""
        return ""

    def acted_on(self, ids: Sequence[str]) -> None:
        """What the person does changes these: that is no news."""


class NumberedView(Numbered):
    """The threads of a view, as it was when it was read. ``query`` is that view's."""

    def __init__(self, session: Session, listing: Listing, query: Query) -> None:
        self._session, self._listing, self._query = session, listing, query
        self._acted_on: set[str] = set()

    def count(self) -> int:
        return self._listing.count()

    def row(self, at: int) -> ThreadRow | None:
        found = self._listing.fetch(at - 1, 1)
        return self._session.reads.thread(found[0].id) if found and found[0] is not None else None

    def id(self, at: int) -> str:
        row = self.row(at)
        return row.id if row is not None else ""

    async def ids(self) -> list[str]:
        return await self._listing.ids()

    async def differs(self) -> str:
        return await changed_since(self._session, self._query, await self.ids(), self._acted_on)

    def acted_on(self, ids: Sequence[str]) -> None:
        self._acted_on.update(ids)


class Position:
    """``at`` is the number of the thread that was named last, 0 before one was; ``thread_id`` is the thread that a word
    without a number is about: the open one, or the one that was announced. ``listed`` are the numbers of the list,
    ``numbered`` those that hold now; ``home`` is where the open conversation was come from.
    """

    def __init__(self, session: Session, dialogue: Dialogue) -> None:
        self._session, self._dialogue = session, dialogue
        self.place = self.home = LIST
        self.at, self.thread_id = 0, ""
        self._from_reader = False
        self.numbered: Numbered | None = None
        self.listed: Numbered | None = None

    @property
    def count(self) -> int:
        """How many threads have numbers."""
        return self.numbered.count() if self.numbered is not None else 0

    def word(self) -> str:
        """The place in a word or two, with the number of the thread."""
        if self.place != READER:
            return self.place
        return f"thread {self.at}" if self.at else "thread"

    # -- going ---------------------------------------------------------------------------------------------------------

    def go(self, place: str) -> None:
        """Be in another place, where no thread is meant yet."""
        self.place, self.at, self.thread_id, self._dialogue.reading = place, 0, "", None
        self._session.viewing.open_thread(None)
        self._session.viewing.look_at_delivery((), "")
        self._session.viewing.be_in(place)

    def to_list(self) -> None:
        """Be in the list, where its own numbers hold, and not those of what was read out meanwhile."""
        if self.numbered is not self.listed:
            self.numbered, self.at = self.listed, 0
        self.place = LIST

    def into(self, thread_id: str, at: int) -> None:
        """Be in a conversation; ``at`` is 0 for one that has no number."""
        self.home = self.place if self.place not in (READER, REVIEW) else self.home
        self.place, self.at, self.thread_id = READER, at, thread_id
        self._session.viewing.open_thread(thread_id)

    def review(self) -> None:
        """Be in a review, which leads back to the conversation that one was in, or to the list."""
        self._from_reader = self.place == READER or (self.place == REVIEW and self._from_reader)
        self.place = REVIEW

    def leave_review(self) -> None:
        """Be where one was before."""
        if self._from_reader:
            self.place = READER
        else:
            self.to_list()

    def name(self, at: int) -> ThreadRow | None:
        """The thread with a number is what words are about from now on; ``None`` where it is not here any more."""
        row = self.numbered.row(at) if self.numbered is not None else None
        self.at, self.thread_id = at, row.id if row is not None else ""
        return row

    # -- which threads -------------------------------------------------------------------------------------------------

    async def chosen(self, argument: str) -> tuple[list[str], str]:
        """(ids of the threads that a word is about, the rest of its argument). Says why where there are none."""
        tell = self._dialogue.tell
        ranges, rest = rows(argument)
        if ranges is None:
            ids = await self.numbered.ids() if self.numbered is not None else []
            if not ids:
                tell(NO_LIST)
            elif self.numbered is not None and (why := await self.numbered.differs()):
                tell(f"{why} The word list reads it anew.")
                return [], rest
            return self._meant(ids), rest
        if not ranges:
            if not self.thread_id:
                tell("Which thread? Give its number, such as: close 3. Or open it first.")
            return self._meant([self.thread_id] if self.thread_id else []), rest
        if self.numbered is None:
            tell(NO_LIST)
            return [], rest
        count = self.count
        if wrong := [at for pair in ranges for at in pair if not 1 <= at <= count]:
            tell(no_number(wrong[0], count))
            return [], rest
        numbers = dict.fromkeys(at for start, end in ranges for at in range(start, end + 1))
        ids = list(dict.fromkeys(filter(None, map(self.numbered.id, numbers))))
        if len(numbers) == 1 and ids:
            self.at, self.thread_id = next(iter(numbers)), ids[0] if self.place != LIST else self.thread_id
        if not ids:
            tell("That thread is not here any more.")
        return self._meant(ids), rest

    def so_far(self, argument: str) -> list[str]:
        """The threads that a line is about which is still being typed."""
        ranges, _ = rows(argument)
        if not ranges or self.numbered is None:
            return [self.thread_id] if self.thread_id else []
        last = self.count
        return [self.numbered.id(n) for start, end in ranges for n in range(max(start, 1), min(end, last) + 1)]

    def _meant(self, ids: list[str]) -> list[str]:
        if self.numbered is not None:
            self.numbered.acted_on(ids)
        return ids


def no_number(wrong: int, count: int) -> str:
    """That the threads have no such number."""
    return f"There is no number {wrong}: the list has {number(count, 'thread')}."

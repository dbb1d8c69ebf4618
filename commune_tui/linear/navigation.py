"""Going: to what a number means here, back, away; and where one is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from commune_tui.actions import lists
from commune_tui.actions.commands import LIST, PLACES, READER, REVIEW
from commune_tui.actions.speech import capital, quoted
from commune_tui.linear.ending import Ending
from commune_tui.linear.reader import Reader
from commune_tui.linear.review import Review
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList


class Rows(Protocol):
    """A place whose rows have numbers."""

    async def open_number(self, argument: str) -> None:
        """Open what has this number there."""


class Navigation:
    """Knows the places that lead to one another: ``places`` are those with rows of their own, by name."""

    def __init__(
        self, shared: Shared, threads: ThreadList, reader: Reader, review: Review, places: Mapping[str, Rows],
        ending: Ending,
    ) -> None:  # fmt: skip
        self._session, _, self._dialogue, self._position = shared
        self._threads, self._reader, self._review, self._ending = threads, reader, review, ending
        self._places = places

    async def do_list_open(self, argument: str) -> None:
        await self._places.get(self._position.place, self._reader).open_number(argument)

    async def do_app_back(self, argument: str) -> None:
        position = self._position
        if position.place == REVIEW:
            await self._review.do_review_keep("")
        elif position.place == LIST:
            await self._threads.widen()
        elif position.place == READER and position.home != LIST:
            position.go(position.home)
            self._dialogue.tell(f"Back in {PLACES[position.home].name}. {PLACES[position.home].numbers}")
        else:
            position.go(LIST)
            position.to_list()
            self._dialogue.tell(f"Back to the list: {self._threads.title()}. list reads it.")

    async def do_app_leave(self, argument: str) -> None:
        if self._position.place != LIST or self._threads.shows.wider() is not None:
            await self.do_app_back("")
        elif objection := lists.not_yet(self._session):
            self._dialogue.tell(objection)
        else:
            await self._ending.do_app_quit("")

    def do_listen_where(self, argument: str) -> None:
        position, session = self._position, self._session
        row = session.reads.thread(position.thread_id) if position.thread_id else None
        number = f", number {position.at}" if position.at else ""
        about = f": {quoted(row.subject)}{number}" if row is not None and position.place == READER else ""
        self._dialogue.tell(f"This is {PLACES[position.place].name}{about}. The list is {self._threads.title()}.")
        self._dialogue.tell(f"{capital(session.status.words()[0])}. {session.status.sentence()}".rstrip())

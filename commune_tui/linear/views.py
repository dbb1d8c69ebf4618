"""Saved views: read out with their counts, gone to, kept, forgotten."""

from __future__ import annotations

from commune_tui.actions.speech import number
from commune_tui.actions.views import SavedViews
from commune_tui.linear.shared import Shared
from commune_tui.linear.thread_list import ThreadList
from commune_tui.query import QueryError, parse, write


class Views:
    """Those of the person, and those of the settings file."""

    def __init__(self, shared: Shared, threads: ThreadList) -> None:
        self._session, settings, self._dialogue, _ = shared
        self._threads, self.saved = threads, SavedViews(shared.session, settings.views)

    def do_listen_views(self, argument: str) -> None:
        known = self.saved.all()
        if not known:
            self._dialogue.tell(self.saved.unknown(""))
        for place, (name, query, _) in enumerate(known, 1):
            try:
                count = number(self._session.reads.counts([parse(query)])[0], "thread")
            except QueryError as error:
                count = f"its filter cannot be read: {error}"
            self._dialogue.tell(f"{place}. {name}, {query}: {count}.")

    async def do_listen_view(self, argument: str) -> None:
        view = self.saved.named(argument)
        if view is None:
            self._dialogue.tell(f"{self.saved.unknown(argument)} The word views lists them.")
        elif objection := self.saved.not_readable(view):
            self._dialogue.tell(objection)
        else:
            await self._threads.show_view(view)

    async def do_view_save(self, argument: str) -> None:
        query = write(self._threads.shows.query())
        if objection := self.saved.not_saved(argument, query):
            self._dialogue.tell(objection)
        elif argument.strip():
            self._dialogue.tell(await self.saved.save(argument, query))
        else:
            self._dialogue.tell("Say a name: view save NAME.")

    async def do_view_delete(self, argument: str) -> None:
        if not argument.strip() and self.saved.all():
            self._dialogue.tell("Which one? The word views lists them.")
        elif objection := self.saved.not_deleted(argument):
            self._dialogue.tell(objection)
        else:
            self._dialogue.tell(await self.saved.delete(argument))

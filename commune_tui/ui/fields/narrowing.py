"""Which threads a table has, and in which order: its filter, split, inbox."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from commune_tui.actions import fields, views
from commune_tui.actions.lists import ListQuery
from commune_tui.actions.splits import SPLITS
from commune_tui.ui.inbox.filtering import ask_filter
from commune_tui.ui.kit.question import Question
from commune_tui.ui.screen import CommuneScreen


class Show(Protocol):
    """Shows these threads."""

    def __call__(self, shows: ListQuery, stay: bool = False) -> None: ...


class NarrowingCommands:
    """Part of the screen of a table. ``shown`` is what it shows, ``show`` has it show something else."""

    def __init__(self, screen: CommuneScreen, shown: Callable[[], ListQuery], show: Show) -> None:
        self._screen, self._shown, self._show = screen, shown, show

    def do_app_filter(self) -> None:
        ask_filter(self._screen, self._shown, self._show)

    def do_list_next_tab(self) -> None:
        self._split(1)

    def do_list_previous_tab(self) -> None:
        self._split(-1)

    def _split(self, step: int) -> None:
        shows = self._shown()
        at = SPLITS.index(shows.split) if shows.split in SPLITS else -1 if step > 0 else 0
        self._show(shows._replace(split=SPLITS[(at + step) % len(SPLITS)]))

    def do_list_sort(self, word: str = "") -> None:
        if not word:
            suggest = partial(views.orders, session=self._screen.program.session)
            self._screen.ask(Question("sort by", self.do_list_sort, suggest=suggest, take_first=True,
                                      check=lambda line: views.no_order(line) or None))  # fmt: skip
        elif objection := views.no_order(word):
            self._screen.tell(objection)
        else:
            self._show(self._shown()._replace(sort=views.order(word)), stay=True)

    def do_fields_inbox(self, words: str = "") -> None:
        inboxes = self._screen.program.session.reads.inboxes()
        if not words:
            suggest = partial(fields.inboxes_like, inboxes)
            self._screen.ask(Question("inbox", self.do_fields_inbox, suggest=suggest, take_first=True,
                                      check=lambda line: fields.no_inbox(inboxes, line) or None))  # fmt: skip
        elif objection := fields.no_inbox(inboxes, words):
            self._screen.tell(objection)
        else:
            self._show(fields.in_inbox(self._shown(), inboxes, words))

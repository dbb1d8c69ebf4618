"""Showing, saving and forgetting views that have a name."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui.query import write
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.inbox.view import View
from commune_tui.ui.kit.question import Question, some_words
from commune_tui.ui.screen import CommuneScreen


class SavedViewCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, view: View, targets: Targets) -> None:
        self._screen, self._view, self._targets = screen, view, targets

    def _show(self, number: int) -> None:
        if (view := self._view.saved.named(str(number))) is not None:
            self._view.show_saved(view)
        else:
            self._screen.tell(self._view.saved.unknown(str(number)))

    def do_view_save(self, name: str = "") -> None:
        query = write(self._view.shows.query())
        if objection := self._view.saved.not_saved(name, query):
            self._screen.tell(objection)
        elif name.strip():
            self._targets.wish(self._view.saved.save(name, query), None)
        else:

            def check(line: str) -> str | None:
                return some_words(line) or self._view.saved.not_saved(line, query) or None

            self._screen.ask(
                Question("name of the view", self.do_view_save, suggest=self._view.saved.suggest, check=check)
            )

    def do_view_delete(self, name: str = "") -> None:
        if name.strip() or not self._screen.program.session.preferences.views():
            objection = self._view.saved.not_deleted(name)
            self._screen.tell(objection) if objection else self._targets.wish(self._view.saved.delete(name), None)
        else:
            suggest = self._view.saved.suggest
            self._screen.ask(
                Question("forget the view", self.do_view_delete, suggest=suggest, check=some_words, take_first=True)
            )


def _numbered(number: int) -> Callable[[SavedViewCommands], None]:
    def do(self: SavedViewCommands) -> None:
        self._show(number)

    return do


for _number in range(1, 10):
    setattr(SavedViewCommands, f"do_view_{_number}", _numbered(_number))

"""Writing what a list shows to a file: asks where, says what was written."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui.actions.lists import ListQuery
from commune_tui.ui.kit.question import Question
from commune_tui.ui.screen import CommuneScreen


class ExportCommands:
    """Part of a screen that shows threads: ``shows`` says which."""

    def __init__(self, screen: CommuneScreen, shows: Callable[[], ListQuery]) -> None:
        self._screen, self._shows = screen, shows

    def do_list_export(self, words: str = "") -> None:
        from commune_tui.actions.export import export, no_path, usual_path

        session = self._screen.program.session
        if not words.strip():
            self._ask(usual_path(session, self._shows()))
        elif objection := no_path(words):
            self._ask(words, objection)
        else:
            self._screen.program.attempt(export(session, self._shows(), words))

    def _ask(self, path: str, objection: str = "") -> None:
        from commune_tui.actions.export import no_path

        question = Question(
            "write to", self.do_list_export, path, check=lambda line: no_path(line) or None, enter="write"
        )
        self._screen.ask(question, objection)

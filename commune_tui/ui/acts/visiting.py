"""Going from any screen to any other: what lies over the main screen is left first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from commune_tui.actions.splits import BY_COMMAND, Split
from commune_tui.ui.painted_app import PaintedApp

if TYPE_CHECKING:
    from commune_tui.ui.screens.base import CommuneScreen
    from commune_tui.ui.screens.main import MainScreen


_ORIGIN = "origin"


class Visiting(PaintedApp[int]):
    """Part of the program."""

    _came_from: tuple[Screen[Any], str] | None = None

    def all_screens(self) -> list[Screen[Any]]:
        """Those that lie over each other, and the one to which a conversation leads back."""
        return [*self.screen_stack, *(self._came_from or ())[:1]]

    def home(self) -> MainScreen | None:
        """Leave everything that lies over the main screen; that screen, or ``None`` where there is none."""
        from commune_tui.ui.screens.main import MainScreen

        while len(self.screen_stack) > 2 and not isinstance(self.screen, MainScreen):
            self.pop_screen()
        return self.screen if isinstance(self.screen, MainScreen) else None

    def open_thread(self, thread_id: str) -> None:
        """Show a conversation in the main screen, whether it stands in the list or not.

        The screen that one comes from is kept as it is: going back from this conversation leads there again.
        """
        self._forget_way()
        origin = self.screen
        if len(self.screen_stack) > 2:
            self.install_screen(origin, _ORIGIN)  # or leaving it would throw it away
            self._came_from = origin, thread_id
        if (main := self.home()) is not None:
            main.read_thread(thread_id)

    def way_back(self, thread_id: str | None) -> Screen[Any] | None:
        """The screen from which this conversation was opened, to be shown again; asked once."""
        origin, opened = self._came_from or (None, None)
        if origin is None or opened != thread_id:
            self._forget_way()
            return None
        self.uninstall_screen(_ORIGIN)
        self._came_from = None
        return origin

    def _forget_way(self) -> None:
        if self._came_from is not None:
            self.uninstall_screen(_ORIGIN)
            self._came_from[0].remove()
            self._came_from = None

    def _visit(self, screen: CommuneScreen) -> None:
        self.home()
        self.push_screen(screen)

    def do_app_claim(self, words: str = "") -> None:
        from commune_tui.mail.compose.addresses import objections
        from commune_tui.ui.question import Question
        from commune_tui.ui.screens.base import CommuneScreen

        screen = self.screen
        if not isinstance(screen, CommuneScreen):
            return
        program = screen.program

        def then(line: str) -> None:
            program.bridge.attempt(program.session.claim(line))

        if words:
            then(words)
        else:
            screen.ask(Question("mail address of the agent's owner", then, check=lambda line: objections(line) or None))

    def do_go_search(self) -> None:
        from commune_tui.ui.screens.search import SearchScreen

        main = self.home()
        self.push_screen(SearchScreen(main.scope if main is not None else ""))

    def do_go_delivery(self) -> None:
        from commune_tui.ui.screens.delivery import DeliveryScreen

        self._visit(DeliveryScreen())

    def do_go_journal(self) -> None:
        from commune_tui.ui.screens.journal import JournalScreen

        self._visit(JournalScreen())

    def answer_to(self, command_id: str) -> Callable[[], None] | None:
        """What goes to a split."""
        return partial(self._go, split) if (split := BY_COMMAND.get(command_id)) is not None else None

    def _go(self, split: Split) -> None:
        if (main := self.home()) is not None:
            main.show_split(split)

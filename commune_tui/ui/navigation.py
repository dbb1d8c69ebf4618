"""Going from any screen to any other: what lies over the main screen is left first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from commune_tui.actions.commands import BY_ID, PLACES
from commune_tui.actions.splits import BY_COMMAND, Split
from commune_tui.ui.program import Program
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.actions.lists import ListQuery
    from commune_tui.mail.compose.start import Kind
    from commune_tui.store.drafts import Draft
    from commune_tui.ui.inbox.screen import MainScreen


_ORIGIN = "origin"


class Navigation:
    """Part of the program: the only one that knows all screens."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._came_from: tuple[Screen[Any], str] | None = None

    def all_screens(self) -> list[Screen[Any]]:
        """Those that lie over each other, and the one to which a conversation leads back."""
        return [*self._program.screen_stack, *(self._came_from or ())[:1]]

    def home(self) -> MainScreen | None:
        """Leave everything that lies over the main screen; that screen, or ``None`` where there is none."""
        from commune_tui.ui.inbox.screen import MainScreen

        while len(self._program.screen_stack) > 2 and not isinstance(self._program.screen, MainScreen):
            self._program.pop_screen()
        return self._program.screen if isinstance(self._program.screen, MainScreen) else None

    def back(self) -> None:
        """Leave the screen in front for the one below it, if there is one."""
        if len(self._program.screen_stack) > 2:
            self._program.pop_screen()

    def open_thread(self, thread_id: str) -> None:
        """Show a conversation in the main screen, whether it stands in the list or not.

        The screen that one comes from is kept as it is: going back from this conversation leads there again.
        """
        self._forget_way()
        origin = self._program.screen
        if len(self._program.screen_stack) > 2:
            self._program.install_screen(origin, _ORIGIN)  # or leaving it would throw it away
            self._came_from = origin, thread_id
        if (main := self.home()) is not None:
            main.parts.opening.read_thread(thread_id)

    def show_list(self, shows: ListQuery) -> None:
        """Show these threads in the main screen."""
        if (main := self.home()) is not None:
            main.view.go_to(shows)

    def way_back(self, thread_id: str | None) -> Screen[Any] | None:
        """The screen from which this conversation was opened, to be shown again; asked once."""
        origin, opened = self._came_from or (None, None)
        if origin is None or opened != thread_id:
            self._forget_way()
            return None
        self._program.uninstall_screen(_ORIGIN)
        self._came_from = None
        return origin

    def _forget_way(self) -> None:
        if self._came_from is not None:
            self._program.uninstall_screen(_ORIGIN)
            self._came_from[0].remove()
            self._came_from = None

    def open_draft(self, draft: Draft, notes: Sequence[str] = (), *, instead: bool = False) -> None:
        """Show a draft as it would leave, on top of the screen in front or ``instead`` of it."""
        from commune_tui.ui.compose.review import ReviewScreen

        screen = ReviewScreen(draft, notes=notes)
        if instead:
            self._program.switch_screen(screen)
        else:
            self._program.push_screen(screen)

    def write_text(self, draft: Draft) -> None:
        """Write on the text of the draft whose review is in front, inside or outside."""
        from commune_tui.ui.compose import writing

        writing.write_text(self._program, draft, on_review=True)

    def compose(self, inbox_id: str | None = None) -> None:
        """Write a new mail."""
        from commune_tui.ui.compose import writing

        writing.compose_new(self._program, inbox_id)

    def answer(self, kind: Kind, thread_id: str, message_id: str, template: str) -> None:
        """Start an answer or a forward, or go on with the answer that was begun."""
        from commune_tui.ui.compose import writing

        writing.begin(self._program, kind, thread_id, message_id, template)

    # -- commands that every screen answers ------------------------------------------------------------------------

    def do_app_back(self) -> None:
        self.back()

    async def do_app_leave(self) -> None:
        await self._program.keys.perform(BY_ID["app.back"])  # the screen in front may know a nearer way

    def do_app_compose(self) -> None:
        self.compose()

    def do_app_help(self) -> None:
        from commune_tui.ui.help.screen import HelpScreen

        if isinstance(screen := self._program.screen, CommuneScreen):
            self._program.push_screen(HelpScreen(screen.key_context))

    def do_app_palette(self) -> None:
        from commune_tui.ui.palette import palette_question

        if isinstance(screen := self._program.screen, CommuneScreen):
            screen.ask(palette_question(self._program, screen.key_context))

    def do_app_command_line(self) -> None:
        from commune_tui.ui.palette import command_question

        if isinstance(screen := self._program.screen, CommuneScreen):
            screen.ask(command_question(self._program, screen.key_context))

    def do_app_claim(self, words: str = "") -> None:
        from commune_tui.actions.account import OWNER, claim, no_owner
        from commune_tui.ui.kit.question import Question

        def then(line: str) -> None:
            self._program.attempt(claim(self._program.session, line))

        if words:
            then(words)
        elif isinstance(screen := self._program.screen, CommuneScreen):
            screen.ask(Question(OWNER, then, check=lambda line: no_owner(line) or None))

    def do_go_search(self) -> None:
        from commune_tui.ui.search.screen import SearchScreen

        main = self.home()
        self._program.push_screen(SearchScreen(main.view.shows.scope if main is not None else ""))

    def do_go_templates(self) -> None:
        from commune_tui.ui.templates.screen import TemplatesScreen

        main = self.home()
        self._program.push_screen(TemplatesScreen(next(iter(main.chosen()), "") if main is not None else ""))

    def do_go_fields(self) -> None:
        from commune_tui.actions.lists import ListQuery
        from commune_tui.ui.fields.screen import FieldsScreen

        main = self.home()
        self._program.push_screen(FieldsScreen(main.view.shows if main is not None else ListQuery()))

    def do_go_outbox(self) -> None:
        from commune_tui.ui.outbox.screen import OutboxScreen

        if not isinstance(self._program.screen, OutboxScreen):
            self._program.push_screen(OutboxScreen())

    def answer_to(self, command_id: str) -> Callable[[], None] | None:
        """What goes to a split or to a place."""
        if (split := BY_COMMAND.get(command_id)) is not None:
            return partial(self._go, split)
        place = command_id.removeprefix("go.")
        return partial(self._visit, place) if place != command_id and place in PLACES else None

    def _visit(self, place: str) -> None:
        """Open the screen of a place, found by its name: none is imported before somebody goes there."""
        screen = getattr(import_module(f"commune_tui.ui.{place}.screen"), f"{place.capitalize()}Screen")
        self.home()
        self._program.push_screen(screen())

    def _go(self, split: Split) -> None:
        if (main := self.home()) is not None:
            main.parts.splits.show_split(split)

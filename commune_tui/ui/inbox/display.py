"""How the list looks and what it is filtered by: filter, sort, density, grouping, panes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui.actions import views
from commune_tui.actions.action import Suggestion
from commune_tui.actions.commands import BY_ID
from commune_tui.actions.lists import ListQuery
from commune_tui.ui.inbox.filtering import ask_filter
from commune_tui.ui.inbox.layout import chosen, fitting, keep, no_layout
from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.inbox.thread_line import COLUMNS, Columns, by_width
from commune_tui.ui.inbox.view import View
from commune_tui.ui.kit.question import Question
from commune_tui.ui.screen import CommuneScreen
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.ui.inbox.sidebar import Sidebar
    from commune_tui.ui.inbox.thread_list import ThreadList
    from commune_tui.ui.thread.reader import Reader


class DisplayCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, panes: Panes, view: View, targets: Targets) -> None:
        self._screen, self._panes, self._view, self._targets = screen, panes, view, targets

    def do_app_filter(self) -> None:
        def show(shows: ListQuery) -> None:
            self._view.shows = shows
            self._view.open(stay=False)

        ask_filter(self._screen, lambda: self._view.shows, show)

    def do_list_sort(self, word: str = "") -> None:
        if not word:
            session = self._screen.program.session
            self._screen.ask(
                Question(
                    "sort by", self.do_list_sort, suggest=lambda line: views.orders(line, session), take_first=True,
                    check=lambda line: views.no_order(line) or None,
                )
            )  # fmt: skip
        elif objection := views.no_order(word):
            self._screen.tell(objection)
        else:
            self._view.shows = self._view.shows._replace(sort=views.order(word))
            self._view.open(stay=True)
            self._screen.tell(f"Sorted: {views.ordered(self._view.shows.sort)}.")

    def do_list_columns(self, words: str = "") -> None:
        """Which columns stand beside the subject; kept for the next start. No word: what fits the width."""
        before = self._panes.threads.columns

        def show(columns: Columns | None) -> None:
            self._panes.threads.columns = columns
            self._panes.threads.repaint()

        def check(line: str) -> str | None:
            wrong = [word for word in line.split() if word not in COLUMNS]
            return f"There is no column {wrong[0]!r}. Columns: {', '.join(COLUMNS)}." if wrong else None

        def changed(line: str) -> None:
            if check(line) is None:
                show(frozenset(line.split()) or None)

        def then(line: str) -> None:
            changed(line)
            kept = " ".join(line.split())
            self._targets.wish(
                self._screen.program.session.preferences.keep("columns", kept),
                f"Columns: {kept or 'what fits the width'}.",
            )

        def suggest(line: str) -> Sequence[Suggestion]:
            *whole, last = line.split(" ")
            chosen = [word for word in COLUMNS if word in whole]
            lead = "".join(f"{word} " for word in chosen)
            return [Suggestion(f"{lead}{name} ", f"with {name}") for name in COLUMNS if name not in chosen
                    and name.startswith(last)]  # fmt: skip

        threads = self._panes.threads
        shown = by_width(threads.size.width - 1, threads.lines_per_item) if before is None else before
        initial = "".join(f"{name} " for name in COLUMNS if name in shown)
        self._screen.ask(
            Question("columns", then, initial, suggest=suggest, check=check, changed=changed,
                     left=lambda: show(before)),
            words=words,
        )  # fmt: skip

    def do_list_density(self) -> None:
        self._panes.change_lines()

    def do_list_group(self) -> None:
        self._view.grouped = not self._view.grouped
        self._view.open(stay=True)
        self._screen.tell("Grouped by day." if self._view.grouped else "Not grouped.")

    def do_list_delete(self) -> None:
        self._screen.tell(
            f"Nothing is deleted by one key, and the API deletes no threads. {do('thread.close')} closes this one."
        )

    # -- panes -----------------------------------------------------------------------------------------------------

    def do_list_sidebar(self) -> None:
        self._panes.focus(self._panes.sidebar)

    def do_list_reader(self) -> None:
        self.go_to(self._panes.threads if self._panes.in_inboxes else self._panes.reader)

    def do_app_next_pane(self) -> None:
        self.go_to(self._panes.after_this())

    def go_to(self, pane: ThreadList | Sidebar | Reader) -> None:
        """Give a pane the keys; a conversation that gets them is opened."""
        if pane is self._panes.reader:
            self._screen.program.call_later(self._screen.program.keys.perform, BY_ID["list.open"])
        else:
            self._panes.close_reader()
            self._panes.focus(pane)

    def do_list_layout(self, word: str = "") -> None:
        """Where the conversation stands. Kept, for wide windows and for narrow ones; no word: the next one."""
        width, session = self._screen.size.width, self._screen.program.session
        ways, before = fitting(width), self._panes.layout(width)
        layout = chosen(word, width) if word else ways[(ways.index(before) + 1) % len(ways)]
        if word and (objection := no_layout(word, width)):
            self._screen.tell(objection)
            return
        self._panes.lay_out(layout)
        self._screen.program.attempt(keep(session, width, layout))

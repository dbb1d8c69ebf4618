"""How the list looks and what it is filtered by: filter, sort, density, grouping, panes."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions import views
from commune_tui.actions.action import Suggestion
from commune_tui.actions.commands import BY_ID
from commune_tui.actions.lists import where_else
from commune_tui.query import SORTS
from commune_tui.ui.acts.mailbox import Mailbox
from commune_tui.ui.question import Question
from commune_tui.ui.thread_line import COLUMNS, Columns, by_width
from commune_tui.wording import do


class Looking(Mailbox):
    """Part of the main screen."""

    def do_app_filter(self) -> None:
        before = self.filter

        def suggest(line: str) -> Sequence[Suggestion]:
            typed = line.rfind(" ") + 1
            found = self.session.complete_query(line)
            return [Suggestion(line_after, about, shown=line_after[typed:]) for line_after, about in found]

        def check(line: str) -> str | None:
            return self.session.query_objection(line)

        def changed(line: str) -> None:
            """A last term that lacks its value, or has half of it, filters nothing yet; what stands before it does."""
            said = (line if check(line) is None else line.rpartition(" ")[0]).strip()
            if check(said) is None and said != self.filter:
                self.filter = said
                self.open_view(stay=False)

        def then(line: str) -> None:
            changed(line)
            if said := where_else(self.session, self.split, self.scope, self.filter):
                self.tell(said)

        def left() -> None:
            if self.filter != before:
                self.filter = before
                self.open_view(stay=False)

        initial = f"{before} " if before else ""
        self.ask(Question("/", then, initial=initial, suggest=suggest, check=check, changed=changed, left=left))

    def do_list_sort(self, word: str = "") -> None:
        if not word:
            self.ask(
                Question(
                    "sort by", self.do_list_sort, suggest=views.orders, take_first=True,
                    check=lambda line: views.no_order(line) or None,
                )
            )  # fmt: skip
        elif objection := views.no_order(word):
            self.tell(objection)
        else:
            self.sort = views.order(word)
            self.open_view(stay=True)
            self.tell(f"Sorted: {SORTS[word.strip().casefold()]}.")

    def do_list_columns(self, words: str = "") -> None:
        """Which columns stand beside the subject; kept for the next start. No word: what fits the width."""
        before = self.threads.columns

        def show(columns: Columns | None) -> None:
            self.threads.columns = columns
            self.threads.repaint()

        def check(line: str) -> str | None:
            wrong = [word for word in line.split() if word not in COLUMNS]
            return f"There is no column {wrong[0]!r}. Columns: {', '.join(COLUMNS)}." if wrong else None

        def changed(line: str) -> None:
            if check(line) is None:
                show(frozenset(line.split()) or None)

        def then(line: str) -> None:
            changed(line)
            kept = " ".join(line.split())
            self.wish(self.session.keep_choice("columns", kept), f"Columns: {kept or 'what fits the width'}.")

        def suggest(line: str) -> Sequence[Suggestion]:
            *whole, last = line.split(" ")
            chosen = [word for word in COLUMNS if word in whole]
            lead = "".join(f"{word} " for word in chosen)
            return [Suggestion(f"{lead}{name} ", f"with {name}") for name in COLUMNS if name not in chosen
                    and name.startswith(last)]  # fmt: skip

        if words and (objection := check(words)):
            self.tell(objection)
        elif words:
            then(words)
        else:
            shown = by_width(self.threads.size.width - 1) if before is None else before
            initial = "".join(f"{name} " for name in COLUMNS if name in shown)
            self.ask(
                Question("columns", then, initial, suggest=suggest, check=check, changed=changed,
                         left=lambda: show(before))
            )  # fmt: skip

    def do_list_density(self) -> None:
        self.threads.lines_per_item = 3 - self.threads.lines_per_item
        self.open_view(stay=True)

    def do_list_group(self) -> None:
        self.grouped = not self.grouped
        self.open_view(stay=True)
        self.tell("Grouped by day." if self.grouped else "Not grouped.")

    def do_list_delete(self) -> None:
        self.tell(
            f"Nothing is deleted by one key, and the API deletes no threads. {do('thread.close')} closes this one."
        )

    # -- panes -----------------------------------------------------------------------------------------------------

    def do_list_sidebar(self) -> None:
        self.focus_pane(self.sidebar)

    def do_list_reader(self) -> None:
        if self.focused is self.sidebar:
            self.focus_pane(self.threads)
        elif self.reader.is_open:
            self.focus_pane(self.reader)
        else:
            self.program.call_later(self.program.keys.perform, BY_ID["list.open"])

    def do_app_next_pane(self) -> None:
        panes = [pane for pane in (self.sidebar, self.threads, self.reader) if pane.display]
        at = next((i for i, pane in enumerate(panes) if pane is self.focused), -1)
        if panes:
            self.focus_pane(panes[(at + 1) % len(panes)])

"""Going somewhere: the splits, the saved views, the other screens."""

from __future__ import annotations

from collections.abc import Callable

from textual import on

from commune_tui.actions.splits import EVERYTHING, SPLITS, Split
from commune_tui.query import write
from commune_tui.ui.acts.mailbox import Mailbox
from commune_tui.ui.question import Question, some_words
from commune_tui.ui.split_row import PIECES
from commune_tui.ui.widgets.text_line import TextLine


class Going(Mailbox):
    """Part of the main screen."""

    def show_split(self, split: Split) -> None:
        """What the command of a split does."""
        if split is EVERYTHING:
            self.scope = ""
        self.go_to(split)

    @on(TextLine.Clicked, "#splits")
    def _clicked_split(self, event: TextLine.Clicked) -> None:
        self.go_to(SPLITS[event.index // PIECES], self.filter)

    def do_list_next_tab(self) -> None:
        self._turn(1)

    def do_list_previous_tab(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        """The next split; what narrows the list stays in force, as the numbers beside the splits say."""
        at = SPLITS.index(self.split) if self.split in SPLITS else -1 if step > 0 else 0
        self.go_to(SPLITS[(at + step) % len(SPLITS)], self.filter)

    # -- saved views -----------------------------------------------------------------------------------------------

    def _view(self, number: int) -> None:
        if (view := self.saved.named(str(number))) is not None:
            self.show_view(view)
        else:
            self.tell(self.saved.unknown(str(number)))

    def do_view_save(self, name: str = "") -> None:
        query = write(self.list_query())
        if objection := self.saved.not_saved(name, query):
            self.tell(objection)
        elif name.strip():
            self.wish(self.saved.save(name, query), None)
        else:

            def check(line: str) -> str | None:
                return some_words(line) or self.saved.not_saved(line, query) or None

            self.ask(Question("name of the view", self.do_view_save, suggest=self.saved.suggest, check=check))

    def do_view_delete(self, name: str = "") -> None:
        if name.strip() or not self.session.views():
            objection = self.saved.not_deleted(name)
            self.tell(objection) if objection else self.wish(self.saved.delete(name), None)
        else:
            suggest = self.saved.suggest
            self.ask(
                Question("forget the view", self.do_view_delete, suggest=suggest, check=some_words, take_first=True)
            )


def _numbered(number: int) -> Callable[[Going], None]:
    def do(self: Going) -> None:
        self._view(number)

    return do


for _number in range(1, 10):
    setattr(Going, f"do_view_{_number}", _numbered(_number))

"""Going somewhere: the splits, the saved views, the other screens."""

from __future__ import annotations

from collections.abc import Callable

from textual import on

from commune_tui.ui.acts.mailbox import Mailbox
from commune_tui.ui.split_row import PIECES
from commune_tui.ui.splits import BY_KEY, SPLITS
from commune_tui.ui.widgets.text_line import TextLine


class Going(Mailbox):
    """Part of the main screen."""

    def _go(self, key: str) -> None:
        self.split = BY_KEY[key]
        self.filter = ""
        self.close_reader()
        self.open_view(stay=False)

    def do_go_all(self) -> None:
        self.scope = ""
        self._go("all")

    def do_go_needs_reply(self) -> None:
        self._go("needs_reply")

    def do_go_mine(self) -> None:
        self._go("mine")

    def do_go_unassigned(self) -> None:
        self._go("unassigned")

    def do_go_waiting(self) -> None:
        self._go("waiting")

    def do_go_risk(self) -> None:
        self._go("risk")

    def do_go_closed(self) -> None:
        self._go("closed")

    def do_go_snoozed(self) -> None:
        self._go("snoozed")

    @on(TextLine.Clicked, "#splits")
    def _clicked_split(self, event: TextLine.Clicked) -> None:
        self._go(SPLITS[event.index // PIECES].key)

    def do_list_next_tab(self) -> None:
        self._turn(1)

    def do_list_previous_tab(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        at = SPLITS.index(self.split) if self.split in SPLITS else -1 if step > 0 else 0
        self._go(SPLITS[(at + step) % len(SPLITS)].key)

    def _view(self, number: int) -> None:
        views = self.session.views()
        if number > len(views):
            self.tell(f"There is no saved view {number}. :view.save NAME keeps the present filter as one.")
            return
        self.split = BY_KEY["all"]
        self.scope, self.filter = "", views[number - 1].query
        self.open_view(stay=False)

    def do_view_save(self, name: str = "") -> None:
        query = self.query_text()
        if not name.strip():
            self.tell("Give the view a name: :view.save NAME")
            return
        self.wish(self.session.save_view(name.strip(), query), f"Saved as {name.strip()}: {query or 'everything'}")

    def do_view_delete(self, name: str = "") -> None:
        self.wish(self.session.delete_view(name.strip()), None)


def _numbered(number: int) -> Callable[[Going], None]:
    def do(self: Going) -> None:
        self._view(number)

    return do


for _number in range(1, 10):
    setattr(Going, f"do_view_{_number}", _numbered(_number))

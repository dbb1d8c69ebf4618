"""Going from split to split."""

from __future__ import annotations

from commune_tui.actions.splits import SPLITS, Split
from commune_tui.ui.inbox.view import View


class SplitCommands:
    """Part of the main screen."""

    def __init__(self, view: View) -> None:
        self._view = view

    def show_split(self, split: Split) -> None:
        """What the command of a split does."""
        self._view.go_to(self._view.shows.going_to(split))

    def do_list_next_tab(self) -> None:
        self._turn(1)

    def do_list_previous_tab(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        """The next split; what narrows the list stays in force, as the numbers beside the splits say."""
        shows = self._view.shows
        at = SPLITS.index(shows.split) if shows.split in SPLITS else -1 if step > 0 else 0
        self._view.go_to(shows._replace(split=SPLITS[(at + step) % len(SPLITS)]))

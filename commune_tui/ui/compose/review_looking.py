"""Looking around in a review: down the mail, and over to the conversation that it answers."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui.ui.compose.sides import Sides
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.status_line import StatusLine
from commune_tui.ui.screen import CommuneScreen


class LookingCommands:
    """Part of the review. ``look_anew``: what is shown has to be looked at before a key sends it."""

    def __init__(self, screen: CommuneScreen, look_anew: Callable[[], None]) -> None:
        self._screen, self._look_anew = screen, look_anew

    def do_review_conversation(self) -> None:
        sides = self._screen.query_one(Sides)
        if not sides.answers:
            self._screen.tell("This mail answers no conversation.")
            return
        sides.flip()
        self._look_anew()
        self._screen.query_one(StatusLine).refresh_keys()

    def _roll(self, direction: int, *, page: bool = False) -> None:
        """Scroll what has the keys: the conversation, or the mail."""
        sides, shown = self._screen.query_one(Sides), self._screen.query_one(Page)
        if sides.reading:
            sides.scroll(direction * (sides.page if page else 1))
        else:
            shown.roll(direction * (max(1, shown.size.height - 2) if page else 1))

    def do_review_down(self) -> None:
        self._roll(1)

    def do_review_up(self) -> None:
        self._roll(-1)

    def do_review_page_down(self) -> None:
        self._roll(1, page=True)

    def do_review_page_up(self) -> None:
        self._roll(-1, page=True)

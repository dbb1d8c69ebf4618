"""The last line of every screen: what just happened or which keys help, and at the right how the account stands."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.mail.session import Session
from commune_tui.ui.pieces import Piece
from commune_tui.ui.widgets.text_line import TextLine


class StatusLine(TextLine):
    """Shows the screen's keys while nothing is told."""

    DEFAULT_CSS = "StatusLine { background: $surface; }"

    def __init__(self) -> None:
        super().__init__(id="status")
        self._told = ""

    def on_mount(self) -> None:
        self._show()

    def tell(self, sentence: str) -> None:
        """Say a sentence until the next key; two sentences in one frame stand beside each other."""
        self._told = f"{self._told} {sentence}".strip() if self._told else sentence
        self._show()

    def clear(self) -> None:
        """Back to the keys."""
        if self._told:
            self._told = ""
            self._show()

    def follow(self, session: Session) -> None:
        """Show how the account stands now."""
        words, role = session.standing()
        self.say(self._words(), [Piece(f" {words} ", role)])

    def refresh_keys(self) -> None:
        """The focus moved: other keys help now."""
        self._show()

    def _show(self) -> None:
        self.say(self._words())

    def _words(self) -> Sequence[Piece]:
        if self._told:
            return [Piece(f" {self._told}")]
        from commune_tui.ui.screens.base import CommuneScreen

        return self.screen.keys_line() if isinstance(self.screen, CommuneScreen) else ()

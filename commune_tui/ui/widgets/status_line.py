"""The last line of every screen: what just happened or which keys help, and at the right how the account stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commune_tui.mail.session import Session
from commune_tui.text import cells
from commune_tui.ui.pieces import Piece
from commune_tui.ui.widgets.text_line import TextLine, fitting

_GAP = re.compile(" {2,}")


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

    def fitted(self, room: int) -> list[Piece]:
        return super().fitted(room) if self._told else fitting(whole(self._left, room), room)

    def _show(self) -> None:
        self.say(self._words())

    def _words(self) -> Sequence[Piece]:
        if self._told:
            return [Piece(f" {self._told}")]
        from commune_tui.ui.screens.base import CommuneScreen

        return self.screen.bottom_line() if isinstance(self.screen, CommuneScreen) else ()


def whole(pieces: Sequence[Piece], room: int) -> list[Piece]:
    """The hints that fit, none of them cut: from the right they go, but the last one, which leads to all others.

    A hint is what stands between two gaps, and a gap is two blanks or more.
    """
    hints: list[list[Piece]] = [[]]
    for text, role in pieces:
        for number, part in enumerate(_GAP.split(text)):
            if number:
                hints.append([])
            if part:
                hints[-1].append(Piece(part, role))
    hints = [hint for hint in hints if any(text.strip() for text, _ in hint)]
    for gap in ("   ", "  "):
        made = _joined(hints, gap)
        if sum(cells(text) for text, _ in made) <= room:
            return made
    while len(hints) > 2 and sum(cells(text) for text, _ in _joined(hints, "   ")) > room:
        del hints[-2]
    return _joined(hints, "   ")


def _joined(hints: Sequence[Sequence[Piece]], gap: str) -> list[Piece]:
    made = [Piece(" ")]
    for number, hint in enumerate(hints):
        made += [Piece(gap, "dim")] if number else []
        made += [Piece(hint[0].text.lstrip(), hint[0].role), *hint[1:]]
    return made

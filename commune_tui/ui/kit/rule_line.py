"""A rule across the screen: as wide as it is drawn, so that no change of the window leaves it short or cut."""

from __future__ import annotations

from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs
from commune_tui.ui.kit.text_line import TextLine


class RuleLine(TextLine):
    """One line of one sign, a single cell wide."""

    def __init__(self, glyphs: Glyphs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.glyphs = glyphs

    def fitted(self, room: int) -> list[Fragment]:
        return [Fragment(self.glyphs.rule * room, "faint")]

"""The pens of roles: what a look is on a terminal of so many colours. Finds out without Rich what Rich finds out."""

from __future__ import annotations

from collections.abc import Mapping

from commune_tui.ui.kit.fragments import ROLES
from commune_tui.ui.terminal import colours
from commune_tui.ui.terminal.cells import Pen

_LETTERS = {"": 0, "bold": 1, "italic": 4, "underline": 8, "bold underline": 9}
_REVERSE = 64
_COLOURS = {"kitty": colours.EIGHT_BIT, "256color": colours.EIGHT_BIT}


def colours_of(environment: Mapping[str, str]) -> int:
    """How many colours the terminal has by what its environment says (:data:`.colours.TRUECOLOR` …)."""
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return colours.TRUECOLOR
    kind = environment.get("TERM", "").strip().lower().rpartition("-")[2]
    return _COLOURS.get(kind, colours.STANDARD)


class Pens:
    """``plain`` is a terminal that wants no colours."""

    def __init__(self, look: Mapping[str, str], system: int, *, plain: bool) -> None:
        self._look, self._system, self._plain = look, system, plain

    def pen(self, front: str, back: str, attributes: int = 0, *, reverse: bool = False) -> Pen:
        """Letters in one colour of the look on another."""
        attributes |= _REVERSE if reverse else 0
        if self._plain:
            return Pen(attributes)
        return Pen(attributes, self._code(front, front=True), self._code(back, front=False))

    def of(self, role: str, back: str, *, bold: bool = False) -> Pen:
        """A role on a widget whose background is ``back``."""
        front, behind, letters = ROLES[role]
        reverse = role == "cursor" and self._plain
        return self.pen(front or "foreground", behind or back, _LETTERS[letters] | bold, reverse=reverse)

    def _code(self, name: str, *, front: bool) -> str:
        said = self._look[name]
        return colours.code((int(said[1:3], 16), int(said[3:5], 16), int(said[5:], 16)), self._system, front=front)

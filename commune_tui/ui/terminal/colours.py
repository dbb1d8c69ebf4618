"""How a colour is said to a terminal that has few of them: the nearest of 256, and something legible of sixteen.

Rich takes most greys for the one beside them, and of sixteen the nearest, even where the text on it then cannot be
read. Knows the colours of :mod:`.looks`; what is none of them is left to Rich. Needs neither Rich nor Textual.
"""

from __future__ import annotations

from commune_tui.ui.looks import SIXTEEN

Rgb = tuple[int, int, int]
STANDARD, EIGHT_BIT, TRUECOLOR = 1, 2, 3
"""How many colours a terminal has: sixteen, 256, or any."""

_LEVELS = (0, 95, 135, 175, 215, 255)
_OFF = 4  # Textual computes with its colours, and rounds


def _apart(one: Rgb, other: Rgb) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def nearest(colour: Rgb) -> int:
    """The number of the nearest of the 256, from 16 on: those below are the terminal's own."""
    red, green, blue = (min(range(6), key=lambda step: abs(_LEVELS[step] - part)) for part in colour)
    grey = min(max(round((sum(colour) / 3 - 8) / 10), 0), 23)
    level = 8 + 10 * grey
    in_cube = _apart(colour, (_LEVELS[red], _LEVELS[green], _LEVELS[blue])) <= _apart(colour, (level, level, level))
    return 16 + 36 * red + 6 * green + blue if in_cube else 232 + grey


def of_sixteen(colour: Rgb) -> int | None:
    """The number that stands for a colour of ours where there are sixteen; ``None`` for one that is not ours."""
    ours = min(_SIXTEEN, key=lambda known: _apart(known, colour))
    return _SIXTEEN[ours] if _apart(ours, colour) <= _OFF else None


_SIXTEEN: dict[Rgb, int] = {
    (int(name[1:3], 16), int(name[3:5], 16), int(name[5:], 16)): number for name, number in SIXTEEN.items()
}


def code(colour: Rgb, system: int, *, front: bool) -> str:
    """The parameters of the sequence (SGR) that chooses ``colour`` for text (``front``) or for what is behind it, of
    the colours that a terminal has (``system``, numbered as by Rich); empty where sixteen have none for it."""
    if system == TRUECOLOR:
        return f"{38 if front else 48};2;{';'.join(map(str, colour))}"
    if system == EIGHT_BIT:
        return f"{38 if front else 48};5;{nearest(colour)}"
    number = of_sixteen(colour) if system == STANDARD else None
    return "" if number is None else str((30 if front else 40) + number + (52 if number > 7 else 0))


def behind(front: str) -> str:
    """The same colour behind the text, given its code for text; empty for the terminal's own, which is none of ours."""
    first, *rest = front.split(";")
    return "" if first in ("", "39") else ";".join((str(int(first) + 10), *rest))

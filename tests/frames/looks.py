"""How the cells of a frame look, in both themes at once: a letter for each look, and one legend for all frames.

A frame's map has its letters where the frame has its text; blanks on the plain background stay blank. The legend says
for each letter how it is written and which colours it has on the dark and on the light screen, with their contrast. So
a changed colour changes one line, and whatever is drawn in one theme otherwise than in the other changes a map.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tests.emulator import Emulator
from tests.palette import Rgb, contrast, hexed, named, rgb

LEGEND = Path(__file__).parent / "expected" / "looks" / "legend.txt"
LETTERS = string.ascii_letters + string.digits + "#$%&*+=@<>/~^:;!"
PLAIN, UNKNOWN = " ", "?"
WORDS = {"b": "bold", "d": "faint", "i": "italic", "u": "underlined", "s": "struck"}
ORNAMENTS = frozenset(map(chr, range(0x2500, 0x25A0))) - {"▌", "▏"}
"""What only parts or plots, so that it may be paler than text. The two that mark the current row count as text."""

Cell = tuple[str, str]


class Colours(NamedTuple):
    """What is seen: the colour of the text (``None`` where there is none) and of what is behind it."""

    ink: Rgb | None
    paper: Rgb

    @property
    def contrast(self) -> float:
        return 21.0 if self.ink is None else contrast(self.ink, self.paper)

    def __str__(self) -> str:
        if self.ink is None:
            return f"{'':7} on {named(self.paper)}{'':6}"
        return f"{named(self.ink)} on {named(self.paper)} {self.contrast:5.2f}"


class Look(NamedTuple):
    """A kind of cell: ``text``, ``ornament`` or ``blank``, how it is written, and its colours in both themes."""

    kind: str
    written: str
    dark: Colours
    light: Colours

    def __str__(self) -> str:
        return f"{self.kind:<8} {self.written:<17} dark {self.dark}  light {self.light}".rstrip()


BACKGROUND = Look("blank", "", Colours(None, hexed("#121212")), Colours(None, hexed("#ffffff")))


def colours(look: str, *, blank: bool) -> Colours:
    """The colours of a cell of the emulator, as they are seen."""
    flags, ink, paper = look.split("|")
    front, back = rgb(ink, hexed("ff00ff")), rgb(paper, hexed("ff00ff"))  # the terminal's own: no theme leaves it
    if "r" in flags:
        front, back = back, front
    return Colours(None if blank and "u" not in flags and "s" not in flags else front, back)


def kind_of(text: str) -> str:
    """What stands in a cell."""
    return "ornament" if text in ORNAMENTS else "text" if text.strip() else "blank"


def cells(screen: Emulator) -> Iterator[list[Cell]]:
    """The rows, each second cell of a wide character with the text of its first."""
    for row in screen.cells:
        made: list[Cell] = []
        for text, look in row:
            made.append((text or (made[-1][0] if made else ""), look))
        yield made


def of_a_mail(letter: str) -> bool:
    """Whether it is a letter, a currency or a pictograph: what somebody wrote, and no screen draws."""
    kind = unicodedata.category(letter)
    comma = "\u0590" < letter < "\u2000"  # or another mark of a script of its own
    return kind[0] in "LMN" or kind in ("Sc", "Cf") or comma or letter >= "\U0001f300" or letter in "✅❌❓➡"


def looks(dark: Emulator, light: Emulator) -> Iterator[list[Look]]:
    """How each cell looks, row by row. Where the text differs, a look is that of nothing known."""
    for row, other in zip(cells(dark), cells(light), strict=True):
        yield [_look(cell, lit) for cell, lit in zip(row, other, strict=True)]


@lru_cache(4096)
def _look(dark: Cell, light: Cell) -> Look:
    kind = kind_of(dark[0])
    blank = kind == "blank"
    shown = "us" if blank else "bdius"
    flags, others = (set(cell[1].partition("|")[0]) & set(shown) for cell in (dark, light))
    written = " ".join(WORDS[flag] for flag in shown if flag in flags)
    if dark[0] != light[0] or flags != others:
        written = "differs"
    return Look(kind, written, colours(dark[1], blank=blank), colours(light[1], blank=blank))


def mapped(rows: Iterator[list[Look]], letters: dict[Look, str]) -> str:
    """The map of a frame."""
    lines = ("".join(letters.get(look, UNKNOWN) for look in row).rstrip() for row in rows)
    return "\n".join(lines).rstrip("\n") + "\n"


# -- the legend ----------------------------------------------------------------------------------------------------


def legend() -> dict[Look, str]:
    """The letters of the looks that somebody looked at."""
    known = {BACKGROUND: PLAIN}
    if LEGEND.exists():
        for line in LEGEND.read_text(encoding="utf-8").splitlines():
            known[_read(line)] = line[0]
    return known


def _read(line: str) -> Look:
    match = re.fullmatch(r". (\w+) (.*?) +dark (.*?)  +light (.*)", line)
    assert match is not None, line
    return Look(match[1], match[2].strip(), _read_colours(match[3]), _read_colours(match[4]))


def _read_colours(words: str) -> Colours:
    *ink, paper = re.findall("#[0-9a-f]{6}", words)
    return Colours(hexed(ink[0]) if ink else None, hexed(paper))


def renew(seen: set[Look], known: dict[Look, str]) -> dict[Look, str]:
    """Letters for what was seen: those that had one keep it; the others get what is free."""
    kept = {look: known[look] for look in seen if look in known} | {BACKGROUND: PLAIN}
    free = [letter for letter in LETTERS if letter not in kept.values()]
    return kept | dict(zip(sorted(seen - kept.keys(), key=str), free, strict=False))


def written(letters: dict[Look, str]) -> str:
    """The legend as its file has it."""
    lines: Sequence[str] = [f"{letter} {look}" for look, letter in letters.items() if letter != PLAIN]
    return "\n".join(sorted(lines, key=lambda line: LETTERS.index(line[0]))) + "\n"

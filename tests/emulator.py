"""A terminal's screen in memory: bytes go in, cells come out. Knows what a plain terminal knows, and counts the rest.

Written for these tests so that they need no program beside Python; widths come from wcwidth, not from the program that
is tested.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from wcwidth import wcwidth

SEQUENCE = re.compile(
    r"\x1b\[([0-?]*)([ -/]*)([@-~])|\x1b([\]PX^_])([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b([ -/]+[0-~])|\x1b([0-Z\\^-~])"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)?\Z")


@dataclass(slots=True)
class Pen:
    """How the next cell is drawn."""

    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False
    front: str = ""
    back: str = ""

    def key(self) -> str:
        """The same text for the same look."""
        flags = "".join(
            letter
            for letter, on in zip(
                "bdiurs", (self.bold, self.dim, self.italic, self.underline, self.reverse, self.strike), strict=True
            )
            if on
        )
        return f"{flags}|{self.front}|{self.back}"


_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",), 29: ("strike",)}


class Emulator:
    """``modes`` are the private modes that are on, ``others`` the sequences that draw nothing, with their counts."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.x = self.y = 0
        self.pen = Pen()
        self.modes: set[str] = set()
        self.others: Counter[str] = Counter()
        self.controls: Counter[str] = Counter()
        self.cells: list[list[tuple[str, str]]] = []
        self._clear()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""

    def _clear(self) -> None:
        self.cells = [[(" ", "||")] * self.columns for _ in range(self.rows)]

    def resize(self, columns: int, rows: int) -> None:
        """Another size; what is drawn stays at the upper left."""
        old, self.columns, self.rows = self.cells, columns, rows
        self._clear()
        for y, row in enumerate(old[:rows]):
            self.cells[y][: min(len(row), columns)] = row[:columns]

    def lines(self) -> list[str]:
        """The rows as text, blanks at the right taken away."""
        return ["".join(text for text, _ in row).rstrip() for row in self.cells]

    @property
    def text(self) -> str:
        return "\n".join(self.lines())

    def feed(self, data: bytes) -> None:
        """Draw. Sequences and characters may be cut anywhere."""
        text = self._rest + self._decode(data)
        unfinished = _UNFINISHED.search(text)
        self._rest = text[unfinished.start() :] if unfinished else ""
        text = text[: len(text) - len(self._rest)]
        at = 0
        for match in SEQUENCE.finditer(text):
            self._plain(text[at : match.start()])
            self._sequence(match)
            at = match.end()
        self._plain(text[at:])

    # -- text --------------------------------------------------------------------------------------------------------

    def _plain(self, text: str) -> None:
        for letter in text:
            if letter == "\r":
                self.x = 0
            elif letter == "\n":
                self._line_feed()
            elif letter < " " or "\x7f" <= letter < "\xa0":
                self.controls[letter] += 1
            else:
                self._put(letter)

    def _line_feed(self) -> None:
        self.y += 1
        if self.y >= self.rows:
            self.y = self.rows - 1
            self.cells = [*self.cells[1:], [(" ", "||")] * self.columns]

    def _put(self, letter: str) -> None:
        width = wcwidth(letter)
        if width <= 0:
            row = self.cells[self.y]
            at = min(self.x, self.columns) - 1
            while at > 0 and row[at][0] == "":
                at -= 1
            if at >= 0:
                row[at] = (row[at][0] + letter, row[at][1])
            return
        if self.x + width > self.columns:
            self.x = 0
            self._line_feed()
        look = self.pen.key()
        self.cells[self.y][self.x : self.x + width] = [(letter, look), *([("", look)] * (width - 1))]
        self.x += width

    # -- sequences ---------------------------------------------------------------------------------------------------

    def _sequence(self, match: re.Match[str]) -> None:
        words, between, final = match.group(1), match.group(2), match.group(3)
        if final is None or between or (words and words[0] in "<=>?"):
            self.others[match.group()] += 1
            if final in ("h", "l") and words.startswith("?"):
                (self.modes.add if final == "h" else self.modes.discard)(words)
                if words == "?1049":
                    self._clear()
                    self.x = self.y = 0
            return
        numbers = [int(part or 0) for part in words.split(";")] if re.fullmatch("[0-9;]*", words) else []
        first = numbers[0] if numbers else 0
        if final == "m":
            self._colours(numbers)
        elif final in "Hf":
            self.y = min(max(first, 1), self.rows) - 1
            self.x = min(max(numbers[1] if len(numbers) > 1 else 1, 1), self.columns) - 1
        elif final == "G":
            self.x = min(max(first, 1), self.columns) - 1
        elif final == "J" and first == 2:
            self._clear()
        elif final == "K" and first == 0:
            self.cells[self.y][self.x :] = [(" ", self.pen.key())] * (self.columns - self.x)
        else:
            self.others[match.group()] += 1

    def _colours(self, numbers: list[int]) -> None:
        left = list(numbers)
        while left:
            code = left.pop(0)
            if code == 0:
                self.pen = Pen()
            elif code in _ON:
                setattr(self.pen, _ON[code], True)
            elif code in _OFF:
                for name in _OFF[code]:
                    setattr(self.pen, name, False)
            elif code in (38, 48):
                count = 1 if left[:1] == [5] else 3
                colour = ";".join(map(str, left[1 : 1 + count]))
                left = left[1 + count :]
                setattr(self.pen, "front" if code == 38 else "back", colour)
            elif code in (39, 49):
                setattr(self.pen, "front" if code == 39 else "back", "")
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.pen.front = f"c{code % 10 + (8 if code >= 90 else 0)}"
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.pen.back = f"c{code % 10 + (8 if code >= 100 else 0)}"

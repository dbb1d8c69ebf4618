"""How many keys each piece of a day takes, held against the table of docs/usability.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.terminal import Terminal

Fact = str | Callable[[str], object]

PAGE = Path(__file__).parents[2] / "docs" / "usability.md"
_ROW = re.compile(r"^\| (?P<day>[\w ]+) \| (?P<piece>[^|]+) \| [^|]+ \| [^|]+ \| (?P<now>\d+) \|$", re.M)


class Day:
    """Somebody at a terminal. Every key counts for the piece of the day that it is pressed in; words of a mail do not,
    since nobody has a shorter way to say them."""

    def __init__(self, screen: Terminal) -> None:
        self.screen = screen
        self.keys: dict[str, int] = {}
        self._piece = ""

    @contextmanager
    def piece(self, name: str) -> Iterator[None]:
        """What follows is done for this."""
        self._piece, self.keys[name] = name, 0
        yield
        self._piece = ""

    def press(self, *keys: str, then: Fact) -> str:
        self._count(len(keys))
        return self.screen.press(*keys, then=then)

    def act(self, key: str, then: Fact) -> str:
        """A key that changes or sends something, which the program may refuse when it came too fast: counted once."""
        self._count(1)
        return self.screen.act(key, then)

    def type(self, words: str) -> str:
        """Words for the program."""
        self._count(len(words))
        return self.screen.type(words)

    def write(self, words: str) -> str:
        """Words of a mail."""
        return self.screen.type(words)

    def back(self, *keys: str, then: Fact) -> str:
        """To where the next piece begins."""
        assert not self._piece
        return self.screen.press(*keys, then=then)

    def _count(self, keys: int) -> None:
        assert self._piece, "a key without a piece"
        self.keys[self._piece] += keys


def written(day: str) -> dict[str, int]:
    """The keys that the page says for the pieces of a day."""
    rows = [row for row in _ROW.finditer(PAGE.read_text(encoding="utf-8")) if row["day"] == day]
    return {row["piece"]: int(row["now"]) for row in rows}

"""What waits between two lines: a question, a text that is being typed, a program outside, something half read out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Then = Callable[[str], Awaitable[None] | None]


@dataclass(slots=True)
class Ask:
    """A question that the next line answers; with ``text`` all lines up to a single dot do.

    ``kept`` is called with the lines so far after each, so that a broken connection loses none.
    """

    prompt: str
    then: Then
    text: bool = False
    kept: Callable[[str], None] | None = None
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outside:
    """A program that the terminal shall run on a file before the next line is read; ``back`` hears how it ended."""

    command: Sequence[str]
    path: Path
    back: Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class ReadOut:
    """What is read out in pages: lines still to come, how many items they are, how many at once."""

    lines: Iterator[str]
    left: int
    each: int
    one: str
    many: str

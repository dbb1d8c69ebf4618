"""What can be asked at the bottom of a screen, and what can be suggested there. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Suggestion(NamedTuple):
    """What Tab would put into the line, and a few words about it."""

    value: str
    about: str = ""


def _nothing(_: str) -> Sequence[Suggestion]:
    return ()


def _accept(_: str) -> str | None:
    return None


class Question(NamedTuple):
    """What is asked, and what happens with the answer."""

    label: str
    then: Callable[[str], object]
    """Called with the line once Enter was pressed and ``check`` had no objection."""
    initial: str = ""
    suggest: Callable[[str], Sequence[Suggestion]] = _nothing
    """Suggestions for the line as it stands; the whole line is replaced by the one that is taken."""
    check: Callable[[str], str | None] = _accept
    """A sentence when the answer will not do; the line then stays open."""
    changed: Callable[[str], object] | None = None
    """Called at every change, for lists that follow the typing."""
    left: Callable[[], object] | None = None
    """Called when the question was left with Esc."""
    take_first: bool = False
    """Whether Enter answers with the marked suggestion instead of the words typed."""

"""What can be asked at the bottom of a screen, and what can be suggested there. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from commune_tui.actions.action import Suggestion
from commune_tui.keys.hints import Hint


def _nothing(_: str) -> Sequence[Suggestion]:
    return ()


def _accept(_: str) -> str | None:
    return None


def _never(_: str) -> bool:
    return False


def some_words(line: str) -> str | None:
    """A check: anything will do but nothing."""
    return None if line.strip() else "Type something, or Esc."


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
    goes_on: Callable[[str], bool] = _never
    """Whether a marked suggestion is only the way to an answer (a folder): Enter then puts it into the line."""
    at_once: Mapping[str, str] = MappingProxyType({})
    """Letters that answer without Enter when they are the first thing typed, and what each answers."""
    enter: str = ""
    """What Enter does, in a word or two, for the line that shows the keys."""

    def keys(self, *, offers: int) -> list[Hint]:
        """The keys that hold while this is asked. ``offers``: so much is suggested just now."""
        keys = [Hint(", ".join(self.at_once), "at once")] if self.at_once else []
        keys.append(Hint("Enter", self.enter or ("choose" if self.take_first and offers else "accept")))
        keys += [Hint("Tab", "complete")] if offers else []
        keys += [Hint("Up, Down", "other")] if offers > 1 else []
        return [*keys, Hint("Esc", "cancel")]

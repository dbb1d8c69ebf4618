"""What a command does, as a value that every front can run: what it takes, how that is checked, what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from commune_tui.mail.session import Session


class Suggestion(NamedTuple):
    """What Tab would put into the line, and a few words about it."""

    value: str
    about: str = ""
    shown: str = ""
    """What stands in the list instead of ``value``: a line of several entries shows only the one it would add."""
    warning: str = ""
    """What speaks against it, before the words about it."""


class Outcome(NamedTuple):
    """What came of it, once it is on disk. Fronts put the threads to it: ``2 threads: closed.``, ``Closed: …``."""

    did: str
    """What became of them, in small letters and without an end: ``closed``, ``tagged vip``."""
    more: str = ""
    """Sentences behind that: what is odd about it, what takes it back."""

    def about(self, threads: str) -> str:
        """The whole of it, with the threads in a word or two before it."""
        return f"{threads}: {self.did}. {self.more}".rstrip()


Ids = Sequence[str]


def _no_suggestion(session: Session, ids: Ids, line: str) -> Sequence[Suggestion]:
    return ()


class Argument(NamedTuple):
    """What a command takes beside the threads that it is about: words, as a person writes them."""

    label: str
    """What is asked for, in two words: ``assign to``."""
    question: Callable[[Session, Ids], str]
    """The same as a question, with what there is to choose from: for fronts that cannot show suggestions."""
    suggest: Callable[[Session, Ids, str], Sequence[Suggestion]] = _no_suggestion
    """Suggestions for the words as they stand; the whole of them is replaced by the one that is taken."""
    take_first: bool = True
    """Whether the first suggestion is meant where only a part of it was written."""
    enter: str = ""
    """What Enter does, where it is not plain."""
    free: bool = False
    """Whether it is a text: a number at its beginning is a part of it, and nobody means to write it twice."""


def _no_objection(session: Session, ids: Ids, words: str) -> str:
    return ""


class Action(NamedTuple):
    """What a command does to threads."""

    do: Callable[[Session, Ids, str], Awaitable[Outcome]]
    """To be called with one thread or more, and only where ``objection`` has none."""
    argument: Argument | None = None
    objection: Callable[[Session, Ids, str], str] = _no_objection
    """Why it cannot be done with these threads and words, as a sentence; empty where it can."""
    finishes: bool = False
    """Whether one is through with the threads, so that a front goes on to the next one."""
    scope: str = ""
    """What the key in use has to be allowed; empty for what stays on this machine."""

    def refusal(self, session: Session, ids: Ids, words: str) -> str:
        """Why it is not done, as a sentence: the key in use is known to lack what it needs, or there is an
        ``objection``; empty where it can be done."""
        if self.scope and session.rights.surely_lacks(self.scope):
            return f"The key in use lacks the scope {self.scope}. Nothing was done."
        return self.objection(session, ids, words)

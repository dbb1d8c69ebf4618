"""How every front runs an act on the account itself: what it needs, what has to be typed first, what came of it.

A noun of administration is two files. ``mail/administration/<noun>.py`` says how its acts are asked of the server and
how their state is read (``KINDS``); ``actions/operate/<noun>.py`` what they are for a person (``ACTIONS``, by the id of
the command). Screen (``ui/administration.py``), lines (``linear/administration.py``) and ``commune-tui do`` run what
stands there; a row in ``actions/commands.py`` gives it its name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple, Protocol

from commune_tui.actions.action import Argument
from commune_tui.actions.commands import ADMINISTRATION, Command
from commune_tui.errors import Explained
from commune_tui.patience import GONE
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.administration.deeds import Deed, Ending
    from commune_tui.mail.session import Session

FILE = "file "
"""Begins the part of an act's words that names a new private file."""
FOR_GOOD = "What the server shows this once is not said here, where lines stay: it goes into a new private file."
NOTHING_DONE = "Nothing was done."
_CHECKS = ("domain.verify", "inbox.test")
_PATIENCE_S = 3.0
UNLIKE = f"That is not its name. {NOTHING_DONE}"


class Revealed(Protocol):
    """A text that nothing prints by accident."""

    def reveal(self) -> str:
        """The text itself."""


class Came(NamedTuple):
    """What came of an act: its word (see ``Ending``; ``shown`` of one that only shows something), and all of it in
    sentences. ``answer`` is what the client gave.

    ``text`` is what was asked for as a text, to be copied or printed; ``page`` are lines to be read. ``once`` is a
    secret: shown on purpose, for the eyes of the person, and kept nowhere.

    ``about`` is what it was about, where the first word that was written does not say it. ``made`` is the id of what is
    there now and was not before.
    """

    word: str
    sentence: str
    answer: object = None
    text: str = ""
    page: Sequence[str] = ()
    once: Revealed | None = None
    about: str = ""
    made: str = ""

    def __repr__(self) -> str:
        return f"Came({self.word!r}, {self.sentence!r}, ***)"

    @property
    def happened(self) -> bool:
        """Whether it is done, as far as is known."""
        return self.word in ("confirmed", "found", "shown")


class Danger(NamedTuple):
    """What is said before an act that cannot be taken back, and the name that has to be typed for it. ``ids`` are the
    things that a person is warned of by it: what came since is none of them."""

    name: str
    sentences: Sequence[str]
    ids: Sequence[str] = ()


class Target(NamedTuple):
    """What an act is about: how it is called in a usage line, and how it is found by what a person writes."""

    label: str
    one: str
    """The same in a sentence: ``an inbox``."""
    find: Callable[[Session, str], str]
    """The id of what is named; empty where there is nothing of that name."""
    names: Callable[[Session], Sequence[str]]
    """What there is to name."""


def _fine(session: Session, target: str, words: str) -> str:
    return ""


def _harmless(session: Session, target: str, words: str) -> Danger | None:
    return None


class Act(NamedTuple):
    """What a command does to ``target`` (an id, or empty), with the words that it takes."""

    do: Callable[[Session, str, str], Awaitable[Came]]
    """Called by :func:`carry_out`, and only where ``objection`` has none."""
    scope: str = ""
    """What the key in use has to be allowed."""
    target: Target | None = None
    argument: Argument | None = None
    objection: Callable[[Session, str, str], str] = _fine
    """Why it cannot be done so, as a sentence that says what to write instead; empty where it can."""
    danger: Callable[[Session, str, str], Danger | None] = _harmless
    once: bool = False
    """Whether the server shows something this one time. What a front prints for good does not show it: there the words
    end with a file for it (:func:`into_file`)."""
    reads: bool = False
    """Whether words that begin with :data:`FILE` name a file of this machine that is read: taken away from guests."""
    warned: Callable[[Session, str, str, Sequence[str]], Awaitable[Came]] | None = None
    """In place of ``do`` where there was a danger and its name was typed: it gets the ``ids`` of that danger. For acts
    that must not go further than what a person was told."""


@cache
def acts() -> dict[str, Act]:
    """What each command of administration does, by its id."""
    from commune_tui.actions import operate

    found: dict[str, Act] = {}
    for each in iter_modules(operate.__path__):
        found |= import_module(f"{operate.__name__}.{each.name}").ACTIONS
    return found


def refusal(session: Session, act: Act) -> str:
    """Why the key in use does not do it; empty where it may, or nobody knows yet."""
    lacks = act.scope and session.administration.rights.lacks(act.scope)
    return f"The key in use lacks the scope {act.scope}. {NOTHING_DONE}" if lacks else ""


def objection(session: Session, act: Act, target: str, words: str, *, guest: bool = False) -> str:
    """Why it is not done, whatever the reason; empty where it can be."""
    if guest and act.reads and words.strip().startswith(FILE):
        return GONE
    return refusal(session, act) or act.objection(session, target, words)


def lacking(session: Session, command: Command) -> str:
    """The scope that the key in use lacks for a command; empty where it may, or the command is none of these."""
    act = acts().get(command.id) if command.group == ADMINISTRATION else None
    return act.scope if act is not None and act.scope and session.administration.rights.lacks(act.scope) else ""


def needs_file(act: Act, words: str) -> bool:
    """Whether what the server shows once needs a file, because the front prints for good, and the words name none."""
    return act.once and not any(part.strip().startswith(FILE) for part in words.split(","))


def into_file(words: str, path: str) -> str:
    """The words of an act that shows something once, with the file that gets it."""
    return f"{words}, {FILE}{path}" if words.strip() else f"{FILE}{path}"


# -- doing it ----------------------------------------------------------------------------------------------------------


async def carry_out(session: Session, act: Act, target: str, words: str, danger: Danger | None) -> Came:
    """Do it, where nothing speaks against it. ``danger`` is what a person was told before and typed the name of;
    ``None`` where there was nothing to tell. Raises Explained."""
    if danger is None or act.warned is None:
        return await act.do(session, target, words)
    return await act.warned(session, target, words, danger.ids)


async def perform(session: Session, deed: Deed, done: str) -> Came:
    """Do it, and say what came of it; ``done`` is the sentence for where it happened. Raises Explained."""
    ending = await session.administration.perform(deed)
    if ending.happened and deed.kind.partition(".")[0] in ("domain", "inbox") and deed.kind not in _CHECKS:
        await _known(session)
    return Came(ending.word, outcome(ending, done, undoable=_undoable(session, deed)), ending.answer)


async def _known(session: Session) -> None:
    """What is told as done stands in the copy then, and the next act finds it there; a slow server is not waited for:
    sync brings it."""
    with suppress(Explained, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            await session.administration.read_again()


def _undoable(session: Session, deed: Deed) -> bool:
    newest = session.administration.undoable()
    return newest is not None and (newest[1].kind, newest[1].about) == (deed.kind, deed.about)


def outcome(ending: Ending, done: str, *, undoable: bool = False) -> str:
    """What came of an act, in words."""
    from commune_tui.mail.administration.administration import NEVER_LATER

    back = f" {do('app.undo')} takes it back." if undoable else ""
    reason = f"{ending.sentence} " if ending.sentence else ""
    return {
        "confirmed": f"{done}{back}",
        "found": f"The answer was lost, so the server was asked what it has: it is done. {done}{back}",
        "absent": "The answer was lost, so the server was asked what it has: it is not done, as far as it shows. "
        "It was not asked for a second time.",
        "void": f"{reason}It was made, and nobody can ever see its text, so it was revoked again.",
        "blind": f"{reason}It is done, and nobody can ever see the new text: the old one is dead, so do it again.",
        "other": "The server took it, and shows something else: look at what stands there now.",
        "refused": f"{reason}{NOTHING_DONE}",
        "unsent": f"{reason}{NOTHING_DONE} {NEVER_LATER}",
        "untold": "The answer was lost, and what stands there now does not show whether it is done: it was changed "
        "meanwhile. It was not asked for a second time: look at it, and do it again where that is needed.",
        "unknown": f"{reason}Whether it is done is not known, and it was not asked for a second time. "
        "It is looked for when this place is opened again.",
    }[ending.word]


async def undo(session: Session) -> str:
    """Take back the newest act of administration of this copy of the program. Raises Explained."""
    deed, ending = await session.administration.undo()
    return outcome(ending, f"Undone: {deed.about} is as it was.")

"""An administrative act as plain values, and whether it happened. Pure.

What the server has of the things that an act changes is its *state*: the fields that the act wants, as they stand now.
From it alone is told whether an act whose answer was lost happened: nothing is asked twice to find out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from commune_tui.sending.operation import Entry, Json

if TYPE_CHECKING:
    from commune_tui.api import Commune

MARK = "deed-"
"""What the names of acts begin with in the journal."""
_TARGET = "target_id"


class Deed(NamedTuple):
    """One act. All of it stands in the journal, so a secret has no place here.

    ``kind`` is the noun and what is done to it (``inbox.name``); the file of the noun is called so. ``about`` is what a
    person calls the thing, ``target`` are the ids by which the server finds it. ``before`` is the state that was found,
    from which the act is taken back; ``None`` where the thing is not there. ``expects`` is the state that has to be
    found, or nothing is done. ``replaces``: that the thing is there already, so that making it again replaces it.
    """

    kind: str
    about: str
    target: Json
    wanted: Json
    before: Json | None = None
    expects: Json | None = None
    replaces: bool = False
    id: str = ""


class Kind(NamedTuple):
    """How a kind of act is done. ``state`` is asked before the act, and after one whose answer was lost; it is ``None``
    where the thing is not there. ``effect``: it makes a thing, changes one, removes it, or has it checked. A change can
    be taken back by the same act with the state before; nothing else can. A check leaves no trace, and does no harm.
    ``lost`` is what has to be done where an act happened and its answer, which only came once, is nobody's: it returns
    the word for what came of that. ``tells`` says of the states before and after whether it happened, where
    :func:`happened` cannot. ``moves``: domains or inboxes may be other ones after it."""

    scope: str
    perform: Callable[[Commune, Deed], Awaitable[Any]]
    state: Callable[[Commune, Deed], Awaitable[Json | None]]
    effect: Literal["make", "change", "remove", "check"] = "change"
    lost: Callable[[Commune, Deed], Awaitable[str]] | None = None
    tells: Callable[[Json | None, Json | None], bool | None] | None = None
    moves: bool = True


class Ending(NamedTuple):
    """What came of an act, as the journal says it: ``confirmed``; ``refused`` with the reason; ``unsent``, nothing
    left; no answer came and it was ``found`` to have happened, found to be ``absent``, or is ``unknown``;
    ``untold``: no answer came, and nothing shows any more what came of it; ``other``: the server took it and shows
    something else; ``void`` and ``blind`` where it happened and its answer was
    the point of it (``Kind.lost``): what was made was removed again, or it stands and is of no use. ``answer`` is what
    the client gave: it may hold a secret, and is kept nowhere."""

    word: str
    sentence: str = ""
    answer: Any = None

    @property
    def happened(self) -> bool:
        """Whether it is done, as far as is known."""
        return self.word in ("confirmed", "found")

    def __repr__(self) -> str:
        return f"Ending({self.word!r}, {self.sentence!r}, ***)"


def happened(effect: str, before: Json | None, wanted: Json, now: Json | None) -> bool | None:
    """Whether an act with this effect happened, by the state ``now``; ``None`` where that does not tell."""
    if effect == "check":
        return None
    if effect == "remove":
        return now is None
    if effect == "make":
        return now is not None and now != before
    if now is None:
        return None
    if fits(now, wanted):
        return True
    return False if before is not None and fits(now, before) else None


def fits(now: Json, wanted: Json) -> bool:
    """Whether the fields of ``wanted`` stand so."""
    return all(now.get(name) == each for name, each in wanted.items())


def entry(deed: Deed, at: int, who: str, what: str, note: str = "") -> Entry:
    """A line of the journal about it; ``made`` has all that is needed to look for it, and to take it back."""
    noun = deed.kind.partition(".")[0]
    if what != "made":
        return Entry(at, who, what, noun, deed.id, note=note)
    before = None if deed.before is None else deed.before | {_TARGET: deed.target}
    after = deed.wanted | {_TARGET: deed.target, "kind_id": deed.kind}
    return Entry(at, who, what, noun, deed.id, before=before, after=after, note=deed.about)


def remembered(made: Entry) -> Deed | None:
    """The act of a line that :func:`entry` made; ``None`` where it cannot be read any more."""
    after, before = dict(made.after or {}), made.before
    target, kind = after.pop(_TARGET, None), after.pop("kind_id", None)
    if not (isinstance(target, dict) and isinstance(kind, str) and made.operation):
        return None
    state = None if before is None else {name: each for name, each in before.items() if name != _TARGET}
    return Deed(kind, made.note, target, after, state, id=made.operation)


def owner(deed_id: str) -> str:
    """The copy of the program that did it."""
    return deed_id.removeprefix(MARK).rpartition("-")[0]

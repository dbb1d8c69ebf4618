"""Passes through lists that a server cuts into pages: whether one moves, or goes round for ever. Pure.

A server may answer the same cursor again, a new cursor with the same items, or invent items without an end. A pass is
over when a cursor comes back, when several pages in a row hold nothing new, when of what many pages in a row list the
server itself has no mail, or after more pages than any list has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

FUTILE: Final = 3
"""Pages without anything new, one after the other, after which a pass is given up."""
UNBACKED: Final = 10
"""Pages in a row with conversations of which there is no mail, though it was asked for, after which one is given up."""
LONGEST: Final = 5_000
"""Pages of a pass: half a million threads."""


@dataclass(slots=True)
class Pass:
    """What one pass has met, as numbers: not the texts, which a server may make as long as it likes."""

    cursors: set[int] = field(default_factory=set)
    items: set[int] = field(default_factory=set)
    futile: int = 0
    unbacked: int = 0
    pages: int = 0
    before: tuple[str, ...] = ()


class Passes:
    """One for an account. ``endless`` names the lists of which a pass was given up."""

    def __init__(self) -> None:
        self._under_way: dict[str, Pass] = {}
        self.endless: set[str] = set()

    def end(self, where: str) -> None:
        """It came to its end."""
        self._under_way.pop(where, None)
        self.endless.discard(where)

    def pages(self, where: str) -> int:
        """How many pages the pass that is under way has met."""
        return self._under_way[where].pages if where in self._under_way else 0

    def before(self, where: str) -> tuple[str, ...]:
        """What the page before held of which the mail was asked for."""
        return self._under_way[where].before if where in self._under_way else ()

    def moves(
        self, where: str, cursor: str, items: Iterable[str], *, asked: Iterable[str] = (), backed: bool | None = None
    ) -> bool:
        """Whether to go on with ``cursor`` after a page with these ids, of which the mail of those ``asked`` will be
        asked for; ``backed`` says whether there is any of those :meth:`before`, ``None`` that nobody knows yet."""
        going = self._under_way.setdefault(where, Pass())
        going.pages, going.before = going.pages + 1, tuple(asked)
        if backed is not None:
            going.unbacked = 0 if backed else going.unbacked + 1
        fresh = {hash(item) for item in items} - going.items
        going.items |= fresh
        going.futile = 0 if fresh else going.futile + 1
        again = hash(cursor) in going.cursors
        going.cursors.add(hash(cursor))
        if again or going.futile >= FUTILE or going.unbacked >= UNBACKED or going.pages >= LONGEST:
            del self._under_way[where]
            self.endless.add(where)
            return False
        return True

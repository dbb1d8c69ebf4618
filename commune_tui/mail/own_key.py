"""The key that the program calls with: where it is kept, and how another one takes its place.

The order is: the name of the new key on disk, the new key made, tried, kept in place of the old one, read back and
used, the old one switched off. Whatever ends the program in between, the next start sees by that name and by what is
kept how far it came (:func:`stage`), and goes on from there: before the new key was kept it is switched off, since
nobody has its text; after that the old one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from commune_tui.api.auth import Secret


class OwnKey(Protocol):
    """The place of the key, as the command line found it."""

    @property
    def place(self) -> str:
        """Where it is, in words."""

    def objection(self) -> str:
        """Why no other key can be put there, and where it has to be put by hand; empty where it can."""

    def keep(self, key: Secret) -> None:
        """Put it there instead of the one that is. Raises Explained: the old one is still there then."""

    def kept(self) -> Secret | None:
        """What the next start will find there."""

    def profiles(self, prefix: str) -> Sequence[str]:
        """Other profiles of this machine whose key begins so."""


class Replacement(NamedTuple):
    """One that was begun. ``name`` is the new key's, which no live key had; ``owner`` the copy of the program, and
    ``place`` where it keeps its key: another profile on the same account has nothing to do with it."""

    name: str
    old_id: str
    old_name: str
    owner: str
    place: str


class Listed(NamedTuple):
    """A live key of the server's list; ``kept``: it is the one that the next start will find."""

    id: str
    name: str
    kept: bool


Stage = Literal["nothing", "lost", "kept", "done"]


def stage(begun: Replacement, live: Iterable[Listed]) -> Stage:
    """How far it came: ``nothing`` was made; the new key is there and ``lost``, since it was not kept; it is ``kept``
    and the old one still lives; all is ``done``."""
    keys = list(live)
    new = [key for key in keys if key.name == begun.name and key.id != begun.old_id]
    if any(key.kept for key in new):
        return "kept" if any(key.id == begun.old_id for key in keys) else "done"
    return "lost" if new else "nothing"


def next_name(name: str, taken: Iterable[str]) -> str:
    """What the new key is called: ``laptop``, ``laptop #2``, ``laptop #3``; never as one that is there."""
    stem, mark, number = name.rpartition(" #")
    if not (mark and number.isascii() and number.isdecimal() and len(number) < 6):
        stem, number = name or "key", "1"
    used, at = set(taken), int(number) + 1
    while f"{stem} #{at}" in used:
        at += 1
    return f"{stem} #{at}"

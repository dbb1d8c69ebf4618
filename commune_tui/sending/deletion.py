"""A deletion of data as plain values: what is to go, how far it came, what the server's word for it means. Pure.

The server deletes in two steps (contract §9): it is asked, counts what would go and hands out a token; with that it is
told to do it. The token is no part of these values, since they are written down: ``token`` is only the digest under
which it lies in the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from commune_tui.sending.operation import Json

Phase = Literal[
    "asking", "pending", "confirming", "executing", "completed", "expired", "failed", "lost", "dropped", "silent"
]
LIFE_MS = 3_600_000
"""So long a token holds (contract §9)."""
SCOPES = ("organization", "inbox", "messages")
_NONE: Mapping[str, int] = MappingProxyType({})
_SERVERS: Mapping[str, Phase] = {
    "pending": "pending", "confirmed": "executing", "executing": "executing", "completed": "completed",
    "expired": "expired", "failed": "failed",
}  # fmt: skip
ENDED = frozenset({"completed", "expired", "failed", "lost", "dropped", "silent"})
"""Phases in which another may be asked for; whether the server takes it is its own matter."""


class Extent(NamedTuple):
    """What goes: everything, what an inbox has, or messages from before a moment (unix milliseconds)."""

    scope: str
    inbox_id: str = ""
    before: int | None = None


class Held(NamedTuple):
    """What the copy holds of it. ``drafts`` and ``notes`` are those of conversations that go as a whole."""

    threads: int = 0
    messages: int = 0
    attachments: int = 0
    drafts: int = 0
    notes: int = 0


class Proof(NamedTuple):
    """What the server has of it still, asked after it said that it was done. ``word``: ``zero``; ``left``, so many;
    ``closed``, it answers our key no more; ``unknown``, it could not be asked, for the reason in ``sentence``."""

    word: str = ""
    left: int = 0
    sentence: str = ""


class Request(NamedTuple):
    """One deletion. Times are unix milliseconds.

    ``asking``, ``confirming``: that was on its way when this was written; ``lost``: the answer with the token was;
    ``dropped``: the token was destroyed by the person; ``silent``: the server answers our key no more since the
    confirmation left. ``left_here`` is what is left here of it, once let go of; ``overwritten``: its bytes, too.
    ``until_at`` is ``completed_at`` by the server's own clock: mail that came there later was not deleted.
    """

    extent: Extent
    about: str
    phase: Phase
    owner: str
    asked_at: int
    id: str = ""
    token: str = ""
    preview: Mapping[str, int] = _NONE
    deleted: Mapping[str, int] = _NONE
    confirm_by_at: int = 0
    confirmed_at: int = 0
    completed_at: int = 0
    here: Held = Held()
    left_here: Held | None = None
    overwritten: bool = False
    proof: Proof = Proof()
    warning: str = ""
    error: str = ""
    server: str = ""
    until_at: int = 0

    @property
    def purged(self) -> bool:
        """Whether what was here is gone, too."""
        return self.left_here is not None

    def ends_at(self) -> int:
        """When it expires by itself, as far as is known: a lost answer would have said it."""
        return self.confirm_by_at or self.asked_at + LIFE_MS

    def over(self, now: int) -> bool:
        """Whether another may be asked for."""
        return self.phase in ENDED or (self.phase == "pending" and now >= self.ends_at())

    def waits(self, now: int) -> bool:
        """Whether it can be confirmed."""
        return self.phase == "pending" and bool(self.token) and now < self.ends_at()

    def open(self) -> bool:
        """Whether something is left to do for it, or to see, now or later."""
        return self.phase not in ENDED or bool(self.token) or self.unfinished()

    def unfinished(self) -> bool:
        """Whether the server said that it is done, and something is left to do for that here."""
        return self.phase == "completed" and (not self.purged or self.proof.word in ("", "unknown"))


def named(request: Request) -> str:
    """What has to be typed before it is confirmed."""
    return {"inbox": request.about, "messages": f"delete {request.about}"}.get(
        request.extent.scope, "delete everything"
    )


def seen(request: Request, status: str, now: int, **said: Any) -> Request:
    """The request as the server showed it: its word for how it stands, and what else it said.

    Words that nobody knows leave it where it was. Once it is completed it stays so, whatever an older answer says.
    """
    found = {name: each for name, each in said.items() if each}
    if request.phase == "completed":
        return request
    phase = _SERVERS.get(status, request.phase)
    if phase == "pending" and not request.token:  # whoever has no token cannot confirm it any more
        phase = "lost" if request.phase == "pending" else request.phase
    if phase == "pending" and now >= request.ends_at():
        phase = "expired"
    return request._replace(phase=phase, **found)


def packed(request: Request) -> Json:
    """As JSON takes it."""
    plain = request._asdict() | {"preview": dict(request.preview), "deleted": dict(request.deleted)}
    left = request.left_here
    return plain | {
        "extent": list(request.extent), "here": list(request.here), "proof": list(request.proof),
        "left_here": None if left is None else list(left),
    }  # fmt: skip


def unpacked(kept: Any) -> Request | None:
    """What :func:`packed` made; ``None`` where it cannot be read."""
    try:
        left = kept["left_here"]
        return Request(**{
            **kept, "extent": Extent(*kept["extent"]), "here": Held(*kept["here"]), "proof": Proof(*kept["proof"]),
            "left_here": None if left is None else Held(*left),
        })  # fmt: skip
    except (TypeError, KeyError, ValueError):
        return None


def why_not(request: Request | None) -> str:
    """Why there is nothing to be confirmed, and that nothing was asked for."""
    if request is None:
        return "No deletion waits to be confirmed. Nothing was deleted."
    return {
        "completed": f"The deletion of {request.about} was carried out already. It was not asked for again.",
        "pending": "The time to confirm it is over, so it expires. Nothing was deleted.",
        "expired": "The time to confirm it is over: it expired, and nothing was deleted.",
        "lost": "Its token is not here, so it can only expire. Nothing was deleted.",
        "dropped": "Its token was destroyed, so it can only expire. Nothing was deleted.",
        "failed": "The server could not carry it out.",
    }.get(request.phase, "It is under way already, and was not asked for again.")

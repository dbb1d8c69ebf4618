"""What goes out and what comes in, as plain values. Nothing here shows a header or a body in its repr."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Timing:
    """How long it may take to connect, between two pieces of an answer, and in all, repetitions included.

    Waiting for a free place, and as long as a server asks for, does not count.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 60.0


@dataclass(slots=True)
class Patience:
    """The seconds that a call and its repetitions may still take; whoever uses some takes them off."""

    left_s: float


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request. ``url`` is complete; ``body`` never shows in a repr."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    extensions: dict[str, str] = field(default_factory=dict, repr=False)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


@dataclass(slots=True)
class Flow:
    """An answer. ``pieces`` yields its body, decoded, as it arrives; ``bytes_in`` counts what came over the wire."""

    status: int
    headers: dict[str, str] = field(repr=False)
    http2: bool = False
    bytes_in: int = 0
    pieces: AsyncIterator[bytes] = field(default_factory=_nothing, repr=False)

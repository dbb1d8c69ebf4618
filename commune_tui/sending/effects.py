"""What an attempt asks of the world, one thing at a time, and what it may be answered.

An attempt is a generator that yields these and is sent the answers, so the program and the simulator run the same one.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Literal

from commune_tui.sending.operation import Change, Json, Operation

Failed = Literal["unsent", "later", "paused", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that did not do its work.

    ``unsent`` nothing left this machine · ``later`` the server said when (``after_s``) · ``paused`` the account cannot
    write now, whatever is sent (key revoked) · ``refused`` for good · ``unknown`` it may have been done.
    """

    kind: Failed
    reason: str
    code: str = ""
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Save:
    """Write a change in one transaction; answered with whether it still applied."""

    change: Change


@dataclass(frozen=True, slots=True)
class Siblings:
    """Read from disk; answered with operations: sends alike or of the same thread; the one taken back; or those that
    gave the same thread to somebody before."""

    operation: Operation


@dataclass(frozen=True, slots=True)
class ReadTriage:
    """Answered with triage as a dict, or a Failure."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class ReadMessages:
    """Answered with a list of ``Seen``, newest first, or a Failure. ``since`` is server time, ISO.

    ``gone_is_empty``: a conversation that the server does not have is one without messages.
    """

    thread_id: str | None
    inbox_id: str | None
    since: str | None = None
    gone_is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """Make one triage call: ``status``, ``assign``, ``add`` or ``remove``; answered with the triage after it, or a
    Failure.
    """

    verb: str
    thread_id: str
    value: str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Send:
    """Send a mail under a key; answered with the ids that the server gave it, or a Failure."""

    payload: Json = field(repr=False)
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Upload:
    """Upload a file; answered with the attachment id, or a Failure."""

    operation: Operation


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Read from disk; answered with ``{digest: attachment id}`` of files that the server has."""

    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A write that the outbox knows only by name. ``ask`` looks whether it was done: True, False or a Failure."""

    operation: Operation
    ask: bool = False


Effect = Save | Siblings | ReadTriage | ReadMessages | Write | Send | Upload | Uploaded | Other
Attempt = Generator[Effect, Any, None]

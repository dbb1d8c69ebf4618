"""One write on its way to the server, as it stands on disk. Knows no SQL, no HTTP, no rule."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

State = Literal["held", "ready", "sending", "unknown", "confirmed", "refused", "conflict", "cancelled"]

OPEN: frozenset[str] = frozenset({"held", "ready", "sending", "unknown", "conflict"})
"""States in which an operation still wants something; the others are final."""

TRIAGE: frozenset[str] = frozenset({"status", "tags", "assign"})
"""Kinds that change the triage state of one thread and can be taken back by their inverse."""

UNSEEN, SEEN, VANISHED = "unseen", "seen", "vanished"
"""Codes of a confirmed send: the server took it; its list of messages shows it; it never appeared there."""

SENDING_PAUSED = "sending_paused"
"""The code of a mail that waits because the server sends nothing for the organisation."""
NO_OWNER = "ownership_required"
"""The code of a mail that waits until somebody has confirmed to own the agent that sends it."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """A write that the person asked for. Times ending in ``_at`` are unix milliseconds here.

    ``intent`` by kind: status ``{"status"}``, tags ``{"add", "remove"}`` (sorted lists), assign ``{"assigned_to"}``,
    upload ``{"path", "filename", "mime_type", "digest", "size"}``, send the fields of contract §4.4 with ``files``
    (digests) in place of ``attachments``. ``before`` is triage ``{"status", "tags", "assigned_to", "updated_at"}``.
    ``covers``, of a status, is when the newest mail came that was here unanswered when the person set it; 0 for none.
    """

    id: str
    step_id: str
    kind: str
    lane: str
    intent: Json = field(repr=False)
    state: State
    owner: str
    made_at: int
    next_at: int
    wait_s: float = 0.0
    seq: int = 0
    thread_id: str | None = None
    inbox_id: str | None = None
    draft_id: str | None = None
    before: Json | None = None
    effect: Json | None = None
    theirs: Json | None = field(default=None, repr=False)
    result: Json | None = None
    attempts: int = 0
    lease: str | None = None
    key: str | None = field(default=None, repr=False)
    digest: str | None = None
    known: tuple[str, ...] = ()
    first_try_at: int | None = None
    inverse_of: str | None = None
    who: str = ""
    settled_at: int | None = None
    code: str = ""
    reason: str = ""
    version: int = 1
    covers: int | None = None

    @property
    def open(self) -> bool:
        """Whether it still wants something of the server or of the person."""
        return self.state in OPEN

    @property
    def behind_mail(self) -> bool:
        """Whether it is a status that waits for the mail of its step to be seen: only mails are held but for it."""
        return self.state == "held" and self.kind == "status"

    def to(self, state: State, **changes: Any) -> Operation:
        """The same operation in another state; the store checks the version it came from."""
        return replace(self, state=state, **changes)


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the person, which may be many operations: undone and redone as a whole."""

    id: str
    label: str
    kind: Literal["do", "undo", "redo"]
    owner: str
    made_at: int
    target: str | None = None
    undone: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: who did what, before and after, when (unix milliseconds)."""

    at: int
    who: str
    what: str
    kind: str
    operation: str | None = None
    thread_id: str | None = None
    before: Json | None = field(default=None, repr=False)
    after: Json | None = field(default=None, repr=False)
    note: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What is written to disk in one transaction, or not at all.

    An operation with ``seq == 0`` is new. Any other replaces the row whose ``version`` it carries; when one of them
    has moved on in the meantime (another task, another process), when a step is already marked, or when a draft has
    a send pending, nothing of the change is written.
    """

    operations: tuple[Operation, ...] = ()
    steps: tuple[Step, ...] = ()
    undone: tuple[str, ...] = ()
    drafts: tuple[tuple[str, str], ...] = ()
    uploads: tuple[tuple[str, str, str, str], ...] = ()
    entries: tuple[Entry, ...] = ()
    triage: tuple[tuple[str, Json], ...] = ()
    alone: tuple[str, str, int] | None = None
    """Steps to mark as undone, drafts to put into a state, files that the server has (digest, filename, mime type,
    attachment id), triage as the server just told it (thread id, see ``Operation.before``); and a condition: of mails
    with this digest, but for the operation of that id, none is on the wire or in doubt, and so many were sent."""

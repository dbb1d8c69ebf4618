"""What happened, as facts in the past tense: what the session tells whoever listens. Plain data, no behaviour.

Facts name things by id; whoever wants more reads the rows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened; subclasses say what."""


@dataclass(frozen=True, slots=True)
class ThreadsChanged(Fact):
    """Rows of these threads differ from what was read before; empty means: any of them may."""

    thread_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class InboxesChanged(Fact):
    """Inboxes or domains came, went or changed."""


@dataclass(frozen=True, slots=True)
class DeliveryChanged(Fact):
    """Delivery events, metrics or suppressions were read anew."""


@dataclass(frozen=True, slots=True)
class SyncMoved(Fact):
    """The synchroniser got on: ``done`` of ``total`` known steps of ``phase`` (``mail``, ``triage``, ``history``).

    ``total`` 0 means that nothing is left to fetch.
    """

    phase: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class WentOffline(Fact):
    """The server cannot be used now; ``sentence`` says why and what still works."""

    sentence: str


@dataclass(frozen=True, slots=True)
class ServerSaid(Fact):
    """The server answers, and something is worth knowing: a scope or a plan that is lacking, a clock that is wrong."""

    sentence: str


@dataclass(frozen=True, slots=True)
class CameOnline(Fact):
    """The server answers again."""


@dataclass(frozen=True, slots=True)
class WriteConfirmed(Fact):
    """The server took a write; its thread's mark can go."""

    operation_id: str
    thread_id: str | None


@dataclass(frozen=True, slots=True)
class WriteRefused(Fact):
    """The server refused a write; the row is back as it was, ``sentence`` says why."""

    operation_id: str
    thread_id: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class ConflictFound(Fact):
    """Somebody else changed the thread first; the write waits for the person's word."""

    operation_id: str
    thread_id: str


@dataclass(frozen=True, slots=True)
class MailHeld(Fact):
    """A mail waits for its undo time to pass; ``leaves_at`` in unix milliseconds."""

    operation_id: str
    draft_id: str
    leaves_at: int


@dataclass(frozen=True, slots=True)
class MailSent(Fact):
    """The server accepted a mail."""

    operation_id: str
    thread_id: str | None


@dataclass(frozen=True, slots=True)
class SendUnknown(Fact):
    """A mail left, and no answer came: it is being looked for before anything else is tried."""

    operation_id: str
    draft_id: str


@dataclass(frozen=True, slots=True)
class DraftSaved(Fact):
    """A draft is on disk as it stands."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class DraftUnsaved(Fact):
    """A draft could not be written; it is kept in memory. ``sentence`` says why."""

    draft_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ActUndone(Fact):
    """The person took an act back, or did it again; these are its threads."""

    thread_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class DraftReturned(Fact):
    """A mail was taken back before it left: its draft is open again, as it was when it was sent."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class DraftsRecovered(Fact):
    """Editors had these drafts when a copy of the program ended; what they had saved is in the drafts now."""

    draft_ids: tuple[str, ...]

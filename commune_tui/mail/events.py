"""What happened, as facts in the past tense: what the session tells whoever listens. Plain data, no behaviour.

Facts name things by id; whoever wants more reads the rows. They are told apart by their type, never by equality or
truth: named tuples, since twenty data classes take longer to make than the first list to draw.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class ThreadsChanged(NamedTuple):
    """Rows of these threads differ from what was read before; empty means: any of them may."""

    thread_ids: frozenset[str] = frozenset()


class InboxesChanged(NamedTuple):
    """Inboxes or domains came, went or changed."""


class DeliveryChanged(NamedTuple):
    """Delivery events, metrics or suppressions were read anew."""


class PlaceChanged(NamedTuple):
    """The list of a place that is asked for only while somebody is there was read anew."""

    place: str


class Administered(NamedTuple):
    """An administrative act of this kind came to its end, or (``rights``) what the key in use may do was learned.

    ``lost``: it is one whose end nobody knew, and it was ``found`` to have happened, or to be ``absent``. ``news`` is a
    sentence for wherever the person is.
    """

    kind: str
    about: str
    lost: str = ""
    news: str = ""


class SyncMoved(NamedTuple):
    """The synchroniser got on: less, or more, is left to fetch."""


class WentOffline(NamedTuple):
    """The server cannot be used now; ``sentence`` says why and what still works."""

    sentence: str


class ServerSaid(NamedTuple):
    """The server answers, and something is worth knowing: a scope or a plan that is lacking, a clock that is wrong."""

    sentence: str


class WentWrong(NamedTuple):
    """Something that goes on beside the screen failed; ``sentence`` says how. It is tried again by itself."""

    sentence: str


class CameOnline(NamedTuple):
    """The server answers again."""


class WriteConfirmed(NamedTuple):
    """The server took a write; its thread's mark can go."""

    operation_id: str
    thread_id: str | None


class WriteRefused(NamedTuple):
    """The server refused a write; the row is back as it was, ``sentence`` says why."""

    operation_id: str
    thread_id: str | None
    sentence: str


class ConflictFound(NamedTuple):
    """Somebody else changed the thread first; the write waits for the person's word."""

    operation_id: str
    thread_id: str


class MailHeld(NamedTuple):
    """A mail waits for its undo time to pass; ``leaves_at`` in unix milliseconds."""

    operation_id: str
    draft_id: str
    leaves_at: int


class MailSent(NamedTuple):
    """The server accepted a mail."""

    operation_id: str
    thread_id: str | None


class MailSeen(NamedTuple):
    """A mail that the server took stands in its list of messages now."""

    operation_id: str
    thread_id: str | None
    inbox_id: str | None


class MailVanished(NamedTuple):
    """The server took a mail, and it never appeared."""

    operation_id: str
    thread_id: str | None


class SendUnknown(NamedTuple):
    """A mail left, and no answer came: it is being looked for before anything else is tried."""

    operation_id: str
    draft_id: str


class DraftSaved(NamedTuple):
    """A draft is on disk as it stands."""

    draft_id: str


class DraftUnsaved(NamedTuple):
    """A draft could not be written; it is kept in memory. ``sentence`` says why."""

    draft_id: str
    sentence: str


class ActUndone(NamedTuple):
    """The person took an act back, or did it again; these are its threads."""

    thread_ids: frozenset[str]


class DraftReturned(NamedTuple):
    """A mail was taken back before it left: its draft is open again, as it was when it was sent."""

    draft_id: str


class DraftsRecovered(NamedTuple):
    """Editors had these drafts when a copy of the program ended; what they had saved is in the drafts now."""

    draft_ids: tuple[str, ...]


Fact: TypeAlias = (
    ThreadsChanged
    | InboxesChanged
    | DeliveryChanged
    | PlaceChanged
    | Administered
    | SyncMoved
    | WentOffline
    | ServerSaid
    | WentWrong
    | CameOnline
    | WriteConfirmed
    | WriteRefused
    | ConflictFound
    | MailHeld
    | MailSent
    | MailSeen
    | MailVanished
    | SendUnknown
    | DraftSaved
    | DraftUnsaved
    | ActUndone
    | DraftReturned
    | DraftsRecovered
)
"""Something that happened."""

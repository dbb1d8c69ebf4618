"""Threads, their triage state, and search hits (contract §4.3, §4.5)."""

from __future__ import annotations

from .fields import Count, Flag, Id, Legible, Moment, Number, Text, Texts
from .wire import Wire, names

_THREAD_NAMES = names(
    {
        "thread_id": ("id", "threadId", "conversation_id"),
        "last_message_at": ("last_activity", "lastActivityAt", "last_activity_at"),
    }
)


class Thread(Wire):
    """A conversation. ``status``, ``tags`` and ``assigned_to`` come from some servers only: elsewhere ask ``metadata``.

    ``last_direction`` is ``inbound`` or ``outbound``, or another word.
    """

    also = _THREAD_NAMES

    thread_id: Id
    subject: Text = None
    last_message_at: Moment = None
    first_message_at: Moment = None
    message_count: Count = None
    snippet: Legible = None
    last_direction: Text = None
    inbox_id: Text = None
    domain_id: Text = None
    has_attachments: Flag = None
    status: Text = None
    tags: Texts = ()
    assigned_to: Text = None


class ThreadMetadata(Wire):
    """How a thread is triaged. ``status``: ``open needs_reply waiting closed``, or another word."""

    also = names({"thread_id": ("id", "threadId")})

    thread_id: Text = None
    tags: Texts = ()
    status: Text = None
    assigned_to: Text = None
    updated_at: Moment = None


class SearchHit(Wire):
    """A thread that a search found. ``score`` (0-1) is absent if the server searched by words (discrepancies §41)."""

    also = _THREAD_NAMES

    thread_id: Id
    subject: Text = None
    score: Number = None
    snippet: Legible = None
    last_message_at: Moment = None
    message_count: Count = None
    last_direction: Text = None
    direction: Text = None
    inbox_id: Text = None
    domain_id: Text = None
    participants: Texts = ()
    has_attachments: Flag = None
    status: Text = None
    tags: Texts = ()
    assigned_to: Text = None

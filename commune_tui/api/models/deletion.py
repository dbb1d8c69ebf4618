"""Two-phase data deletion (contract §9)."""

from __future__ import annotations

from pydantic import Field

from .fields import Counts, Hidden, Id, Moment, Text
from .wire import Wire, names


class DeletionRequest(Wire):
    """``status``: ``pending confirmed executing completed expired failed``, or another word.

    ``confirmation_token`` comes only with the answer that made the request; it holds until ``confirm_by_at``.
    ``preview`` counts what would be deleted, ``deleted_counts`` what was.
    """

    also = names({"confirm_by_at": ("confirm_by", "confirmBy"), "before_at": ("before",)})
    hidden = frozenset({"confirmation_token", "confirmationToken"})

    id: Id
    scope: Text = None
    inbox_id: Text = None
    before_at: Moment = None
    status: Text = None
    preview: Counts = Field(default_factory=dict)
    deleted_counts: Counts = Field(default_factory=dict)
    confirmation_token: Hidden = None
    confirm_by_at: Moment = None
    requested_at: Moment = None
    confirmed_at: Moment = None
    completed_at: Moment = None
    warning: Text = None
    error: Text = None

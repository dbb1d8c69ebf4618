"""Inboxes, their webhook and their extraction schema (contract §4.2)."""

from __future__ import annotations

from typing import Annotated, Any, Self

from .fields import Flag, Hidden, Id, Moment, Object, Text, Texts
from .wire import Wire, names, one


class InboxWebhook(Wire):
    """Where new mail is announced. Without ``secret`` the server's posts are not signed (discrepancies §25)."""

    also = names({"endpoint": ("url",)})
    hidden = frozenset({"secret"})

    endpoint: Text = None
    events: Texts = ()
    secret: Hidden = None

    @classmethod
    def read(cls, value: Any) -> Self | None:
        """Some servers give the endpoint alone, as text."""
        return super().read({"endpoint": value} if isinstance(value, str) else value)


class ExtractionSchema(Wire):
    """What the server takes out of every inbound mail: ``schema_`` is a JSON Schema of type object."""

    also = names({"schema_": ("schema",)})

    name: Text = None
    description: Text = None
    schema_: Object = None
    enabled: Flag = None


class Inbox(Wire):
    """A mailbox. ``domain_id`` is absent from the domain-scoped routes of some servers; ``status`` is any text."""

    also = names(
        {
            "id": ("inbox_id", "inboxId"),
            "display_name": ("name",),
            "address": ("email",),
            "extraction_schema": ("extraction",),
        }
    )
    hidden = frozenset({"webhook"})

    id: Id
    local_part: Text = None
    address: Text = None
    display_name: Text = None
    domain_id: Text = None
    domain_name: Text = None
    webhook: Annotated[InboxWebhook | None, one(InboxWebhook)] = None
    extraction_schema: Annotated[ExtractionSchema | None, one(ExtractionSchema)] = None
    agent: Object = None
    status: Text = None
    created_at: Moment = None

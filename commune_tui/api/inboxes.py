"""``client.inboxes``: mailboxes, their webhook and extraction schema (contract §4.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .address import path
from .models import Done, Inbox
from .noun import Noun
from .page import Listing


class Inboxes(Noun):
    """Scopes ``inboxes:read`` and ``inboxes:write``. Most routes want the inbox's domain beside its id."""

    def list(self, *, domain_id: str | None = None) -> Listing[Inbox]:
        """All inboxes, or those of one domain."""
        where = path("inboxes") if domain_id is None else path("domains", domain_id, "inboxes")
        return self._list(Inbox, where, {}, lambda inbox: inbox.id, "inboxes")

    async def create(
        self,
        local_part: str,
        *,
        domain_id: str | None = None,
        name: str | None = None,
        webhook: Mapping[str, Any] | None = None,
    ) -> Inbox:
        """Make ``local_part@…`` on a domain, or on one that the server picks.

        ``webhook``: ``{"endpoint": url, "events": [...]}``.
        """
        body: dict[str, Any] = {"local_part": local_part}
        if name is not None:
            body["name"] = name
        if webhook is not None:
            body["webhook"] = dict(webhook)
        where = path("inboxes") if domain_id is None else path("domains", domain_id, "inboxes")
        return await self._one(Inbox, "POST", where, body=body, under=("inbox",))

    async def get(self, domain_id: str, inbox_id: str) -> Inbox:
        return await self._one(Inbox, "GET", _at(domain_id, inbox_id), under=("inbox",))

    async def find(self, inbox_id: str) -> Inbox | None:
        """An inbox by its id alone, from the list of all; the way to its domain (discrepancies §21)."""
        async for inbox in self.list():
            if inbox.id == inbox_id:
                return inbox
        return None

    async def update(
        self,
        domain_id: str,
        inbox_id: str,
        *,
        local_part: str | None = None,
        name: str | None = None,
        webhook: Mapping[str, Any] | None = None,
        status: str | None = None,
    ) -> Inbox:
        """Change what is given and leave the rest."""
        given = {
            "local_part": local_part,
            "name": name,
            "displayName": name,  # the name that the vendor's server listens to; it ignores the documented one
            "webhook": None if webhook is None else dict(webhook),
            "status": status,
        }
        body = {key: value for key, value in given.items() if value is not None}
        return await self._one(Inbox, "PUT", _at(domain_id, inbox_id), body=body, under=("inbox",))

    async def set_webhook(
        self, domain_id: str, inbox_id: str, *, endpoint: str | None, events: Sequence[str] | None = None
    ) -> Inbox:
        """Have new mail posted to ``endpoint``; ``None`` switches it off."""
        webhook: dict[str, Any] = {"endpoint": endpoint}
        if events is not None:
            webhook["events"] = list(events)
        return await self.update(domain_id, inbox_id, webhook=webhook)

    async def delete(self, domain_id: str, inbox_id: str) -> Done:
        """Remove the inbox. Any 2xx is success (discrepancies §26)."""
        await self._caller.call("DELETE", _at(domain_id, inbox_id))
        return Done()

    async def set_extraction_schema(
        self,
        domain_id: str,
        inbox_id: str,
        *,
        name: str,
        schema: Mapping[str, Any],
        description: str | None = None,
        enabled: bool = True,
    ) -> Inbox:
        """Have fields taken out of every inbound mail. ``schema``: a JSON Schema with type object and properties."""
        body: dict[str, Any] = {"name": name, "schema": dict(schema), "enabled": enabled}
        if description is not None:
            body["description"] = description
        where = path("domains", domain_id, "inboxes", inbox_id, "extraction-schema")
        return await self._one(Inbox, "PUT", where, body=body, under=("inbox",))

    async def delete_extraction_schema(self, domain_id: str, inbox_id: str) -> Inbox:
        where = path("domains", domain_id, "inboxes", inbox_id, "extraction-schema")
        return await self._one(Inbox, "DELETE", where, under=("inbox",))


def _at(domain_id: str, inbox_id: str) -> str:
    return path("domains", domain_id, "inboxes", inbox_id)

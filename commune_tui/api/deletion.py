"""``client.deletion``: two-phase deletion of data (contract §9). Nothing goes before the token is confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from commune_tui import clock

from .address import path
from .auth import Secret
from .models import DeletionRequest
from .noun import Noun

Scope = Literal["organization", "inbox", "messages"]


class Deletion(Noun):
    """Scope ``admin`` or ``data:delete``. One request may be active at a time (else :class:`~.errors.Conflict`)."""

    async def request(
        self, scope: Scope, *, inbox_id: str | None = None, before: datetime | None = None
    ) -> DeletionRequest:
        """Ask what would be deleted. ``before`` (aware) only for scope ``messages``; the token lasts one hour."""
        body: dict[str, Any] = {"scope": scope}
        if inbox_id is not None:
            body["inbox_id"] = inbox_id
        if before is not None:
            body["before"] = clock.iso(before)
        return await self._one(DeletionRequest, "POST", path("data", "deletion-request"), body=body)

    async def confirm(self, request_id: str, token: Secret) -> DeletionRequest:
        """Delete for good. :class:`~.errors.NotAllowed` for a wrong token, :class:`~.errors.Gone` for an old one."""
        where = path("data", "deletion-request", request_id, "confirm")
        return await self._one(DeletionRequest, "POST", where, body={"confirmation_token": token.reveal()})

    async def get(self, request_id: str) -> DeletionRequest:
        return await self._one(DeletionRequest, "GET", path("data", "deletion-request", request_id))

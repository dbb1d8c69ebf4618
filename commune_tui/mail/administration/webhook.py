"""Acts on webhook deliveries: having one posted again (contract §4.8, §5.3).

What stands before and after it tells whether it happened: a retry makes the delivery wait for now, and the next attempt
counts. The server tries deliveries again by itself as well, at the time that it has said. Nothing takes it back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from commune_tui import clock
from commune_tui.mail.administration.deeds import Deed, Kind
from commune_tui.sending.operation import Json

if TYPE_CHECKING:
    from commune_tui.api import Commune

SLACK: Final = timedelta(seconds=1)
"""So much earlier than it said a server may try by itself."""


async def _state(client: Commune, deed: Deed) -> Json | None:
    from commune_tui.api.errors import NotFound

    try:
        found = await client.webhook_deliveries.get(str(deed.target["delivery_id"]))
    except NotFound:
        return None
    next_at = clock.iso(found.next_retry_at) if found.next_retry_at is not None else ""
    tried = [clock.iso(each.attempted_at) for each in found.attempts if each.attempted_at is not None]
    return {"status": found.state or "", "attempts": found.attempt_count or 0, "next": next_at, "tried": tried}


def tells(before: Json | None, now: Json | None) -> bool | None:
    """Whether somebody asked for another attempt between two states: not where nothing changed; not known where the
    server may have tried by itself."""
    if before is None or now is None:
        return None
    if now == before:
        return False
    due, since = clock.parse_iso(before.get("next", "")), {*now["tried"]} - {*before.get("tried", ())}
    if now["attempts"] == before["attempts"] or due is None:
        return True
    return True if since and min(since) < clock.iso(due - SLACK) else None


async def _retry(client: Commune, deed: Deed) -> Any:
    return await client.webhook_deliveries.retry(str(deed.target["delivery_id"]))


KINDS = {"webhook.retry": Kind("messages:write", _retry, _state, "make", tells=tells, moves=False)}

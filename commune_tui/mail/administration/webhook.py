"""Acts on webhook deliveries: having one posted again (contract §4.8, §5.3).

What stands before and after it tells whether it happened: a retry makes the delivery wait for now, and the next attempt
counts. Nothing takes it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.mail.administration.deeds import Deed, Kind
from commune_tui.sending.operation import Json

if TYPE_CHECKING:
    from commune_tui.api import Commune


async def _state(client: Commune, deed: Deed) -> Json | None:
    from commune_tui.api.errors import NotFound

    try:
        found = await client.webhook_deliveries.get(str(deed.target["delivery_id"]))
    except NotFound:
        return None
    next_at = clock.iso(found.next_retry_at) if found.next_retry_at is not None else ""
    return {"status": found.state or "", "attempts": found.attempt_count or 0, "next": next_at}


async def _retry(client: Commune, deed: Deed) -> Any:
    return await client.webhook_deliveries.retry(str(deed.target["delivery_id"]))


KINDS = {"webhook.retry": Kind("messages:write", _retry, _state, "make", moves=False)}

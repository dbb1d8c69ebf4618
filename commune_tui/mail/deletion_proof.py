"""What the server has still of what was deleted, asked of it afterwards: the proof of zero, or that there is none."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.sending.deletion import Extent, Proof

if TYPE_CHECKING:
    from commune_tui.api import Commune

_MOST = 100


async def proved(client: Commune, extent: Extent) -> Proof:
    """What the server has of it still. An inbox that it does not know any more has nothing."""
    from commune_tui.api.errors import CommuneError, NotAuthenticated

    try:
        left = await _left(client, extent)
    except NotAuthenticated as error:
        return Proof("closed", sentence=error.sentence)
    except CommuneError as error:
        return Proof("unknown", sentence=error.sentence)
    return Proof("left", left) if left else Proof("zero")


async def _left(client: Commune, extent: Extent) -> int:
    from commune_tui.api.errors import NotFound

    if extent.scope == "organization":
        return len([each async for each in client.domains.list()]) + len([each async for each in client.inboxes.list()])
    if extent.scope == "inbox":
        with suppress(NotFound):
            threads = await client.threads.list(inbox_id=extent.inbox_id, limit=_MOST)
            messages = await client.messages.list(inbox_id=extent.inbox_id, limit=_MOST)
            return max(len(threads), len(messages))
        return 0
    before, left = clock.from_ms(extent.before or 0), 0
    async for inbox in client.inboxes.list():
        left += len(await client.messages.list(inbox_id=inbox.id, limit=_MOST, before=before))
    async for domain in client.domains.list():
        left += len(await client.messages.list(domain_id=domain.id, limit=_MOST, before=before)) if not left else 0
    return left

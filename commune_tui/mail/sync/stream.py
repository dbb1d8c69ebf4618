"""Listens to the live stream, as long as there is one. A hint to ask, never the news itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from commune_tui.mail.sync.known import Known

if TYPE_CHECKING:
    from commune_tui.api import Commune

AGAIN_S = 300.0


async def listen(client: Commune, known: Known, announced: Callable[[str | None], None]) -> None:
    """Until cancelled. ``announced`` is called with the inbox that has news, or ``None`` for any.

    Polling is lowered only by a stream that has brought something; one that ended is tried again after some minutes.
    """
    from commune_tui.api.errors import CommuneError

    unheard = True
    while True:
        try:
            async for event in client.events.stream():
                if event.type.startswith("email."):
                    known.stream_works = True
                    announced(event.inbox_id)
                elif unheard or known.stream_works:  # connected: what came since the last poll was not heard
                    announced(None)
                unheard = False
        except CommuneError:
            pass
        finally:
            known.stream_works = False
        await asyncio.sleep(AGAIN_S)

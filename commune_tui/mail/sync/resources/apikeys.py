"""The organisation's API keys, while somebody looks at them. Any key may ask (contract §4.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.sync.endpoint import Ask, while_there
from commune_tui.store import apikeys

if TYPE_CHECKING:
    from commune_tui.api.models import KeyInfo
    from commune_tui.mail.sync.fetcher import Fetcher

PLACE = "apikeys"


@dataclass(frozen=True, slots=True)
class AskApiKeys(Ask):
    """The whole list; an organisation has ten at most, and those that were switched off."""

    what = "API keys"

    async def fetch(self, fetcher: Fetcher) -> set[str]:
        now = clock.now()
        found, missed = await fetcher.all(fetcher.client.agent.keys())
        fetcher.known.left_out("API key", "", missed)
        records = [record(item, ours=fetcher.client.calls_with(item.key_prefix or "")) for item in found]
        await fetcher.database.write(lambda conn: apikeys.put(conn, records, now))
        fetcher.came(PLACE, now)
        return set()


def record(item: KeyInfo, *, ours: bool) -> apikeys.ApiKeyRecord:
    """What the store takes. Which one is ours tells its beginning, which is all of a key that is listed."""
    return apikeys.ApiKeyRecord(
        id=item.id,
        name=item.name or "",
        prefix=item.key_prefix or "",
        permissions=item.permissions,
        status=item.status or "",
        expires_at=item.expires_at,
        last_used_at=item.last_used_at,
        created_at=item.created_at,
        ours=ours,
    )


ENDPOINT = while_there(PLACE, AskApiKeys)

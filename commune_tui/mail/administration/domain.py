"""Acts on domains: adding one, having its records checked (contract §4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commune_tui.mail.administration.deeds import Deed, Kind
from commune_tui.sending.operation import Json

if TYPE_CHECKING:
    from commune_tui.api import Commune

WRITE = "domains:write"


async def _add(client: Commune, deed: Deed) -> Any:
    region = str(deed.wanted.get("region") or "") or None
    return await client.domains.create(str(deed.wanted["name"]), region=region)


async def _named(client: Commune, deed: Deed) -> Json | None:
    """The domain with this name, however it is written."""
    name = str(deed.wanted["name"]).casefold()
    async for each in client.domains.list():
        if (each.name or "").casefold() == name:
            return {"domain_id": each.id}
    return None


async def _verify(client: Commune, deed: Deed) -> Any:
    return await client.domains.verify(str(deed.target["domain_id"]))


async def _there(client: Commune, deed: Deed) -> Json | None:
    from commune_tui.api.errors import NotFound

    try:
        await client.domains.get(str(deed.target["domain_id"]))
    except NotFound:
        return None
    return {"check": "asked for"}


KINDS = {
    "domain.add": Kind(WRITE, _add, _named, "make"),
    "domain.verify": Kind(WRITE, _verify, _there, "check"),
}

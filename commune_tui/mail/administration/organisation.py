"""Acts on the organisation: its name (contract §4.9). Any credential may ask; the slug stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commune_tui.mail.administration.deeds import Deed, Kind
from commune_tui.sending.operation import Json

if TYPE_CHECKING:
    from commune_tui.api import Commune


async def _state(client: Commune, deed: Deed) -> Json | None:
    return {"name": (await client.agent.org()).name or ""}


async def _rename(client: Commune, deed: Deed) -> Any:
    return await client.agent.update_org(name=str(deed.wanted["name"]))


KINDS = {"organisation.name": Kind("", _rename, _state, moves=False)}

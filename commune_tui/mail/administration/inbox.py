"""Acts on inboxes: making one, what is changed in it, removing it (contract §4.2).

The id of an inbox is no name for good: a server may give its address a new one (vendor §8), and an act is about the
address then, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commune_tui.mail.administration.deeds import Deed, Kind
from commune_tui.sending.operation import Json

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import Inbox

ACTIVE, INACTIVE = "active", "inactive"


async def _read(client: Commune, deed: Deed) -> Inbox | None:
    """The inbox under the id that it had; ``None`` where there is none any more."""
    from commune_tui.api.errors import NotFound

    try:
        return await client.inboxes.get(str(deed.target["domain_id"]), str(deed.target["inbox_id"]))
    except NotFound:
        return None


async def _state(client: Commune, deed: Deed) -> Json | None:
    inbox = await _read(client, deed)
    if inbox is None:
        return None
    hook = inbox.webhook
    webhook = {"endpoint": hook.endpoint, "events": list(hook.events)} if hook is not None and hook.endpoint else None
    everything: Json = {
        "name": inbox.display_name or "",
        "local_part": (inbox.local_part or "").lower(),
        "status": inbox.status or ACTIVE,
        "webhook": webhook,
    }
    return everything if "deleted" in deed.wanted else {name: everything[name] for name in deed.wanted}


async def _update(client: Commune, deed: Deed) -> Any:
    wanted: Json = {name: {"endpoint": None} if each is None else each for name, each in deed.wanted.items()}
    return await client.inboxes.update(str(deed.target["domain_id"]), str(deed.target["inbox_id"]), **wanted)


async def _delete(client: Commune, deed: Deed) -> Any:
    return await client.inboxes.delete(str(deed.target["domain_id"]), str(deed.target["inbox_id"]))


WRITE = "inboxes:write"
_CHANGE = Kind(WRITE, _update, _state)
KINDS = {
    "inbox.name": _CHANGE,
    "inbox.status": _CHANGE,
    "inbox.delete": Kind(WRITE, _delete, _state, "remove"),
}

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
    from commune_tui.api.auth import Secret
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
        "schema": _schema(inbox),
    }
    return everything if "deleted" in deed.wanted else {name: everything[name] for name in deed.wanted}


def _schema(inbox: Inbox) -> Json | None:
    """Its extraction schema, whole: what the server needs to set it again."""
    there = inbox.extraction_schema
    if there is None or not there.schema_:
        return None
    enabled = True if there.enabled is None else there.enabled
    return {
        "name": there.name or "", "description": there.description or "", "schema": there.schema_, "enabled": enabled
    }  # fmt: skip


async def schema_of(client: Commune, deed: Deed) -> Json | None:
    """The extraction schema of an inbox now; ``None`` where it has none. Raises CommuneError."""
    inbox = await _read(client, deed)
    return _schema(inbox) if inbox is not None else None


async def _set_schema(client: Commune, deed: Deed) -> Any:
    where, wanted = (str(deed.target["domain_id"]), str(deed.target["inbox_id"])), deed.wanted["schema"]
    if wanted is None:
        return await client.inboxes.delete_extraction_schema(*where)
    return await client.inboxes.set_extraction_schema(
        *where, name=wanted["name"], schema=wanted["schema"], description=wanted["description"] or None,
        enabled=wanted["enabled"],
    )  # fmt: skip


async def _update(client: Commune, deed: Deed) -> Any:
    wanted: Json = {name: {"endpoint": None} if each is None else each for name, each in deed.wanted.items()}
    return await client.inboxes.update(str(deed.target["domain_id"]), str(deed.target["inbox_id"]), **wanted)


async def _delete(client: Commune, deed: Deed) -> Any:
    return await client.inboxes.delete(str(deed.target["domain_id"]), str(deed.target["inbox_id"]))


async def _create(client: Commune, deed: Deed) -> Any:
    wanted = deed.wanted
    domain_id = str(deed.target.get("domain_id") or "") or None
    return await client.inboxes.create(
        str(wanted["local_part"]), domain_id=domain_id, name=wanted.get("name"), webhook=wanted.get("webhook")
    )


async def _of_this_name(client: Commune, deed: Deed) -> Json | None:
    """The inboxes with the local part: on the domain, or on any where the server picks one. Another id there means that
    one was made, also where it took the place of another (vendor §8)."""
    local, domain_id = str(deed.wanted["local_part"]).casefold(), str(deed.target.get("domain_id") or "")
    found = []
    async for each in client.inboxes.list():
        named = (each.local_part or (each.address or "").partition("@")[0]).casefold()
        if named == local and domain_id in ("", each.domain_id):
            found.append(each.id)
    return {"inbox_ids": sorted(found)} if found else None


async def _test(client: Commune, deed: Deed) -> Any:
    return await client.webhook_deliveries.test(str(deed.target["inbox_id"]))


async def _there(client: Commune, deed: Deed) -> Json | None:
    return None if await _read(client, deed) is None else {}


async def secret_of(client: Commune, deed: Deed) -> Secret | None:
    """The secret of its webhook, as far as the server shows it; nowhere is it kept. Raises CommuneError."""
    inbox = await _read(client, deed)
    return inbox.webhook.secret if inbox is not None and inbox.webhook is not None else None


WRITE = "inboxes:write"
_CHANGE = Kind(WRITE, _update, _state)
KINDS = {
    "inbox.name": _CHANGE,
    "inbox.status": _CHANGE,
    "inbox.webhook": _CHANGE,
    "inbox.schema": Kind(WRITE, _set_schema, _state),
    "inbox.create": Kind(WRITE, _create, _of_this_name, "make"),
    "inbox.test": Kind("messages:write", _test, _there, "check"),
    "inbox.delete": Kind(WRITE, _delete, _state, "remove"),
}

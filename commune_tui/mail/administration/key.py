"""Acts on API keys: making one, giving one another text, switching one off (contract §4.9, vendor §19).

The answer that makes or rotates a key is the only one that ever shows its text. Where it was lost, nobody has that
text: a key that was made so is found by its name, which no other live key had before, and switched off at once; one
that was rotated so is of no use to anybody before it is rotated again. What became of a key is always read from the
list: the vendor's server answers 200 also where nothing changed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.mail.administration.deeds import Deed, Kind
from commune_tui.sending.operation import Json

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import KeyInfo

DEAD = frozenset({"inactive", "expired", "revoked"})
NEAR = timedelta(minutes=10)
"""So far from the moment of asking the server may date a key that was made by that request."""


async def live(client: Commune) -> list[KeyInfo]:
    """The keys that open something."""
    now = clock.now() + client.ahead
    return [
        key async for key in client.agent.keys()  # noqa: SIM118 - not a dict's
        if key.status not in DEAD and (key.expires_at is None or key.expires_at > now)
    ]  # fmt: skip


# -- making ------------------------------------------------------------------------------------------------------------


async def _named(client: Commune, deed: Deed) -> Json | None:
    """The live key of the name: before the act any; after it only one that the act can have made, which nobody used and
    which is as old as the act."""
    found = await _all_named(client, deed)
    return {"key_id": found[0].id} if found else None


async def _all_named(client: Commune, deed: Deed) -> list[KeyInfo]:
    found = [key for key in await live(client) if (key.name or "").strip() == deed.about]
    if deed.id:
        found = [key for key in found if not client.calls_with(key.key_prefix or "") and _of_this(client, deed, key)]
    return found


def _of_this(client: Commune, deed: Deed, key: KeyInfo) -> bool:
    asked_at = clock.from_ms(int(deed.target["asked_at"]))
    made_at = None if key.created_at is None else key.created_at - client.ahead
    return key.last_used_at is None and (made_at is None or abs(made_at - asked_at) <= NEAR)


async def _create(client: Commune, deed: Deed) -> Any:
    expires_in_s = deed.wanted.get("expires_in_s")
    return await client.agent.create_key(
        deed.about, permissions=list(deed.wanted["permissions"]), expires_in_s=expires_in_s
    )


async def _void(client: Commune, deed: Deed) -> str:
    """Switch off what was made and never shown; all of that name, should the request have come twice, and none that
    comes later: that is another act's. Whether it is off is seen in the list, also where that answer was lost."""
    from commune_tui.api.errors import CommuneError

    found = {key.id for key in await _all_named(client, deed)}
    for _ in range(3):
        for key_id in found:
            try:
                await client.agent.revoke_key(key_id)
            except CommuneError as error:
                if not error.may_have_acted:
                    raise
        found &= {key.id for key in await live(client)}
        if not found:
            return "void"
    return "unknown"


# -- rotating, revoking ------------------------------------------------------------------------------------------------


async def _one(client: Commune, deed: Deed) -> KeyInfo | None:
    return next((key for key in await live(client) if key.id == deed.target["key_id"]), None)


async def _prefix(client: Commune, deed: Deed) -> Json | None:
    """How its text begins, which is all of it that is told."""
    key = await _one(client, deed)
    return None if key is None else {"prefix": key.key_prefix or ""}


async def _rotate(client: Commune, deed: Deed) -> Any:
    return await client.agent.rotate_key(str(deed.target["key_id"]))


async def _blind(client: Commune, deed: Deed) -> str:
    return "blind"


async def _lives(client: Commune, deed: Deed) -> Json | None:
    return None if await _one(client, deed) is None else {"status": "active"}


async def _revoke(client: Commune, deed: Deed) -> Any:
    return await client.agent.revoke_key(str(deed.target["key_id"]))


KINDS = {
    "key.create": Kind("", _create, _named, "make", lost=_void),
    "key.rotate": Kind("", _rotate, _prefix, "make", lost=_blind),
    "key.revoke": Kind("", _revoke, _lives, "remove"),
}

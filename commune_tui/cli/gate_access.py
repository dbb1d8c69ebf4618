"""``commune-tui keys … --gate``: which gate a profile has, and the operator's key there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from commune_tui import credentials
from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import tell
from commune_tui.credentials import Credential
from commune_tui.errors import NO_KEY, OK
from commune_tui.network import Network
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.api.auth import Secret
    from commune_tui.api.models.gate import Operator

_MAY = {"look": "may look", "decide": "may look and decide", "administer": "may look, decide and administer"}


def store(profile: str, url: str, key: str, network: Network, *, unchecked: bool) -> int:
    """Keep it, once the gate said whose it is. Raises Stop."""
    from commune_tui.api.address import clean_base_url
    from commune_tui.api.auth import Secret
    from commune_tui.api.errors import Misused

    try:
        url = clean_base_url(url)
    except Misused as error:
        raise Stop(f"{error.sentence} Nothing was kept.") from None
    me = None if unchecked else asyncio.run(_asked(url, Secret(key), network))
    place = credentials.keep_gate(profile, Credential("what was typed", url, key))
    tell(f"Kept in {place}. {'It was not checked.' if me is None else _about(me)}")
    return OK


def _about(me: Operator) -> str:
    return f"{one_line(me.name or 'Its owner')} {_MAY.get(me.role or '', 'has a key')} there."


async def _asked(url: str, key: Secret, network: Network) -> Operator:
    from commune_tui.api.errors import CommuneError, NotAuthenticated
    from commune_tui.api.gate import Gate
    from commune_tui.api.models.gate import Operator

    try:
        async with Gate(key, url, network) as gate:
            return (await gate.waiting()).me or Operator()
    except NotAuthenticated:
        raise Stop(f"The gate at {url} does not know this key. Nothing was kept.", NO_KEY) from None
    except CommuneError as error:
        reason = f"The gate at {url} could not be asked: {error.sentence}"
    raise Stop(f"{reason} Nothing was kept. To keep the key anyway: --unchecked")


def remove(profile: str) -> int:
    """Forget it. Raises Stop where there is none."""
    if not (removed := credentials.forget_gate(profile)):
        raise Stop(f"profile {profile!r} has no stored key of a gate.", NO_KEY)
    tell(f"Removed from {removed}. The key still opens the gate: whoever runs it revokes it there.")
    return OK

"""Acts on the data of the account: asking the server for a deletion, and confirming it (contract §9).

A request that was made can only be looked at by the id that its answer has. So where that answer was lost nobody can
find it, nor ever confirm it: the token came with it. It deletes nothing, and expires by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.administration.deeds import Deed, Kind
from commune_tui.sending.operation import Json

if TYPE_CHECKING:
    from commune_tui.api import Commune

DELETE = "data:delete"
DONE = frozenset({"confirmed", "executing", "completed"})
"""What the server calls a request whose confirmation it took."""


async def _nothing_known(client: Commune, deed: Deed) -> Json | None:
    """Nothing shows whether there is a request."""
    return {}


async def _request(client: Commune, deed: Deed) -> Any:
    before = deed.wanted.get("before")
    return await client.deletion.request(
        deed.wanted["scope"], inbox_id=deed.target.get("inbox_id"),
        before=None if before is None else clock.from_ms(int(before)),
    )  # fmt: skip


async def _waiting(client: Commune, deed: Deed) -> Json | None:
    """The request while it is not confirmed."""
    found = await client.deletion.get(str(deed.target["request_id"]))
    return None if found.status in DONE else {"status": found.status or ""}


async def _without_token(client: Commune, deed: Deed) -> Any:
    raise Explained("Only who has the token of a request can confirm it. Nothing was deleted.")


KINDS = {
    "data.request": Kind(DELETE, _request, _nothing_known, "check", moves=False),
    "data.confirm": Kind(DELETE, _without_token, _waiting, "remove"),
}
"""Whoever confirms puts in how, since no deed may hold the token."""

"""Sending kept deliveries again, one after another, to the address that the person named.

A *fresh* stamp is now, signed anew: the app takes it for a retry. The *original* one is as it came: an app that checks
the age of what it gets refuses it after five minutes. What was not signed when it came is not signed now.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.api.webhooks import compute_signature
from commune_tui.listen.forwarding import Forwarding, Passed
from commune_tui.listen.kept import Kept
from commune_tui.listen.trouble import SIGNATURE, STAMP


async def again(
    deliveries: Sequence[Kept], forwarding: Forwarding, secret: Secret | None, *, fresh: bool
) -> AsyncIterator[tuple[Kept, Passed]]:
    """Each with what the app answered; ``secret`` is for the fresh stamp of those that were signed."""
    for kept in deliveries:
        headers = stamped(kept, secret) if fresh else kept.headers
        yield kept, await forwarding.pass_on(headers, kept.body)


def stamped(kept: Kept, secret: Secret | None) -> Mapping[str, str]:
    """The headers of a delivery with the present time, signed where it was signed."""
    stamp = str(clock.now_ms())
    fresh = {name: value for name, value in kept.headers.items() if name != SIGNATURE} | {STAMP: stamp}
    if kept.signed and secret is not None:
        fresh[SIGNATURE] = compute_signature(kept.body, secret, stamp)
    return fresh

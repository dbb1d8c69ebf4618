"""The webhook of the made-up company: its agent took what was posted until yesterday evening, and answers 502 since."""

from __future__ import annotations

from commune_tui.sandbox.story.company import SHOP
from commune_tui.sandbox.world import World

INBOX = f"support@{SHOP}"
ENDPOINT = f"https://agents.{SHOP}/hooks/commune"
_HOUR_MS = 3_600_000
_FAILS_FOR_MS = 7 * _HOUR_MS
_MOST = 60
_TRIES = 8


def furnish(world: World) -> None:
    """Give the inbox its webhook, and the deliveries of the newest mail that came to it."""
    found = world.inboxes.by_address(INBOX)
    if found is None:
        return
    inbox_id, now = found[0]["id"], world.database.now_ms()
    world.inboxes.set_webhook(inbox_id, {"endpoint": ENDPOINT, "events": ["inbound"]})
    sql = (
        "SELECT id, at FROM messages WHERE inbox_id = ? AND direction = 'inbound' AND at <= ? ORDER BY at DESC LIMIT ?"
    )
    for row in reversed(world.database.all(sql, inbox_id, now, _MOST)):
        _deliver(world, inbox_id, row["id"], row["at"], fails=now - row["at"] < _FAILS_FOR_MS, now=now)


def _deliver(world: World, inbox_id: str, message_id: str, made_at: int, *, fails: bool, now: int) -> None:
    """One delivery: taken at once, or tried as often as there was time for."""
    delivery_id = world.webhooks.create(inbox_id, message_id, ENDPOINT, '{"event":{"type":"email.received"}}')
    world.database.run("UPDATE webhook_deliveries SET created_at = ? WHERE id = ?", made_at, delivery_id)
    if not fails:
        world.webhooks.attempted(delivery_id, status_code=200, error=None, latency_ms=180 + made_at // 1000 % 90)
        at = made_at
    else:
        at = made_at
        tries = min(_TRIES, 1 + int((now - made_at) / _HOUR_MS * 1.2))
        for number in range(1, tries + 1):
            due = now + _HOUR_MS if number == tries < _TRIES else at
            ends = None if number == _TRIES else due
            world.webhooks.attempted(
                delivery_id, status_code=502, error="HTTP 502", latency_ms=9_400, next_retry_ms=ends
            )
    step = "UPDATE webhook_attempts SET attempted_at = ? + (attempt - 1) * (attempt - 1) * 600000 WHERE delivery_id = ?"
    world.database.run(step, at, delivery_id)

"""Against a server that behaves as the vendor's own: a mail to a dead domain is named, one's own mail recognised."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from commune_tui.mail import events
from commune_tui.sending.operation import SEEN, VANISHED
from commune_tui.sending.policy import Policy
from commune_tui.store import outbox as table
from tests.mail.desk import RULES, Desk, desk
from tests.servers import sandbox_process


async def _send(d: Desk, to: str) -> str:
    draft = replace(d.drafts.new(inbox_id=d.inbox_id), to=(to,), subject="About your order", body="It is on its way.")
    await d.drafts.save(draft)
    return (await d.outbox.send(draft.id)).id


async def test_a_mail_to_a_dead_domain_is_named_and_its_neighbour_seen(tmp_path: Path) -> None:
    assert Policy().sight_s < 120, "named within two minutes"
    hasty = replace(RULES, sight_first_s=0.05, sight_s=0.4)
    with sandbox_process("--as", "vendor", "--threads", "0") as server:
        async with desk(server, tmp_path, policy=hasty) as d:
            good, dead = await _send(d, "ann@client.example"), await _send(d, "ann@gone.invalid")
            seen = await d.until(events.MailSeen, lambda fact: fact.operation_id == good)
            await d.until(events.MailVanished, lambda fact: fact.operation_id == dead)
            first = d.db.read_now(lambda conn: table.get(conn, good))
            second = d.db.read_now(lambda conn: table.get(conn, dead))
        assert first is not None and second is not None
        assert (first.code, second.code) == (SEEN, VANISHED)
        assert first.result is not None
        assert first.result["seen_id"] != first.result["id"], "it is listed under another id than it was taken under"
        assert seen.inbox_id == d.inbox_id

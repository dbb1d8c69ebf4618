"""Mail through faults of the wire, to a server that forgets keys: each leaves once, and none is called refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commune_tui.api import Commune, Timing
from commune_tui.api.retry import RetryPolicy
from commune_tui.mail import events
from commune_tui.mail.drafts import Drafts
from commune_tui.mail.outbox.gateway import Gateway
from commune_tui.mail.outbox.outbox import Outbox
from commune_tui.mail.outbox.spool import Spool
from commune_tui.network import Network
from commune_tui.sending.policy import Policy
from commune_tui.store.database import Database
from tests.api.certificates import make_certificate
from tests.api.faults import ONE, TWO, Fault, Faulty, faulty
from tests.mail.connection import connected

FAST = Policy(
    hold_s=0.0, doubt_s=0.05, foreign_s=0.05, backoff_s=0.02, backoff_max_s=0.05, paused_s=0.05, away_max_s=0.05
)


def _listed(server: Faulty) -> list[dict[str, Any]]:
    """Every mail that the server acted on, as its list of messages shows it."""
    return [
        {
            "message_id": f"m{number}", "direction": "outbound", "content": body["text"],
            "thread_id": body["thread_id"],
            "created_at": "2026-01-01T00:00:00.000Z", "metadata": {"subject": body["subject"]},
            "participants": [{"role": "to", "identity": address} for address in body["to"]],
        }
        for number, body in enumerate(server.bodies)
    ]  # fmt: skip


@pytest.mark.parametrize(("protocol", "faults"), [("h2", TWO), ("http/1.1", ONE)])
async def test_a_mail_leaves_once_whatever_becomes_of_the_answer(
    protocol: str, faults: list[Fault], tmp_path: Path
) -> None:
    told: list[events.Fact] = []
    news = asyncio.Event()

    def tell(fact: events.Fact) -> None:
        told.append(fact)
        news.set()

    cert, key = make_certificate(tmp_path)
    by_name = {fault.name: fault for fault in faults[::4] if fault.end != "open"}
    db = Database(tmp_path / "store")
    async with (
        faulty(cert, key, protocol) as server,
        Commune(
            "comm_x",
            base_url=server.url,
            network=Network(ca_file=cert),
            retry=RetryPolicy(attempts=1),
            timing=Timing(5, 1, 5),
        ) as client,
    ):
        server.fault_of = lambda body: by_name[body["subject"]]
        server.mails = lambda: _listed(server)
        spool = Spool(db, Gateway(client, db.vault), who="ann", emit=tell, policy=FAST)
        drafts = Drafts(db, tell)
        await spool.start()
        task = asyncio.create_task(spool.run())
        for number, name in enumerate(by_name):
            draft = replace(
                drafts.new(inbox_id="i", thread_id=f"t{number}"),
                to=("a@x.example",),
                subject=name,
                body=f"About {name}",
            )
            await drafts.save(draft)
            await Outbox(db, connected(spool)).send(draft.id)
        async with asyncio.timeout(90):
            while sum(isinstance(fact, events.MailSent) for fact in told) < len(by_name):
                news.clear()
                await news.wait()
        await spool.stop()
        await task
        await drafts.close()
    db.close()
    assert sorted(body["subject"] for body in server.bodies) == sorted(by_name), "each mail left once"
    assert not [fact for fact in told if isinstance(fact, events.WriteRefused)]

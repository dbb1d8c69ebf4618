"""What waits waits for what concerns it, and says truly for what; nothing else stands still because of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from commune_tui import clock
from commune_tui.actions.outbox_rows import rows
from commune_tui.mail import events
from commune_tui.sending.operation import Operation
from commune_tui.sending.waiting import waits_for
from commune_tui.store import outbox as table
from tests.api.server import answer
from tests.api.test_refusal_words import PAUSED
from tests.mail.test_sight import program
from tests.mail.vendor import vendor
from tests.sending.test_waiting import Chooser


def _operation(name: str, seq: int, kind: str = "send", state: str = "ready", **fields: Any) -> Operation:
    intent = {"to": ["a@x.example"], "subject": "S"} if kind == "send" else {"assigned_to": "ben", "filename": "f.pdf"}
    given: dict[str, Any] = {"lane": "t1", "thread_id": "t1", "digest": name if kind == "send" else None, **fields}
    return Operation(name, "s", kind, given.pop("lane"), intent, state, "me", 0, 0, seq=seq, draft_id="d", **given)  # type: ignore[arg-type]


def test_a_conflict_about_an_assignee_holds_no_reply() -> None:
    clash = _operation("a", 1, "assign", "conflict")
    reply, later = _operation("b", 2), _operation("c", 3, "status")
    assert Chooser().starts(clash, reply, later) == ["b"], "a later change waits for the decision, mail does not"


@pytest.mark.parametrize("state", ["ready", "sending", "unknown"])
def test_a_change_of_state_on_its_way_holds_no_reply_and_no_reply_holds_it(state: str) -> None:
    assert "b" in Chooser().starts(_operation("a", 1, "assign", state, lease="p2"), _operation("b", 2))
    assert "b" in Chooser().starts(_operation("a", 1, "send", state, lease="p2"), _operation("b", 2, "assign"))


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (_operation("a", 1, "send", "conflict"), "until you decide about the mail before it"),
        (_operation("a", 1, "send", "unknown"), "until it is known whether the mail before it was done"),
        (_operation("a", 1, "send", "unknown", lane="t2", digest="b"), "whether a mail with the same words was done"),
        (_operation("a", 1, "upload", "ready", lane="x", reason="Too large."), "for its file f.pdf. Too large."),
        (_operation("a", 1, "assign", "conflict"), ""),
        (_operation("a", 1, "send", "ready", lane="t2"), ""),
    ],
)
def test_a_mail_says_what_it_waits_for(before: Operation, told: str) -> None:
    mail = _operation("b", 2, state="held")
    said = waits_for(mail, [mail, before], 0)
    assert told in said if told else said == ""
    [about] = [row.about for row in rows([before, mail], (), (), (), 1)[0] if row.key == "b"]
    assert said in about
    if told:
        assert "as soon as the server can be reached" not in about


async def test_what_was_asked_for_during_an_attempt_is_tried_after_it(tmp_path: Path) -> None:
    """The owner claims the agent and the person says try again, while the last refusal is still on its way: mail was
    left alone for another minute, by the wait of this one and by that of all mail.
    """
    told = asyncio.Event()

    async def refused(writer: asyncio.StreamWriter) -> None:
        await told.wait()
        writer.write(answer({"error": "ownership_required", "message": "Claim it"}, 403))
        await writer.drain()

    async with vendor() as server, program(server, tmp_path) as p:
        server.refusal = refused
        await p.send("ann@customer.example")
        async with asyncio.timeout(20):
            await server.refused.acquire()
        server.refusal = None
        p.spool.runner.nudge()
        told.set()
        await p.until(lambda: p.has(events.MailSent))
        assert len(server.sent) == 1


async def test_while_sending_is_paused_mail_is_held_with_the_reason_and_everything_else_goes_on(tmp_path: Path) -> None:
    async with vendor() as server, program(server, tmp_path) as p:
        server.refusal = answer(PAUSED, 403)
        first = await p.send("ann@customer.example", subject="One")

        async with asyncio.timeout(20):
            await server.refused.acquire()
            while p.stored(first).state == "sending":  # noqa: ASYNC110 - the answer is on its way to the disk
                await asyncio.sleep(0)
        second = await p.send("bea@customer.example", subject="Two")
        [status] = await p.triage.set_status(["t1"], "closed")
        await p.until(lambda: p.has(events.WriteConfirmed))
        assert p.stored(status).state == "confirmed"
        stored = p.stored(first)
        assert stored.state == "ready"
        assert "Bounce rate 27.27%" in stored.reason
        assert p.stored(second).state in ("held", "ready")
        assert len([request for request in server.server.seen if request.path.endswith("/send")]) == 1
        found = rows(p.db.read_now(table.open_operations), (), (), (), clock.now_ms())[0]
        assert all("sends nothing" in row.about for row in found if row.is_mail)
        await p.spool.try_again()
        p.spool.runner.nudge()
        assert p.stored(first).code == "sending_paused", "neither a restart nor a key makes it knock before its time"

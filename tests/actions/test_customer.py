"""Who a customer is: over all inboxes, with what went wrong, and the same in lines as on the screen."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from commune_tui import clock
from commune_tui.actions import customer, plain
from commune_tui.actions.mail_lines import head_lines
from commune_tui.mail.reads import Reads
from commune_tui.store import messages, threads
from commune_tui.store.database import Database
from commune_tui.store.records import Participant
from commune_tui.ui.customer.screen import lines
from commune_tui.ui.kit.glyphs import UNICODE, Glyphs
from commune_tui.ui.thread import heads
from tests.flows.account import receive
from tests.flows.test_bounce import WHY, bounced
from tests.linear.talk import Talk, talking
from tests.servers import Server
from tests.store.build import at, message, thread

ANNA = {"from": "anna@shop.example", "from_name": "Anna Berg"}


async def test_a_customer_of_two_inboxes_is_one(fresh_sandbox: Server, tmp_path: Path) -> None:
    first, second = sorted(fresh_sandbox.inboxes())[:2]
    [mine] = receive(fresh_sandbox, ["Where is it?"], status="needs_reply", to=first, **ANNA)
    [other] = receive(fresh_sandbox, ["My bill"], status="open", to=second, **ANNA)
    [done] = receive(fresh_sandbox, ["Thank you"], status="closed", to=second, **ANNA)
    receive(fresh_sandbox, ["Hello"], to=first, **{"from": "anna@shop.example.org"})
    async with talking(fresh_sandbox, tmp_path) as talk:
        session = talk.front.session
        await session.triage.add_note(other, "Wants it by post.")
        assert customer.address_of(session, mine) == "anna@shop.example"
        found = customer.known(session, "ANNA@shop.example")
        assert (found.name, {each.row.id for each in found.talks}) == ("Anna Berg", {mine, other, done})
        assert set(customer.inboxes(found)) == {first, second}
        told = " ".join(customer.about(found))
        assert told.startswith("3 conversations, 3 mails from them.") and "Active in 2 inboxes at once" in told
        rows = ["".join(each.text for each in row.fragments) for row in lines(found, 80, clock.now(), Glyphs())]
        assert sum("# Wants it by post." in row for row in rows) == 1 and sum("My bill" in row for row in rows) == 1
        assert all(len(row) <= 80 for row in rows) and any(f" {second} " in row for row in rows)
        narrow = ["".join(each.text for each in row.fragments) for row in lines(found, 60, clock.now(), Glyphs())]
        assert all(len(row) <= 60 for row in narrow) and any(" Where is it? " in row for row in narrow)
        said = await talk.say("list")
        assert f"Also active in {second}" in said and f"Also active in {first}" in said
        number = next(n for n in range(1, 4) if talk.front.position.numbered.id(n) == mine)  # type: ignore[union-attr]
        said = await talk.say(f"customer {number}")
        assert "Anna Berg <anna@shop.example>. 3 conversations" in said and "Note of" in said
        await the_other_inbox_is_named(talk, mine, second)
        await talk.say(f"customer {number}")
        assert '"Where is it?"' in await talk.say(f"{[each.row.id for each in found.talks].index(mine) + 1}")


async def the_other_inbox_is_named(talk: Talk, thread_id: str, inbox: str) -> None:
    """In the row, in the conversation on the screen and read out, and for programs."""
    talk_of, now = talk.front.session.reads.conversation(thread_id), clock.now()
    row = talk_of.thread
    assert row is not None and row.elsewhere == (inbox,)
    assert plain.thread(row)["also_in"] == [inbox]
    said = f"The same customer is active in {inbox}, too."
    assert said in " ".join(head_lines(talk_of, 1, "me", now))
    shown = heads.sticky(talk_of, 120, UNICODE, now, me="me", notice="")
    assert f"⇄ {said}" in "\n".join("".join(piece.text for piece in line) for line in shown)


def test_where_only_we_wrote_it_is_with_whom_we_wrote_to(tmp_path: Path) -> None:
    """The row of a thread has the name of a recipient in place of the address."""
    people = (Participant("sender", "us@example.org"), Participant("to", "gwen@shop.example", "Gwen Hill"))
    mails = [
        message("m1", "t", direction="outbound", participants=people),
        message("m2", "n", direction="outbound", to=()),
    ]
    database = Database(tmp_path / "account")
    try:
        database.write_now(lambda conn: threads.put_listed(conn, [thread("t"), thread("n")], at(9)))
        database.write_now(lambda conn: messages.put(conn, mails, at(9)))
        session: Any = SimpleNamespace(reads=Reads(database, "anna", lambda thread_id: False))
        assert customer.address_of(session, "t") == "gwen@shop.example"
        assert customer.address_of(session, "n") == customer.address_of(session, "gone") == ""
    finally:
        database.close()


async def test_what_went_wrong_with_mail_to_them_is_asked_for_and_said(fresh_sandbox: Server, tmp_path: Path) -> None:
    thread_id = bounced(fresh_sandbox)
    async with talking(fresh_sandbox, tmp_path) as talk:
        session = talk.front.session
        await talk.say("all")
        number = next(n for n in (1, 2) if talk.front.position.numbered.id(n) == thread_id)  # type: ignore[union-attr]
        said = await talk.say(f"customer {number}")
        assert "Mail to this address is suppressed since" in said and f"a mail to them bounced: {WHY}" in said
        assert "No server lets anybody lift this" in said
        assert [each.row.id for each in customer.known(session, "bounce@shop.example").talks] == [thread_id]
        assert customer.known(session, "gwen@shop.example").warnings == []

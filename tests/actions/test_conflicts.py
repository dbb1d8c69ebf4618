"""A conflict is decided the same way wherever it is met; and none that was not seen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions import sending
from commune_tui.actions.conflicts import decide_here, to_decide
from commune_tui.actions.outbox import ACTIONS
from commune_tui.actions.outbox_rows import rows_of
from commune_tui.errors import Explained
from commune_tui.mail.conversation import Clash
from tests.flows.account import receive, sent, thread
from tests.mail.account import Account, account
from tests.servers import Server


async def somebody_was_quicker(mine: Account, thread_id: str, *, is_mail: bool) -> Clash:
    session = mine.session
    if is_mail:
        inbox_id = mine.server.inboxes()[sorted(mine.server.inboxes())[0]]
        wrote = {"thread_id": thread_id, "inbox_id": inbox_id, "to": ["customer0@shop.example"], "subject": "Re: A"}
        draft = session.drafts.new(**{**wrote, "body": "Ours"})
        held = await sending.send(session, draft, at=clock.now() + timedelta(hours=1))
        first = mine.server.get(f"/v1/threads/{thread_id}/messages").body["data"][0]["metadata"]["message_id"]
        mail = {"from": "customer0@shop.example", "to": sorted(mine.server.inboxes())[0], "subject": "Re: A",
                "text": "Never mind.", "in_reply_to": first, "references": [first]}  # fmt: skip
        assert mine.server.control("mail", mail)["data"][0]["thread_id"] == thread_id
        await session.outbox.send_now(held.id)
    else:
        mine.faults("drop")
        await session.triage.assign([thread_id], "anna")
        mine.faults()
        assert mine.server.call("PUT", f"/v1/threads/{thread_id}/assign", {"assignedTo": "bob"}).status == 200
        session.connection.sync_now()
    await mine.until(lambda: [each.state for each in session.outbox.waiting()] == ["conflict"])
    [clash] = session.reads.conversation(thread_id).clashes
    assert clash.is_mail == is_mail
    return clash


@pytest.mark.parametrize("here", [True, False])
@pytest.mark.parametrize(
    ("is_mail", "mine", "told"),
    [
        (False, True, "Yours goes out."),
        (False, False, "Theirs stays."),
        (True, True, "Yours goes out."),
        (True, False, "Your text is a draft again; what came is in the conversation."),
    ],
)
async def test_it_ends_alike_in_the_conversation_and_in_the_outbox(
    fresh_sandbox: Server, tmp_path: Path, is_mail: bool, mine: bool, told: str, here: bool
) -> None:
    [thread_id] = receive(fresh_sandbox, ["A"], status="needs_reply")
    async with account(fresh_sandbox, tmp_path) as ours:
        await ours.settled()
        session, clash = ours.session, await somebody_was_quicker(ours, thread_id, is_mail=is_mail)
        if here:
            assert await decide_here(session, thread_id, [clash], mine=mine) == told
        else:
            [row] = rows_of(session)[0]
            assert await ACTIONS["outbox.mine" if mine else "outbox.theirs"](session, row) == told
        await ours.until(lambda: not session.outbox.waiting())
        if is_mail:
            assert [each["content"].strip() for each in sent(fresh_sandbox, thread_id)] == (["Ours"] if mine else [])
            assert [draft.body for draft in session.drafts.open()] == ([] if mine else ["Ours"])
            assert "Ours" not in str([(each.before, each.after) for each in session.reads.whole_journal()])
        else:
            assert thread(fresh_sandbox, thread_id)["assigned_to"] == ("anna" if mine else "bob")
        assert await decide_here(session, thread_id, [clash], mine=mine) == "There is nothing to decide here."
        with pytest.raises(Explained, match="settled already"):
            await session.outbox.resolve(clash.operation_id, mine=mine)


async def test_what_was_not_seen_is_told_and_not_decided(fresh_sandbox: Server, tmp_path: Path) -> None:
    """It came while its conversation was read: nobody can mean it yet."""
    [thread_id] = receive(fresh_sandbox, ["A"], status="needs_reply")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        clash = await somebody_was_quicker(mine, thread_id, is_mail=False)
        told = await decide_here(mine.session, thread_id, [], mine=True)
        assert told == f"Nothing was decided yet. {to_decide(clash)}"
        assert "To decide: Assigned: yours @anna, theirs @bob." in told
        assert [each.state for each in mine.session.outbox.waiting()] == ["conflict"]

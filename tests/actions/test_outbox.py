"""What each command does to a row of the outbox is one for every front, and each front answers all of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions import sending
from commune_tui.actions.commands import COMMANDS, OUTBOX
from commune_tui.actions.journal import acts
from commune_tui.actions.outbox import ACTIONS, fits, opens, redo, to_decide, undo, unsent
from commune_tui.actions.outbox_rows import Row, rows_of
from commune_tui.linear.front import answered
from commune_tui.mail.session import Session
from commune_tui.sending.operation import Operation, State
from commune_tui.ui.outbox.screen import OutboxScreen
from commune_tui.wording import do
from tests.flows.account import receive, sent, thread
from tests.mail.account import Account, account
from tests.servers import Server


def test_both_fronts_answer_every_command_of_a_row() -> None:
    assert {each.id for each in COMMANDS if each.id.startswith("outbox.")} == set(ACTIONS)
    assert all(OUTBOX in each.contexts for each in COMMANDS if each.id in ACTIONS)
    assert set(ACTIONS) <= answered()
    screen = OutboxScreen()
    assert all(callable(screen.answer_to(each)) for each in ACTIONS) and screen.answer_to("thread.close") is None


@pytest.mark.parametrize(
    ("state", "decides", "leaves"),
    [
        ("held", 0, 0), ("ready", 0, 1), ("sending", 0, 1), ("unknown", 1, 0), ("conflict", 1, 0), ("confirmed", 0, 0),
        ("refused", 0, 0),
    ],
)  # fmt: skip
def test_what_waits_for_the_person_and_what_for_the_server(state: State, decides: int, leaves: int) -> None:
    waiting = [Operation(str(n), "s", "status", "t", {"status": "closed"}, state, "me", 0, 0) for n in range(2)]
    assert (to_decide(waiting), unsent(waiting)) == (2 * decides, 2 * leaves)


def only(session: Session, kind: str) -> Row:
    [row] = [row for row in rows_of(session)[0] if row.kind == kind]
    return row


async def test_a_draft_is_thrown_away_and_brought_back(fresh_sandbox: Server, tmp_path: Path) -> None:
    (thread_id,) = receive(fresh_sandbox, ["Question"], status="needs_reply")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        draft = session.drafts.new(thread_id=thread_id, to=["x@shop.example"], subject="S", body="B")
        await session.drafts.save(draft)
        row = only(session, "draft")
        assert not any(fits(command, row) for command in ACTIONS if command != "outbox.discard")
        assert (begun := opens(session, row).draft) is not None and begun.id == draft.id
        told = await ACTIONS["outbox.discard"](session, row)
        assert told == f"Thrown away. {do('list.open')} on it, in the outbox, brings it back, for a day."
        assert sending.returned(session, draft.id) is None
        row = only(session, "thrown")
        assert [command for command in (*ACTIONS, "list.open") if fits(command, row)] == ["list.open"]
        assert (bringing := opens(session, row).work) is not None
        assert await bringing == "It is among the drafts again."
        assert (back := sending.returned(session, draft.id)) is not None and back[0].id == draft.id
        assert sending.returned(session, "none") is None
        assert only(session, "draft").key == draft.id and sent(fresh_sandbox, thread_id) == []


async def test_undo_says_what_it_took_back_and_redo_what_it_did_again(fresh_sandbox: Server, tmp_path: Path) -> None:
    (thread_id,) = receive(fresh_sandbox, ["Question"], status="needs_reply")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        assert await undo(session) == "Nothing to undo." and await redo(session) == "Nothing to redo."
        await session.triage.assign([thread_id], "wren")
        again = f"{do('app.redo')} does it again."
        assert await undo(session) == f"Undone: assign to wren, “Question”. {again}"
        assert await redo(session) == "Done again: assign to wren, “Question”."
        draft = session.drafts.new(inbox_id=session.reads.inboxes()[0].id, to=["x@shop.example"], subject="S", body="B")
        await session.composer.send(draft, clock.now() + timedelta(hours=1))
        assert await undo(session) == "Undone: send to x@shop.example. It is a draft again."
        assert await redo(session) == "Nothing to do again: the mail is among the drafts, and is sent from there."
        assert await redo(session) == "Nothing to redo."
        assert await undo(session) == f"Undone: assign to wren, “Question”. {again}", "a redo of nothing is no act"


async def _answered(mine: Account, thread_id: str) -> None:
    """Send and close, until the server has both."""
    session = mine.session
    draft = session.drafts.new(
        inbox_id=session.reads.inboxes()[0].id, thread_id=thread_id, to=["x@shop.example"], subject="Re: Question",
        body="B",
    )  # fmt: skip
    await session.composer.send(draft, then="closed")
    await mine.until(lambda: session.outbox.waiting() == [] and thread(mine.server, thread_id)["status"] == "closed")


async def test_a_mail_that_was_sent_stays_sent_and_no_word_says_else(fresh_sandbox: Server, tmp_path: Path) -> None:
    (thread_id,) = receive(fresh_sandbox, ["Question"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        await _answered(mine, thread_id)
        said = await undo(mine.session)
        assert said == f"The mail stays sent; “Question” is again: open. {do('app.redo')} sets it to closed again."
        assert await redo(mine.session) == "Done again: set to closed, “Question”."
        again = f"{do('app.redo')} does it again."
        assert await undo(mine.session) == f"Undone: set to closed, “Question”. {again}"
        assert len(sent(fresh_sandbox, thread_id)) == 1
        told = [each.label for each in acts(mine.session)]
        assert told == ["set to closed", "undo set to closed", "send to x@shop.example"]


async def test_undo_of_an_act_on_several_counts_what_it_takes_back(fresh_sandbox: Server, tmp_path: Path) -> None:
    ids = receive(fresh_sandbox, ["One", "Two", "Three"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session = mine.session
        fresh_sandbox.post(f"/v1/threads/{ids[2]}/tags", {"tags": ["vip"]})  # not known here
        await session.triage.tag(ids, ["vip"])
        await mine.until(lambda: session.outbox.waiting() == [])
        again = f"{do('app.redo')} does it again."
        told = f"Undone: tag +vip, 2 threads; 1 had not changed. {again}"
        assert await undo(session) == told
        await mine.until(lambda: session.outbox.waiting() == [])
        assert [thread(fresh_sandbox, name)["tags"] for name in ids] == [[], [], ["vip"]]


async def test_an_act_that_was_refused_leaves_nothing_to_undo(fresh_sandbox: Server, tmp_path: Path) -> None:
    (thread_id,) = receive(fresh_sandbox, ["Question"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        await mine.session.triage.set_status([thread_id], "nonsense")
        await mine.until(lambda: mine.session.outbox.waiting() == [])
        assert await undo(mine.session) == "Nothing to undo of: set to nonsense. The server had refused it."


async def test_an_act_is_called_after_what_it_changes(fresh_sandbox: Server, tmp_path: Path) -> None:
    ids = receive(fresh_sandbox, ["One", "Two", "Three"], status="open")
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        session, again = mine.session, f"{do('app.redo')} does it again."
        await session.triage.set_status(ids[:1], "closed")
        await session.triage.set_status(ids, "closed")
        assert await undo(session) == f"Undone: set to closed, 2 threads. {again}"
        await session.triage.spam(ids[1:])
        assert await undo(session) == f"Undone: spam, 2 threads. {again}"
        assert await redo(session) == "Done again: spam, 2 threads."

"""What each command does to a row of the outbox is one for every front, and each front answers all of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions import sending
from commune_tui.actions.commands import COMMANDS, OUTBOX
from commune_tui.actions.outbox import ACTIONS, fits, opens, redo, to_decide, undo, unsent
from commune_tui.actions.outbox_rows import Row, rows_of
from commune_tui.linear.front import answered
from commune_tui.mail.session import Session
from commune_tui.sending.operation import Operation, State
from commune_tui.ui.outbox.screen import OutboxScreen
from commune_tui.wording import do
from tests.flows.account import receive, sent
from tests.mail.account import account
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
        assert await redo(session) == "Done again: assign to wren."
        draft = session.drafts.new(inbox_id=session.reads.inboxes()[0].id, to=["x@shop.example"], subject="S", body="B")
        await session.composer.send(draft, clock.now() + timedelta(hours=1))
        assert await undo(session) == "Undone: send to x@shop.example. It is a draft again."

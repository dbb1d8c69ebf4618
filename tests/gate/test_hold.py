"""An approval can be taken back while its hold lasts; what was taken back never leaves, what was not leaves once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.gate import decisions, journal, pauses, queue
from commune_tui.gate.decisions import CannotDecide
from commune_tui.gate.pauses import Pause, Place
from tests.gate.gates import PATIENCE_S, Gate, made
from tests.gate.quick import running
from tests.gate.test_once import faults, until
from tests.gate.test_way import STALE, thread_in
from tests.servers import Answer, Server


def passed(seconds: float) -> None:
    """The clock of everybody here goes on."""
    clock.set_frozen(clock.now() + timedelta(seconds=seconds))


@pytest.fixture(autouse=True)
def clock_goes_on() -> object:
    yield
    clock.set_frozen(None)


def approve(guarded: Gate, key: str, held: queue.Held, hold_s: int) -> Answer:
    return guarded.ask(key, f"{held.id}/approve", seal=held.sealed, hold_s=hold_s)


def test_approved_undone_approved_again_and_gone_once(guarded: Gate, box: str) -> None:
    ann, ben = guarded.operator("ann"), guarded.operator("ben")
    held, other = guarded.held(box), guarded.held(box, subject="other")
    first = approve(guarded, ann, held, 3600).body["data"]
    assert first["state"] == "approved"
    again = guarded.ask(ann, f"{held.id}/approve", seal=held.sealed, hold_s=0)  # its answer was lost, say
    assert (again.status, again.body["data"]) == (200, first)
    assert approve(guarded, ben, held, 0).status == 409
    look = guarded.server.get(f"/gate/v1/sends/{held.id}").body["data"]
    assert look["state"] == "approved"
    undone = guarded.ask(ben, f"{held.id}/undo").body["data"]
    assert (undone["state"], undone["leaves_at"], undone["by"], undone["approvals"]) == ("held", None, "", [])
    assert undone["seal"] == held.sealed and guarded.get(held.id).leaves_at == 0
    assert guarded.ask(ben, f"{held.id}/undo").status == 409
    assert guarded.server.get(f"/gate/v1/sends/{held.id}").body["data"]["state"] == "held"
    passed(4000)
    assert approve(guarded, ann, other, 0).status == 200
    guarded.in_state(other.id, "seen")  # a whole way, in which the other had time to leave
    assert guarded.sent("Your order") == [] and guarded.get(held.id).state == "held"
    assert approve(guarded, ann, held, 3600).status == 200
    passed(3601)
    guarded.in_state(held.id, "seen")
    assert len(guarded.sent("Your order")) == 1
    assert guarded.ask(ann, f"{held.id}/undo").status == 409
    assert approve(guarded, ann, held, 0).status == 409
    guarded.sound()


def test_a_hold_of_ten_seconds_unless_another_one_is_said(guarded: Gate, box: str) -> None:
    key, held = guarded.operator("ann"), guarded.held(box)
    passed(0)
    told = guarded.ask(key, f"{held.id}/approve", seal=held.sealed).body["data"]
    assert told["leaves_at"] == clock.iso(clock.now() + timedelta(seconds=10))


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_gate_that_is_killed_in_the_hold_keeps_it(
    sandbox: Server, box: str, tmp_path: Path, taken_back: bool
) -> None:
    guarded = Gate(sandbox, "", tmp_path / "gate", tmp_path / "rules.toml")
    guarded.key = made(guarded.store, "support")
    key = guarded.operator("ann")
    with running(guarded) as process:
        held, other = guarded.held(box), guarded.held(box, subject="other")
        assert approve(guarded, key, held, 3600).status == 200
        process.kill()
        process.join(PATIENCE_S)
    with running(guarded) as process:
        assert approve(guarded, key, other, 0).status == 200
        guarded.in_state(other.id, "seen")
        assert guarded.get(held.id).state == "decided" and guarded.sent("Your order") == []
        if taken_back:
            assert guarded.ask(key, f"{held.id}/undo").status == 200
        process.kill()
        process.join(PATIENCE_S)
    with guarded.db() as db:  # the hour is over
        db.conn.execute("UPDATE mails SET leaves_at = ? WHERE leaves_at > 0", (clock.now_ms() - 1,))
    with running(guarded):
        if taken_back:
            last = guarded.held(box, subject="last")
            assert approve(guarded, key, last, 0).status == 200
            guarded.in_state(last.id, "seen")
        guarded.in_state(held.id, "held" if taken_back else "seen")
    assert len(guarded.sent("Your order")) == (0 if taken_back else 1)
    guarded.sound()


def test_an_undo_at_the_end_of_the_hold_is_all_or_nothing(guarded: Gate, box: str) -> None:
    """Holds of many mails end while they are taken back: each is undone and never left, or it is 409 and left once."""
    key = guarded.operator("ann")
    helds = [guarded.held(box, subject=f"mail {number:02}", text=f"Words {number}.") for number in range(40)]
    passed(0)
    for held in helds:
        assert approve(guarded, key, held, 5).status == 200
    statuses: dict[str, int] = {}

    def undo(part: list[queue.Held]) -> None:
        for held in part:
            statuses[held.id] = guarded.ask(key, f"{held.id}/undo").status

    threads = [threading.Thread(target=undo, args=(helds[number::4],)) for number in range(4)]
    passed(6)
    until(lambda: any(guarded.get(held.id).state not in ("held", "decided") for held in helds))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert 409 in statuses.values() and set(statuses.values()) <= {200, 409} and len(statuses) == len(helds)
    for held in helds:
        guarded.in_state(held.id, "held" if statuses[held.id] == 200 else "seen")
    sent = sorted(each["metadata"]["subject"] for each in guarded.sent("mail"))
    assert sent == [f"mail {n:02}" for n, held in enumerate(helds) if statuses[held.id] == 409]
    assert all(guarded.get(held.id).state == "held" for held in helds if statuses[held.id] == 200)
    guarded.sound()


def test_an_attempt_that_has_begun_to_look_sends_nothing_that_was_taken_back(guarded: Gate, box: str) -> None:
    key, thread = guarded.operator("ann"), thread_in(guarded.sandbox, box)
    for number in range(8):
        held = guarded.held(box, thread_id=thread, text=f"Words {number}.")
        faults(guarded.sandbox, "slow=0.3,GET,/v1/threads*,next=1")
        assert approve(guarded, key, held, 0).status == 200
        guarded.until(held.id, lambda now: begun(guarded, now.id))
        assert guarded.ask(key, f"{held.id}/undo").status == 200
        edited = guarded.ask(key, f"{held.id}/edit", seal=held.sealed, text=f"Better {number}.").body["data"]
        assert guarded.ask(key, f"{held.id}/approve", seal=edited["seal"], hold_s=0).status == 200
        guarded.in_state(held.id, "seen")
        with guarded.db() as db:  # what is looked for, too, is what the second approval was of
            whole = db.conn.execute("SELECT whole FROM operations WHERE id = ?", (held.id,)).fetchone()["whole"]
        assert json.loads(whole)["intent"]["text"] == f"Better {number}."
    found = guarded.sandbox.get(f"/v1/threads/{thread}/messages?limit=100").body["data"]
    assert sorted(each["content"] for each in found if each["direction"] == "outbound") == [
        f"Better {number}." for number in range(8)
    ]
    guarded.sound()


def begun(guarded: Gate, name: str) -> bool:
    """Whether the gate has begun with it: its operation is there."""
    with guarded.db() as db:
        return db.conn.execute("SELECT 1 FROM operations WHERE id = ?", (name,)).fetchone() is not None


@pytest.mark.parametrize("what", STALE)
def test_what_changed_in_the_hold_is_found_after_it(guarded: Gate, box: str, what: str) -> None:
    key, thread = guarded.operator("ann"), thread_in(guarded.sandbox, box)
    address = next(each for each, name in guarded.sandbox.inboxes().items() if name == box)
    held = guarded.held(box, thread_id=thread, text="Yours is on its way.")
    assert approve(guarded, key, held, 600).status == 200
    STALE[what](guarded.sandbox, thread, address)
    guarded.sandbox.control("advance", {"seconds": 1})
    assert guarded.get(held.id).state == "decided"
    passed(601)
    back = guarded.until(held.id, lambda now: now.state == "held" and bool(now.sealed) and now.sealed != held.sealed)
    shown = guarded.ask(key, held.id).body["data"]
    assert (shown["state"], shown["leaves_at"], shown["approvals"]) == ("held", None, [])
    assert shown["reasons"] == list(back.reasons) and shown["seal"] == back.sealed
    assert approve(guarded, key, back, 0).status == 200
    guarded.in_state(held.id, "seen")
    guarded.sound()


def test_a_pause_outlasts_the_hold_and_time_ends_it(guarded: Gate, box: str) -> None:
    key, held, other = guarded.operator("ann"), guarded.held(box), guarded.held(box, subject="other")
    assert approve(guarded, key, held, 60).status == 200
    with guarded.db() as db, db.write() as conn:
        pauses.begin(conn, Pause(Place("support"), "hold", "a flood", "ann"))
    passed(61)
    shown = guarded.ask(key, held.id).body["data"]
    assert shown["paused"] == "a flood (ann)" and shown["state"] == "approved"
    guarded.until(held.id, lambda now: begun(guarded, now.id))
    assert guarded.ask(key, f"{held.id}/undo").status == 200
    assert approve(guarded, key, held, 60).status == 200
    with guarded.db() as db, db.write() as conn:
        conn.execute("UPDATE mails SET expires_at = ? WHERE id = ?", (clock.now_ms() + 30_000, held.id))
        pauses.end(conn, Place("support"), "ann")
    assert approve(guarded, key, other, 0).status == 200
    guarded.in_state(other.id, "seen")  # the first approval's attempt would have had the time to leave as well
    assert guarded.get(held.id).state == "decided"
    passed(31)
    guarded.in_state(held.id, "expired")
    passed(61)
    assert guarded.sent("Your order") == [] and guarded.ask(key, f"{held.id}/undo").status == 409


def test_the_command_line_holds_and_undoes_as_well(guarded: Gate, box: str) -> None:
    held = guarded.held(box)
    with guarded.db() as db:
        with db.write() as conn:
            assert decisions.approve(conn, held.id, held.sealed, "ann", 60).leaves_at > clock.now_ms()
        with db.write() as conn:
            assert decisions.undo(conn, held.id[:10], "ben").state == "held"
        with db.write() as conn, pytest.raises(CannotDecide, match="it is held"):
            decisions.undo(conn, held.id, "ben")
        with db.write() as conn:
            decisions.approve(conn, held.id, held.sealed, "ann")
    guarded.in_state(held.id, "seen")
    with guarded.db() as db, db.write() as conn, pytest.raises(CannotDecide, match="it is sent"):
        decisions.undo(conn, held.id, "ben")


def test_the_journal_takes_no_undone_decision_for_one(guarded: Gate, box: str) -> None:
    key, held = guarded.operator("ann"), guarded.held(box)
    assert approve(guarded, key, held, 3600).status == 200
    assert guarded.ask(key, f"{held.id}/undo").status == 200
    with guarded.db() as db:
        db.conn.execute("UPDATE mails SET state = 'seen' WHERE id = ?", (held.id,))
        assert journal.verify(db.conn) == f"Mail {held.id} left, and the journal has no decision."

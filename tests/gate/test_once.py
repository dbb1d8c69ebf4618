"""What was approved leaves exactly once, whatever happens between two steps; and what was not approved never does."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock, paths
from commune_tui.gate import decisions, journal
from commune_tui.gate.decisions import CannotDecide
from tests.gate.gates import ALLOW, PATIENCE_S, Gate, gate, made
from tests.gate.quick import running
from tests.gate.test_way import thread_in
from tests.servers import Answer, Server, sandbox_process


def faults(sandbox: Server, *lines: str) -> None:
    sandbox.control("faults", {"faults": list(lines)})


def until(fits: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not fits():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("fault", ["lost", "cut", "drop", "500", "503", "malformed", "429=1", "html", "empty"])
@pytest.mark.parametrize("place", ["POST,/v1/messages/send", "GET,/v1/threads*"])
def test_no_fault_of_the_network_doubles_or_loses(
    sandbox: Server, box: str, tmp_path: Path, fault: str, place: str
) -> None:
    thread = thread_in(sandbox, box)
    with gate(sandbox, tmp_path) as guarded:
        held = guarded.held(box, thread_id=thread, text="Only once.")
        faults(sandbox, f"{fault},{place},next=1")
        guarded.approve(held)
        guarded.in_state(held.id, "seen")
        found = sandbox.get(f"/v1/threads/{thread}/messages?limit=100").body["data"]
        assert [each["content"] for each in found].count("Only once.") == 1
        guarded.sound()


def test_two_mails_alike_are_two(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        names = [guarded.send(box).body["id"] for _ in range(3)]
        for name in names:
            guarded.in_state(name, "seen")
        assert len(guarded.sent("Your order")) == 3
        guarded.sound()


def test_what_the_api_refuses_or_loses_ends_by_name(tmp_path: Path) -> None:
    with sandbox_process("--as", "vendor", "--option", "burst_guard=off") as sandbox:
        box = next(iter(sandbox.inboxes().values()))
        with gate(sandbox, tmp_path, ALLOW) as guarded:
            gone = guarded.send(box, to="x@no-mx.example").body["id"]
            assert guarded.in_state(gone, "vanished", "seen").state == "vanished"
            assert guarded.server.get(f"/gate/v1/sends/{gone}").body["data"]["state"] == "lost"
            fine = guarded.send(box, subject="fine").body["id"]
            guarded.in_state(fine, "seen")
            guarded.sound()
    with sandbox_process("--option", "burst_guard=off") as sandbox:
        box = next(iter(sandbox.inboxes().values()))
        with gate(sandbox, paths.private_dir(tmp_path / "strict"), ALLOW) as guarded:
            failed = guarded.send(box, to="x@no-mx.example").body["id"]
            assert guarded.in_state(failed, "failed").reason
            guarded.sound()


STEPS: dict[str, tuple[str, ...]] = {
    "while it judges": ("slow=1,GET,/v1/threads*,next=1", "received"),
    "before it leaves": ("slow=1,GET,/v1/threads*,next=1", "decided"),
    "before the server acts": ("slow=1,POST,/v1/messages/send,next=1", "sending"),
    "after the server acted": ("lost,POST,/v1/messages/send,next=1", "sending"),
    "before it is seen": ("429=1,GET,/v1/domains", "accepted", "seen"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_gate_that_is_killed_goes_on_where_it_was(sandbox: Server, box: str, tmp_path: Path, step: str) -> None:
    fault, *states = STEPS[step]
    thread = thread_in(sandbox, box)
    guarded = Gate(sandbox, "", tmp_path / "gate", tmp_path / "rules.toml")
    guarded.key = made(guarded.store, "support")

    def ask() -> Answer:
        return guarded.send(box, headers={"Idempotency-Key": "once"}, thread_id=thread, text="Only once.")

    def unheard() -> None:
        with suppress(OSError):
            ask()

    with running(guarded) as process:
        if states == ["received"]:
            faults(sandbox, fault)
            unanswered = threading.Thread(target=unheard)
            unanswered.start()
            until(lambda: states_of(guarded) == states)
            process.kill()
            unanswered.join(PATIENCE_S)
        else:
            held = guarded.sealed(ask().body["id"])
            faults(sandbox, fault)
            guarded.approve(held)
            guarded.in_state(held.id, *states)
            process.kill()
        process.join(PATIENCE_S)
    faults(sandbox)
    with running(guarded):
        again = ask()
        assert again.status == 202
        if states == ["received"]:
            guarded.approve(guarded.sealed(again.body["id"]))
        guarded.in_state(again.body["id"], "seen")
    found = sandbox.get(f"/v1/threads/{thread}/messages?limit=100").body["data"]
    assert [each["content"] for each in found].count("Only once.") == 1
    assert states_of(guarded) == ["seen"]
    guarded.sound()


def states_of(guarded: Gate) -> list[str]:
    with guarded.db() as db:
        return [row["state"] for row in db.conn.execute("SELECT state FROM mails")]


def test_a_mail_that_is_changed_beside_the_gate_does_not_leave_and_is_found(guarded: Gate, box: str) -> None:
    held = guarded.held(box)
    faults(guarded.sandbox, "503,GET,/v1/messages*")
    guarded.approve(held)
    guarded.in_state(held.id, "decided")
    changed = held.raw.replace(b"It left.", b"Pay me.")
    with guarded.db() as db:
        db.conn.execute("UPDATE mails SET raw = ? WHERE id = ?", (changed, held.id))
        assert "changed beside the journal" in journal.verify(db.conn)
    faults(guarded.sandbox)
    back = guarded.in_state(held.id, "held")
    assert "not what was approved" in " ".join(back.reasons)
    assert guarded.sent("Your order") == []


def test_the_journal_takes_no_change_and_finds_what_was_cut(guarded: Gate, box: str) -> None:
    held = guarded.held(box)
    with guarded.db() as db, db.write() as conn:
        decisions.reject(conn, held.id, "no", "anna")
    with guarded.db() as db:
        for statement in ("DELETE FROM journal", "UPDATE journal SET who = 'eve'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.conn.execute(statement)
        head = journal.head(db.conn)
        assert journal.contains(db.conn, head)
        db.conn.execute("DROP TRIGGER journal_holds")
        db.conn.execute("DELETE FROM journal WHERE hash = ?", (head,))
        assert not journal.contains(db.conn, head)
        db.conn.execute("DELETE FROM journal WHERE seq = 1")
        assert "not there" in journal.verify(db.conn)


def test_words_can_go_and_the_chain_holds(guarded: Gate, box: str) -> None:
    guarded.held(box)
    with guarded.db() as db:
        exported = [str(entry.data) for entry in journal.entries(db.conn)]
        assert not any("It left" in line or "ann@customer" in line for line in exported)
        db.conn.execute("DELETE FROM words")
        assert journal.verify(db.conn) == ""


def test_no_jump_of_the_clock_lets_anything_out(guarded: Gate, box: str) -> None:
    held, other = guarded.held(box), guarded.held(box, subject="two")
    for days in (-30, 2):
        with clock.frozen(clock.now() + timedelta(days=days)):
            assert guarded.server.get(f"/gate/v1/sends/{held.id}").body["data"]["state"] == "held"
    clock.set_frozen(clock.now() + timedelta(days=4))
    try:
        guarded.in_state(held.id, "expired")
        with pytest.raises(CannotDecide):
            guarded.approve(other)
    finally:
        clock.set_frozen(None)
    assert guarded.in_state(other.id, "expired") and guarded.sent("") == []
    guarded.sound()


def test_an_agent_does_not_take_a_conversation_back_from_a_person(sandbox: Server, box: str, tmp_path: Path) -> None:
    rules = 'operators = ["anna"]\n[[rule]]\nname = "hers"\nthen = "refuse"\nwhen = { assignee = "person" }\n' + ALLOW
    thread = thread_in(sandbox, box)
    with gate(sandbox, tmp_path, rules) as guarded:
        assert guarded.send(box, thread_id=thread, subject="before").status == 202
        where = f"/v1/threads/{thread}"
        assert guarded.server.call("PUT", f"{where}/assign", {"assigned_to": "bot"}).status == 200
        sandbox.call("PUT", f"{where}/assign", {"assigned_to": "Anna"})
        tries = [("PUT", "/assign", {"assigned_to": None}), ("PUT", "/status", {"status": "closed"}),
                 ("POST", "/tags", {"tags": ["x"]}), ("DELETE", "/tags", {"tags": ["x"]}),
                 ("PATCH", "", {"assigned_to": None})]  # fmt: skip
        for method, rest, body in tries:
            assert guarded.server.call(method, where + rest, body).status == 403, rest
        assert guarded.send(box, thread_id=thread, subject="after").status == 403
        assert sandbox.get(f"{where}/metadata").body["data"]["assigned_to"] == "Anna"

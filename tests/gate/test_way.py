"""The way of a mail: held, looked at, approved, gone once; or back to the person; or ended by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commune_tui.gate import decisions, pauses, reading
from commune_tui.gate.decisions import CannotDecide
from commune_tui.gate.pauses import Pause, Place
from tests.gate.gates import ALLOW, Gate, gate, plain
from tests.servers import Server


def thread_in(sandbox: Server, box: str, sender: str = "ann@customer.example") -> str:
    """A conversation that a customer began; its id."""
    address = next(each for each, name in sandbox.inboxes().items() if name == box)
    mail = {"from": sender, "to": address, "subject": "Where is my order", "text": "Order 7, please."}
    return str(sandbox.control("mail", mail)["data"][0]["thread_id"])


def test_a_mail_waits_and_leaves_once_when_a_person_said_so(guarded: Gate, box: str) -> None:
    answer = guarded.send(box)
    name = answer.body["id"]
    assert answer.status == 202
    assert answer.body["data"] == {"id": name, "message_id": name, "status": "queued"}
    assert (answer.body["messageId"], answer.body["status"]) == (name, "queued")
    assert answer.body["held"]["state"] == "held" and "thread_id" not in answer.body
    held = guarded.sealed(name)
    assert guarded.sent("Your order") == []
    guarded.approve(held)
    guarded.in_state(name, "seen")
    [sent] = guarded.sent("Your order")
    assert sent["content"] == "It left."
    look = guarded.server.get(f"/gate/v1/sends/{name}").body["data"]
    assert look["state"] == "sent" and look["message_id"] == sent["message_id"]
    guarded.sound()


def test_an_answer_names_its_conversation(guarded: Gate, box: str) -> None:
    thread = thread_in(guarded.sandbox, box)
    held = guarded.held(box, thread_id=thread)
    assert guarded.send(box, thread_id=thread).body["data"]["thread_id"] == thread
    assert held.baseline is not None and held.baseline.status == "open" and held.baseline.messages
    guarded.approve(held)
    guarded.in_state(held.id, "seen")
    assert len(guarded.sent("Your order")) + len(guarded.sent("Where is my order")) == 1


def test_a_rule_lets_out_what_it_allows_by_the_same_way(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        answer = guarded.send(box)
        assert answer.status == 202 and answer.body["held"]["state"] == "approved"
        held = guarded.in_state(answer.body["id"], "seen")
        assert held.by == "rule all" and len(guarded.sent("Your order")) == 1
        guarded.sound()


def test_a_refusal_tells_public_words_and_nothing_else(sandbox: Server, box: str, tmp_path: Path) -> None:
    rules = '[[rule]]\nname = "secret list"\nthen = "refuse"\nsay = "Not to them."\n'
    rules += 'when = { any_recipient_at = "customer.example" }'
    with gate(sandbox, tmp_path, rules) as guarded:
        answer = guarded.send(box)
        assert answer.status == 403 and answer.body["error"] == "Not to them."
        assert "secret list" not in plain(answer)
        assert guarded.send(box, to="b@other.example").body["held"]["state"] == "held"


def test_a_broken_file_of_rules_changes_nothing(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        assert guarded.send(box).body["held"]["state"] == "approved"
        guarded.write("[[rule]]\nname = 1")
        assert guarded.send(box, subject="two").body["held"]["state"] == "approved"
        assert len(guarded.complaints) == 1 and "stay" in guarded.complaints[0]
        guarded.write('[[rule]]\nname = "x"\nthen = "hold"\n')
        assert guarded.send(box, subject="three").body["held"]["state"] == "held"
        guarded.rules.unlink()
        assert guarded.send(box, subject="four").body["held"]["state"] == "held"


def test_rules_that_are_broken_from_the_beginning_hold_everything(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, "[[rule") as guarded:
        assert guarded.send(box).body["held"]["state"] == "held"
        assert guarded.complaints and "Everything is held" in guarded.complaints[0]


def test_a_repetition_is_the_same_mail_and_another_body_is_a_conflict(guarded: Gate, box: str) -> None:
    key = {"Idempotency-Key": "order-7"}
    first = guarded.send(box, headers=key)
    again = guarded.send(box, headers=key, to=["ann@customer.example"])
    assert again.body["id"] == first.body["id"]
    assert guarded.send(box, headers=key, text="Other words.").status == 409
    other = guarded.agent("sales")
    assert guarded.send(box, key=other, headers=key).body["id"] != first.body["id"]


def test_an_approval_is_of_what_was_shown_and_of_nothing_else(guarded: Gate, box: str) -> None:
    held = guarded.held(box)
    for seal in ("", "0" * 32, held.sealed[:-1], held.sealed.upper() + "x"):
        with pytest.raises(CannotDecide):
            guarded.approve(held, seal)
    with guarded.db() as db, db.write() as conn:
        edited = decisions.edit(conn, held.id, "It leaves tomorrow.", None, "ben")
    with pytest.raises(CannotDecide):
        guarded.approve(held)
    assert any(line == "+It leaves tomorrow." for line in decisions.difference(held.mail, edited.mail))
    guarded.approve(edited)
    with pytest.raises(CannotDecide):
        guarded.approve(edited)
    guarded.in_state(held.id, "seen")
    [sent] = guarded.sent("Your order")
    assert sent["content"] == "It leaves tomorrow."
    assert guarded.server.get(f"/gate/v1/sends/{held.id}").body["data"]["edited"] is True
    guarded.sound()


def test_a_rejection_ends_it_and_tells_the_agent_why(guarded: Gate, box: str) -> None:
    held = guarded.held(box)
    with guarded.db() as db, db.write() as conn:
        with pytest.raises(CannotDecide):
            decisions.reject(conn, held.id, " ", "anna")
        decisions.reject(conn, held.id[:10], "We promised no date.", "anna")
    look = guarded.server.get(f"/gate/v1/sends/{held.id}?wait=20").body["data"]
    assert (look["state"], look["reason"]) == ("rejected", "We promised no date.")
    with pytest.raises(CannotDecide):
        guarded.approve(held)
    assert guarded.sent("Your order") == []


STALE: dict[str, Any] = {
    "status": lambda server, thread, address: server.call("PUT", f"/v1/threads/{thread}/status", {"status": "closed"}),
    "taken": lambda server, thread, address: server.call(
        "PUT", f"/v1/threads/{thread}/assign", {"assigned_to": "anna"}
    ),
    "new mail": lambda server, thread, address: server.post(
        "/v1/messages/send",
        {"to": "ann@customer.example", "subject": "Re: Where is my order", "text": "I answered.", "thread_id": thread,
         "from": address},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STALE)
def test_an_approval_is_never_stale(guarded: Gate, box: str, what: str) -> None:
    thread = thread_in(guarded.sandbox, box)
    address = next(each for each, name in guarded.sandbox.inboxes().items() if name == box)
    held = guarded.held(box, thread_id=thread, text="Yours is on its way.")
    STALE[what](guarded.sandbox, thread, address)
    guarded.sandbox.control("advance", {"seconds": 1})
    guarded.approve(held)
    again = guarded.until(held.id, lambda now: now.state == "held" and bool(now.sealed) and now.sealed != held.sealed)
    said = {"status": "was open and is closed", "taken": "anna has it now", "new mail": "New mail came"}[what]
    assert said in " ".join(again.reasons)
    with pytest.raises(CannotDecide):
        guarded.approve(held)
    guarded.approve(again)
    guarded.in_state(held.id, "seen")
    found = guarded.sandbox.get(f"/v1/threads/{thread}/messages?limit=100").body["data"]
    assert [each["content"] for each in found].count("Yours is on its way.") == 1
    guarded.sound()


def test_a_recipient_to_whom_nothing_is_sent_any_more_voids_the_decision(guarded: Gate, box: str) -> None:
    held = guarded.held(box, to="bounce@customer.example")
    sent = guarded.sandbox.post("/v1/messages/send", {"to": "bounce@customer.example", "subject": "x", "text": "x",
                                                      "inboxId": box})  # fmt: skip
    assert sent.status in (200, 202)
    guarded.sandbox.control("advance", {"seconds": 60})
    guarded.approve(held)
    again = guarded.until(held.id, lambda now: now.state == "held" and bool(now.sealed) and now.sealed != held.sealed)
    assert again.reasons == ("The API sends nothing to bounce@customer.example any more.",)
    assert again.baseline is not None and again.baseline.suppressed == ("bounce@customer.example",)
    assert guarded.sent("Your order") == []
    guarded.sound()


LOOK: list[tuple[str, dict[str, Any], str]] = [
    ("recipients_look_alike = true", {"to": "ann@custorner.example"}, "ann@customer.example"),
    ("money_above = 100", {"text": "We pay back €250."}, ""),
    ("money_above = 100", {"text": "See there.", "html": "<p>2<b>50</b> €</p>"}, ""),
]


@pytest.mark.parametrize(("when", "mail", "writer"), LOOK)
def test_what_is_read_of_the_mail_itself_reaches_the_rules(
    sandbox: Server, box: str, tmp_path: Path, when: str, mail: dict[str, Any], writer: str
) -> None:
    rules = f'[[rule]]\nname = "odd"\nthen = "refuse"\nwhen = {{ {when} }}\n{ALLOW}'
    with gate(sandbox, tmp_path, rules) as guarded:
        thread = thread_in(sandbox, box)
        assert guarded.send(box, thread_id=thread, text="It costs €20.").body["held"]["state"] == "approved"
        assert guarded.send(box, thread_id=thread, **mail).status == 403
        if writer:
            assert guarded.send(box, thread_id=thread, to=writer).body["held"]["state"] == "approved"


def test_mails_of_the_gate_itself_make_none_of_its_others_stale(guarded: Gate, box: str) -> None:
    thread = thread_in(guarded.sandbox, box)
    both = [guarded.held(box, thread_id=thread, text=f"Part {number}.") for number in (1, 2)]
    for held in both:
        guarded.approve(held)
        guarded.in_state(held.id, "seen")
    guarded.sound()


def test_what_cannot_be_judged_by_a_fault_is_held(
    sandbox: Server, box: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "says", fails)
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        answer = guarded.send(box)
        assert answer.status == 202 and answer.body["held"]["state"] == "held"
        assert "Not known: anything (ZeroDivisionError)." in guarded.get(answer.body["id"]).reasons
        monkeypatch.undo()
        guarded.approve(guarded.sealed(answer.body["id"]))
        guarded.in_state(answer.body["id"], "seen")


def test_a_pause_stops_what_is_approved_and_not_yet_sending(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, ALLOW) as guarded:
        with guarded.db() as db, db.write() as conn:
            pauses.begin(conn, Pause(Place(), "hold", "a flood", "anna"))
        held = guarded.held(box)
        assert "Paused: a flood (anna)" in held.reasons
        guarded.approve(held)
        other = guarded.agent("sales")
        assert guarded.send(box, key=other, subject="two").body["held"]["state"] == "held"
        with guarded.db() as db, db.write() as conn:
            pauses.end(conn, Place(), "anna")
        guarded.in_state(held.id, "seen")
        with guarded.db() as db, db.write() as conn:
            pauses.begin(conn, Pause(Place("support"), "hold", "its loop", "anna"))
        assert guarded.send(box, subject="three").body["held"]["state"] == "held"
        assert guarded.send(box, key=other, subject="four").body["held"]["state"] == "approved"
        guarded.sound()


def test_a_key_has_limits_and_an_end(guarded: Gate, box: str) -> None:
    few = guarded.agent("few", per_hour=1)
    assert guarded.send(box, key=few).status == 202
    over = guarded.send(box, key=few, subject="two")
    assert over.status == 429 and over.headers["retry-after"] == "3600"
    over_day = guarded.agent("fewer", per_day=1)
    assert [guarded.send(box, key=over_day, subject=str(number)).status for number in range(2)] == [202, 429]
    assert guarded.send(box, key=guarded.agent("gone", expires_at=1)).status == 401


def test_reads_say_that_the_api_is_away_and_sends_are_kept(guarded: Gate, box: str) -> None:
    guarded.send(box, subject="before")
    guarded.sandbox.process.kill()
    guarded.sandbox.process.wait(10)
    away = guarded.server.get("/v1/inboxes")
    assert away.status == 503 and "cannot be reached" in away.body["error"]
    answer = guarded.send(box, thread_id="thread_1")
    assert answer.status == 202 and answer.body["held"]["state"] == "held"
    held = guarded.get(answer.body["id"])
    assert held.sealed == "" and "Not known: the conversation" in " ".join(held.reasons)
    with pytest.raises(CannotDecide):
        guarded.approve(held, "")

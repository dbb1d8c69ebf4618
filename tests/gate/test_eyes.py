"""Where a rule wants several people, one alone lets nothing out, and what changed wants all of them again."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.gate import decisions, journal
from commune_tui.gate.facts import Facts
from commune_tui.gate.judge import judge
from commune_tui.gate.mail import Mail
from commune_tui.gate.rules import BrokenRules, parsed
from tests.gate.gates import Gate, gate
from tests.gate.test_way import thread_in
from tests.servers import Server

TWO = '[[rule]]\nname = "much money"\nthen = "hold"\napprovers = 2\n'
FACTS = Facts("support", "help@shop.example", clock.local(clock.now()))
MAIL = Mail(("ann@customer.example",), "Hello", "Hello")


@pytest.mark.parametrize("value", ["0", "6", "true", '"2"', "1.5", "[2]"])
def test_a_number_of_people_that_cannot_be_breaks_the_rules(value: str) -> None:
    with pytest.raises(BrokenRules, match="from 1 to 5"):
        parsed(f'[[rule]]\nname = "x"\nthen = "hold"\napprovers = {value}')
    for then in ("allow", "refuse"):
        with pytest.raises(BrokenRules, match="approve what is held"):
            parsed(f'[[rule]]\nname = "x"\nthen = "{then}"\napprovers = 2')


def test_in_doubt_as_many_people_as_any_rule_wants_that_may_fit() -> None:
    rule = '[[rule]]\nname = "{}"\nthen = "hold"\napprovers = {}\nwhen = {{ {} }}\n'
    other, sure, unknown = 'agent = "other"', 'agent = "support"', 'status = "open"'
    tried = [([(4, other), (2, sure), (3, sure)], 2), ([(4, other), (2, unknown), (3, sure)], 3), ([(4, other)], 1),
             ([(3, unknown), (2, sure)], 3)]  # fmt: skip
    for rules, wanted in tried:
        text = "".join(rule.format(number, *each) for number, each in enumerate(rules))
        assert judge(MAIL, FACTS, parsed(text)).approvers == wanted, text
    broken = parsed(rule.format("x", 3, 'agent = "support"'))
    assert judge(None, FACTS, broken).approvers == 3  # type: ignore[arg-type]
    assert judge(MAIL, FACTS, parsed("")).approvers == 1


def test_two_people_let_it_out_and_one_twice_does_not(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, TWO) as guarded:
        ann, ben = guarded.operator("ann"), guarded.operator("ben")
        held = guarded.held(box)
        guarded.write('[[rule]]\nname = "much money"\nthen = "hold"\n')  # what was judged before wants two still
        for _ in range(2):
            told = guarded.ask(ann, f"{held.id}/approve", seal=held.sealed, hold_s=0).body["data"]
            assert (told["state"], told["approvals"], told["approvers"], told["by"]) == ("held", ["ann"], 2, "")
        with guarded.db() as db, db.write() as conn:  # the same person at the command line, by another spelling
            assert decisions.approve(conn, held.id, held.sealed, "Ann ").state == "held"
        [brief] = guarded.ask(ben).body["data"]
        assert brief["approvals"] == ["ann"] and guarded.sent("Your order") == []
        told = guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=0).body["data"]
        assert (told["state"], told["by"], told["approvals"]) == ("approved", "ann, ben", ["ann", "ben"])
        guarded.in_state(held.id, "seen")
        assert len(guarded.sent("Your order")) == 1
        later = guarded.held(box, subject="later")
        assert guarded.ask(ann, f"{later.id}/approve", seal=later.sealed).body["data"]["state"] == "approved"
        with guarded.db() as db:
            said = [(each.what, each.who) for each in journal.about(db.conn, held.id)]
        assert [each for each in said if each[1] in ("ann", "ben", "Ann ")] == [("approved", "ann"), ("decided", "ben")]
        guarded.sound()


def test_the_person_of_the_command_line_is_one_of_them(sandbox: Server, box: str, tmp_path: Path) -> None:
    with gate(sandbox, tmp_path, TWO) as guarded:
        held, ben = guarded.held(box), guarded.operator("ben")
        guarded.approve(held)
        assert guarded.get(held.id).state == "held"
        told = guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=3600).body["data"]
        assert (told["state"], told["approvals"]) == ("approved", ["anna", "ben"])
        undone = guarded.ask(ben, f"{held.id}/undo").body["data"]
        assert (undone["state"], undone["approvals"]) == ("held", [])
        assert guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=0).body["data"]["state"] == "held"
        guarded.approve(held)
        guarded.in_state(held.id, "seen")
        guarded.sound()


@pytest.mark.parametrize("what", ["words", "conversation", "there and back"])
def test_what_changes_has_to_be_approved_by_all_again(sandbox: Server, box: str, tmp_path: Path, what: str) -> None:
    with gate(sandbox, tmp_path, TWO) as guarded:
        ann, ben = guarded.operator("ann"), guarded.operator("ben")
        thread = thread_in(sandbox, box)
        held = guarded.held(box, thread_id=thread)
        assert guarded.ask(ann, f"{held.id}/approve", seal=held.sealed).body["data"]["approvals"] == ["ann"]
        if what == "words":
            guarded.ask(ben, f"{held.id}/edit", seal=held.sealed, text="Better.")
        else:
            status(guarded, thread, "closed")
            guarded.ask(ben, f"{held.id}/approve", seal=held.sealed, hold_s=0)
            guarded.until(held.id, lambda now: bool(now.sealed) and now.sealed != held.sealed and now.state == "held")
        now = guarded.get(held.id)
        assert guarded.ask(ben, held.id).body["data"]["approvals"] == []
        if what == "there and back":  # as it was when ann approved it, and she did not see what was between
            status(guarded, thread, "open")
            guarded.ask(ann, f"{held.id}/approve", seal=now.sealed)
            guarded.ask(ben, f"{held.id}/approve", seal=now.sealed, hold_s=0)
            now = guarded.until(held.id, lambda now: now.state == "held" and now.sealed == held.sealed)
            assert guarded.ask(ben, held.id).body["data"]["approvals"] == []
        told = guarded.ask(ben, f"{held.id}/approve", seal=now.sealed, hold_s=0).body["data"]
        assert (told["state"], told["approvals"]) == ("held", ["ben"])
        guarded.ask(ann, f"{held.id}/approve", seal=now.sealed, hold_s=0)
        guarded.in_state(held.id, "seen")
        guarded.sound()


def status(guarded: Gate, thread: str, value: str) -> None:
    assert guarded.sandbox.call("PUT", f"/v1/threads/{thread}/status", {"status": value}).status == 200

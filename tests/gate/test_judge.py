"""Rules decide, the first that fits; and whatever is in doubt waits for a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.gate.facts import Baseline, Facts, changes, unpacked
from commune_tui.gate.judge import _CONDITIONS, judge
from commune_tui.gate.mail import Mail
from commune_tui.gate.rules import NO_RULES, BrokenRules, Rule, Rules, parsed

KNOWN = Facts(
    agent="support", inbox="help@shop.example", at=datetime(2026, 12, 1, 10, tzinfo=UTC), status="open",
    tags=frozenset({"VIP"}), assignee="", risk=0, loop=0, recipients_known=True, says=frozenset(), said_before=False,
    sent_last_hour=3, money=20.0, look_alike=False, suppressed=False, read_percent=100, read_newest=True,
    given_orders=False,
)  # fmt: skip
MAIL = Mail(("ann@customer.example",), "Your order", "It left today.", inbox_id="i1", thread_id="t1")
ALLOW = '[[rule]]\nname = "all"\nthen = "allow"\n'


def rules(text: str) -> Rules:
    return parsed(text)


def one(when: str, then: str = "allow") -> Rules:
    return parsed(f'operators = ["Anna"]\n[[rule]]\nname = "one"\nthen = "{then}"\nwhen = {{ {when} }}\n')


def test_without_rules_everything_waits() -> None:
    assert judge(MAIL, KNOWN, NO_RULES).then == "hold"
    assert judge(MAIL, KNOWN, rules("")).then == "hold"


def test_the_first_rule_that_fits_decides() -> None:
    text = '[[rule]]\nname = "a"\nthen = "refuse"\nsay = "Not now."\nwhen = { agent = "other" }\n' + ALLOW
    assert judge(MAIL, KNOWN, rules(text)).rule == "all"
    said = judge(MAIL, replace(KNOWN, agent="Other"), rules(text))
    assert (said.then, said.rule, said.say) == ("refuse", "a", "Not now.")


FITTING: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ('agent = "support"', {"agent": "sales"}, {}),
    ('inbox = ["help@shop.example"]', {"inbox": "b@shop.example"}, {}),
    ('status = "open"', {"status": "closed"}, {}),
    ('tag = ["vip"]', {"tags": frozenset({"late"})}, {}),
    ('assignee = "nobody"', {"assignee": "anna"}, {}),
    ("answers = true", {}, {"thread_id": None}),
    ('every_recipient_at = ["customer.example"]', {}, {"bcc": ("eve@evil.example",)}),
    ('any_recipient_at = ["customer.example"]', {}, {"to": ("eve@evil.example",)}),
    ("recipients_known = true", {"recipients_known": False}, {}),
    ("recipients_above = 0", {}, {}),
    ("risk_from = 0", {}, {}),
    ("loop = false", {"loop": 4}, {}),
    ("said_before = false", {"said_before": True}, {}),
    ("files = false", {}, {"attachments": ("f1",)}),
    ("sent_last_hour_from = 3", {"sent_last_hour": 2}, {}),
    ("money_above = 10", {"money": 10.0}, {}),
    ("recipients_look_alike = false", {"look_alike": True}, {}),
    ("recipients_suppressed = false", {"suppressed": True}, {}),
    ("read_percent_from = 100", {"read_percent": 66}, {}),
    ("read_newest = true", {"read_newest": False}, {}),
    ("given_orders = false", {"given_orders": True}, {}),
    ("hours = [9, 17]", {"at": datetime(2026, 12, 1, 17, tzinfo=UTC)}, {}),
    ("hours = [22, 11]", {"at": datetime(2026, 12, 1, 12, tzinfo=UTC)}, {}),
]


@pytest.mark.parametrize(("when", "facts", "mail"), FITTING)
def test_each_condition_fits_and_does_not(when: str, facts: dict[str, Any], mail: dict[str, Any]) -> None:
    assert judge(MAIL, KNOWN, one(when)).then == "allow"
    if facts or mail:
        assert judge(replace(MAIL, **mail), replace(KNOWN, **facts), one(when)).rule == ""


def test_a_reply_address_elsewhere_is_a_recipient_elsewhere() -> None:
    mail = replace(MAIL, reply_to="eve@evil.example")
    assert judge(mail, KNOWN, one('every_recipient_at = ["customer.example"]')).then == "hold"


def test_a_conversation_that_a_person_took_is_silent_for_agents() -> None:
    taken = one('assignee = "person"', "refuse")
    assert judge(MAIL, replace(KNOWN, assignee="anna"), taken).then == "refuse"
    assert judge(MAIL, replace(KNOWN, assignee="agent-7"), taken).then == "hold"
    assert judge(MAIL, replace(KNOWN, assignee=None), taken).then == "hold"


NAMED = {
    "status": 'status = "open"', "tags": 'tag = "vip"', "assignee": 'assignee = "person"', "risk": "risk_from = 50",
    "loop": "loop = false", "recipients_known": "recipients_known = true", "says": 'says = "money"',
    "said_before": "said_before = false", "sent_last_hour": "sent_last_hour_from = 5", "money": "money_above = 100",
    "look_alike": "recipients_look_alike = true", "suppressed": "recipients_suppressed = true",
    "read_percent": "read_percent_from = 50", "read_newest": "read_newest = true",
    "given_orders": "given_orders = true",
}  # fmt: skip
UNKNOWN = tuple(NAMED)


@pytest.mark.parametrize("fact", UNKNOWN)
@pytest.mark.parametrize("then", ["allow", "refuse", "hold"])
def test_what_is_not_known_holds_and_lets_no_later_rule_speak(fact: str, then: str) -> None:
    text = f'[[rule]]\nname = "first"\nthen = "{then}"\nwhen = {{ {NAMED[fact]} }}\n{ALLOW}'
    facts: dict[str, Any] = {fact: None}
    assert judge(MAIL, replace(KNOWN, **facts), rules(text)).then == "hold"


def test_an_answer_by_headers_alone_is_in_doubt() -> None:
    mail = replace(MAIL, thread_id=None, headers=(("In-Reply-To", "<a@b>"),))
    assert judge(mail, KNOWN, one("answers = false")).then == "hold"


@pytest.mark.parametrize("more", [{"lacking": ("the conversation",)}, {"paused": "a loop"}])
def test_nothing_is_allowed_while_something_could_not_be_read_or_all_is_paused(more: dict[str, Any]) -> None:
    assert judge(MAIL, replace(KNOWN, **more), rules(ALLOW)).then == "hold"


def test_a_fault_in_a_rule_holds() -> None:
    odd = Rules((Rule("odd", "allow", {"no_such": 1}),))
    assert judge(MAIL, KNOWN, odd).then == "hold"


@pytest.mark.parametrize(
    "text",
    [
        "rule = 1",
        "[[rule]]",
        'name = "x"',
        ALLOW + ALLOW,
        '[[rule]]\nname = "a"\nthen = "send"',
        '[[rule]]\nname = "a"\nthen = "allow"\nwhen = { asignee = "person" }',
        '[[rule]]\nname = "a"\nthen = "allow"\nwhen = { loop = 1 }',
        '[[rule]]\nname = "a"\nthen = "allow"\nwhen = { risk_from = true }',
        '[[rule]]\nname = "a"\nthen = "allow"\nwhen = { says = "weather" }',
        '[[rule]]\nname = "a"\nthen = "allow"\nwhen = { hours = [9] }',
        '[[rule]]\nname = "a"\nthen = "allow"\nwhen = { agent = [] }',
        '[[rule]]\nname = "a"\nthen = "allow"\nunless = {}',
        "operators = [1]",
        "= broken",
    ],
)
def test_a_file_with_anything_unclear_in_it_is_no_rules(text: str) -> None:
    with pytest.raises(BrokenRules):
        parsed(text)


CONDITION = st.sampled_from([*NAMED.values(), 'agent = "support"', "files = true", "answers = true"])
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from([None, "open", "closed"]),
        "assignee": st.sampled_from([None, "", "anna"]),
        "risk": st.sampled_from([None, 0, 80]),
        "loop": st.sampled_from([None, 0, 5]),
        "recipients_known": st.sampled_from([None, True, False]),
        "says": st.sampled_from([None, frozenset(), frozenset({"money"})]),
        "lacking": st.sampled_from([(), ("the conversation",)]),
        "paused": st.sampled_from(["", "because"]),
    },
)


@given(st.lists(st.tuples(CONDITION, st.sampled_from(["allow", "hold", "refuse"])), max_size=5), FACTS)
def test_nothing_leaves_but_by_a_rule_all_of_whose_conditions_are_known(
    lines: list[tuple[str, str]], more: dict[str, Any]
) -> None:
    text = "".join(
        f'[[rule]]\nname = "{number}"\nthen = "{then}"\nwhen = {{ {when} }}\n'
        for number, (when, then) in enumerate(lines)
    )
    facts = replace(KNOWN, **more)
    said = judge(MAIL, facts, rules(text))
    if said.then == "allow":
        assert lines[int(said.rule)][1] == "allow" and not facts.lacking and not facts.paused
        earlier = [when for when, _ in lines[: int(said.rule) + 1]]
        assert not any(facts_none(when, facts) for when in earlier)


def facts_none(when: str, facts: Facts) -> bool:
    return any(text == when and getattr(facts, name) is None for name, text in NAMED.items())


def test_what_changed_is_said() -> None:
    before = Baseline("open", "", ("m1",))
    assert changes(before, before) == ()
    told = " ".join(changes(before, Baseline("closed", "anna", ("m1",))))
    assert "was open and is closed" in told and "anna has it now" in told
    assert unpacked(before.packed()) == before


def test_the_rules_of_the_page_are_rules_and_it_has_every_condition() -> None:
    page = (Path(__file__).parents[2] / "docs" / "gate.md").read_text("utf-8")
    [example] = re.findall(r"```\n(operators.*?)```", page, re.S)
    assert len(parsed(example).rules) == 3
    table = page.split("| condition |")[1].split("\n\n")[0]
    named = {name for line in table.splitlines() for name in re.findall(r"`([a-z_]+)`", line.split("|")[1])}
    assert named == set(_CONDITIONS)

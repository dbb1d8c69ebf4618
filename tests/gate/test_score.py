"""What people decided is counted as it was, and a rule is proposed only where that bears it out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.__main__ import main
from commune_tui.gate import decisions, queue, trial
from commune_tui.gate.database import Database
from commune_tui.gate.facts import Baseline, Facts, packed
from commune_tui.gate.interval import enough, upper
from commune_tui.gate.mail import Mail
from commune_tui.gate.proposal import NotYet, Proposal, proposals
from commune_tui.gate.queue import GATE, Held
from commune_tui.gate.rules import parsed
from commune_tui.gate.score import Case, cards, share_changed
from tests.gate.gates import Gate, gate
from tests.gate.test_erasure import erase
from tests.gate.test_way import thread_in
from tests.servers import Server

OFFERS = '[[rule]]\nname = "offers"\nthen = "hold"\nwhen = { any_recipient_at = "evil.example" }\n'
FACTS = Facts(
    "support", "support@example.com", clock.local(clock.now()), status="open", tags=frozenset(), assignee="", risk=0,
    loop=0, recipients_known=True, says=frozenset(), said_before=False, sent_last_hour=0, money=0.0,
)  # fmt: skip
MAIL = Mail(("ann@customer.example",), "Your order", "It left.", inbox_id="i1", thread_id="t1")
CASE = Case("support", "", "unchanged", mail=MAIL, facts=FACTS)


def scored(store: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main(["gate", "score", *words, "--store", str(store)]) == 0
    return capsys.readouterr().out


def in_order(*found: Case) -> list[Case]:
    return [replace(case, order=order) for order, case in enumerate(found)]


def only(found: Sequence[Case]) -> Proposal | NotYet:
    [told] = proposals(found)
    return told


# The card


@pytest.fixture
def past(sandbox: Server, box: str, tmp_path: Path) -> Gate:
    """Of support, without a rule: two approved, one edited, two rejected, one expired, one withdrawn, one that
    waits; by the rule "offers" one that came back and was approved again. Of billing, one rejected."""
    with gate(sandbox, tmp_path, OFFERS) as guarded:
        thread = thread_in(sandbox, box)
        again = guarded.held(box, to="eve@evil.example", thread_id=thread, subject="again", text="again")
        good, fine, changed, bad, worse, late, taken, _waits = (
            guarded.held(box, subject=each, text=f"{each} and two words")
            for each in ("good", "fine", "changed", "bad", "worse", "late", "taken", "waits")
        )
        other = guarded.held(box, key=guarded.agent("billing"), subject="other")
        with guarded.db() as db, db.write() as conn:
            decisions.edit(conn, changed.id, "changed or two words", None, "anna")
            decisions.reject(conn, bad.id, "We promised  no date.", "anna")
            decisions.reject(conn, worse.id, "We promised no date.", "ben")
            decisions.reject(conn, other.id, "No.", "ben")
            decisions.withdraw(conn, queue.get(conn, taken.id) or taken)
            conn.execute("UPDATE mails SET expires_at = 1 WHERE id = ?", (late.id,))
        sandbox.call("PUT", f"/v1/threads/{thread}/status", {"status": "waiting"})
        guarded.approve(again)
        guarded.until(again.id, lambda held: held.state == "held" and bool(held.sealed) and held.sealed != again.sealed)
        for each in (good, fine, guarded.get(changed.id), guarded.get(again.id)):
            guarded.approve(each)
            guarded.in_state(each.id, "seen")
        guarded.in_state(late.id, "expired")
    return guarded


def test_the_card_says_what_became_of_them(past: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    said = scored(past.store, capsys)
    assert said.startswith(
        "billing\n  no rule: 1 decided: 0 unchanged, 0 edited, 1 rejected (“No.” 1); not unchanged: at most 100.0 %\n\n"
        "support\n  no rule: 5 decided: 2 unchanged, 1 edited (20.0 % of the words), "
        "2 rejected (“We promised no date.” 2), 1 expired, 1 withdrawn; not unchanged: at most 92.4 %\n"
        "  rule 'offers': 1 decided: 1 unchanged, 0 edited, 0 rejected, 1 came back; not unchanged: at most 95.0 %\n"
    )
    assert "[[rule]]" not in said and said.count("No rule is proposed for") == 3
    assert "recipients_known (5 mails)" in said


def test_it_is_asked_of_one_agent_of_a_span_and_by_programs(past: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(scored(past.store, capsys, "billing", "--json"))
    assert [(each["agent"], each["rejected"], each["reasons"]) for each in found["cards"]] == [
        ("billing", 1, [["No.", 1]])
    ]
    assert [(each["proposed"], each["more"]) for each in found["proposals"]] == [(False, 92)]
    with clock.frozen(clock.now() + timedelta(hours=30)):
        assert scored(past.store, capsys, "--against", "1d") == ""
        assert "5 decided" in scored(past.store, capsys, "--against", "36h")
    assert main(["gate", "score", "a", "b", "--store", str(past.store)]) == 2


def test_erased_mails_count_by_number_only(past: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    who = "ann@customer.example"
    assert erase(past, who, who) == 0
    said = scored(past.store, capsys, "support")
    assert (
        "no rule: 5 decided: 2 unchanged, 1 edited, 2 rejected, 1 expired, 1 withdrawn, 8 erased; not unchanged" in said
    )
    assert "We promised" not in said and "the words (5 mails)" in said


def test_how_much_was_edited_is_a_share_of_words() -> None:
    after = replace(MAIL, text="It went.")
    assert share_changed(MAIL, MAIL) == 0.0
    assert share_changed(MAIL, after) == 0.25
    assert share_changed(replace(MAIL, text=None, html="<p>It<br>left.</p>"), after) == 0.25
    found = [replace(CASE, became="edited", changed=share) for share in (0.1, 0.2, 0.9)]
    assert cards(found)[0].changed == 0.2


_CASES = st.builds(
    Case,
    st.sampled_from(["a", "b"]),
    st.sampled_from(["", "x"]),
    st.sampled_from(["unchanged", "edited", "rejected", "expired", "withdrawn", "other"]),
    order=st.integers(0, 99),
    reason=st.sampled_from(["", "r", "s", "t", "u"]),
    came_back=st.booleans(),
)


@given(st.lists(_CASES))
def test_no_case_is_lost_or_counted_twice(found: list[Case]) -> None:
    made = cards(found)
    assert len({(card.agent, card.rule) for card in made}) == len(made)
    for card in made:
        assert card.decided == card.unchanged + card.edited + card.rejected
        assert len(card.reasons) <= 3 and sum(count for _, count in card.reasons) <= card.rejected
    for name in ("unchanged", "edited", "rejected", "expired", "withdrawn"):
        assert sum(getattr(card, name) for card in made) == sum(case.became == name for case in found)
    assert sum(card.came_back for card in made) == sum(case.came_back for case in found)


# The bound


@pytest.mark.parametrize(
    ("bad", "of", "bound"),
    [
        (0, 1, 0.95), (0, 10, 0.258866), (0, 59, 0.049508), (1, 10, 0.394163), (2, 20, 0.282619), (5, 5, 1.0),
    ],
)  # fmt: skip
def test_the_bound_is_that_of_clopper_and_pearson(bad: int, of: int, bound: float) -> None:
    assert upper(bad, of) == pytest.approx(bound, abs=1e-6)


@pytest.mark.parametrize(("bad", "of"), [(0, 59), (1, 93), (2, 124), (3, 153), (4, 181), (5, 208)])
def test_so_many_cases_are_enough_as_wilks_has_them(bad: int, of: int) -> None:
    """The sizes of samples for 95 % of what there is, with 95 % confidence."""
    assert enough(bad, 0.05) == of


@given(st.integers(0, 80), st.integers(1, 80))
def test_at_the_bound_so_few_are_seen_in_five_of_a_hundred(bad: int, good: int) -> None:
    of = bad + good
    share = Fraction(upper(bad, of))
    seen = sum(comb(of, each) * share**each * (1 - share) ** (of - each) for each in range(bad + 1))
    assert float(seen) == pytest.approx(0.05, rel=1e-6)


@given(st.integers(0, 30), st.sampled_from([0.02, 0.05, 0.2]))
def test_no_fewer_would_be_enough(bad: int, most: float) -> None:
    of = enough(bad, most)
    assert upper(bad, of) <= most + 1e-12 and upper(bad, of - 1) > most - 1e-12


# The proposal


def put(conn: Any, name: str, facts: Facts, mail: Mail, rule: str = "") -> Held:
    """A mail as the gate writes it down, held."""
    held = queue.take(conn, Held(name, facts.agent, "received", mail.raw, facts.inbox, name, thread_id=mail.thread_id))
    held = replace(held, baseline=Baseline("open"), facts=packed(facts))
    return queue.move(conn, held, "held", GATE, rule=rule)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """60 mails of support without a rule, approved as they were, one of them with money; and beside them one rejected
    of the same agent that a rule held, one of another agent, and one to a stranger."""
    db = Database(tmp_path)
    with db.write() as conn:
        for number in range(60):
            money = number == 7
            facts = replace(FACTS, money=100.0 if money else 0.0, says=frozenset({"money"} if money else ()))
            held = put(conn, f"good{number}", facts, MAIL)
            decisions.approve(conn, held.id, held.sealed, "anna")
        put(conn, "files", FACTS, replace(MAIL, attachments=("f1",)), "files")
        put(conn, "other", replace(FACTS, agent="billing"), MAIL)
        put(conn, "strange", replace(FACTS, recipients_known=False), MAIL)
        put(conn, "legal", replace(FACTS, says=frozenset({"legal"})), MAIL)
        decisions.reject(conn, "files", "No.", "anna")
    db.close()
    return tmp_path


def test_what_is_proposed_are_rules_that_let_out_that_class_only(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = scored(store, capsys)
    assert "59 of 59 such mails without money were approved as they were." in said and "at most 5.0 % of them" in said
    assert "These rules change nothing by themselves" in said and "gate check RULES --against 14d" in said
    toml = said[said.index("[[rule]]") :].partition("\n59 of")[0]
    rules = parsed(toml)
    assert dict(rules.rules[-1].when) == {
        "agent": {"support"}, "answers": True, "recipients_known": True, "files": False, "loop": False,
        "said_before": False,
    }  # fmt: skip
    db = Database(store)
    tried = [each for each in trial.tried(db.conn, rules, 0) if each is not None]
    db.close()
    out = {each.held.id for each in tried if each.verdict.then == "allow"}
    assert len(tried) == 64 and out == {f"good{number}" for number in range(60)} - {"good7"}
    found = json.loads(scored(store, capsys, "support", "--json"))["proposals"]
    assert (found[0]["proposed"], found[0]["of"], found[0]["bad"]) == (True, 59, 0)


def test_what_people_decided_without_exception_is_not_asked_for_again() -> None:
    assert isinstance(only(in_order(*[CASE] * 59)), Proposal)
    told = only(in_order(*[CASE] * 58))
    assert isinstance(told, NotYet) and told.more == 1 and "1 more" in told.why
    edited = replace(CASE, became="edited")
    told = only(in_order(edited, *[CASE] * 60))
    assert isinstance(told, NotYet) and told.more == 93 - 61
    told = only(in_order(edited, *[CASE] * 92))
    assert isinstance(told, Proposal) and (told.of, told.bad) == (93, 1) and told.bound <= 0.05


@pytest.mark.parametrize(("since", "more"), [(0, 20), (5, 15), (19, 1), (20, 0)])
def test_nothing_is_proposed_with_a_rejection_among_the_newest(since: int, more: int) -> None:
    rejected = replace(CASE, became="rejected")
    told = only(in_order(*[CASE] * (200 - since), rejected, *[CASE] * since))
    assert isinstance(told, Proposal if more == 0 else NotYet)
    assert getattr(told, "more", 0) == more


UNKNOWN = [
    (MAIL, replace(FACTS, recipients_known=None)), (MAIL, replace(FACTS, loop=None)), (MAIL, replace(FACTS, says=None)),
    (MAIL, replace(FACTS, money=None)), (MAIL, replace(FACTS, said_before=None)), (None, None),
    (MAIL, replace(FACTS, lacking=("the conversation",))),
    (replace(MAIL, thread_id=None, headers=(("References", "<a@b>"),)), FACTS),
]  # fmt: skip


@pytest.mark.parametrize(("mail", "facts"), UNKNOWN)
def test_nothing_is_proposed_where_a_fact_was_not_known(mail: Mail | None, facts: Facts | None) -> None:
    told = only(in_order(*[CASE] * 100, replace(CASE, mail=mail, facts=facts), *[CASE] * 100))
    assert isinstance(told, NotYet) and told.why.startswith("Something was not known") and told.more == 0


def test_nothing_is_proposed_that_fits_mails_of_another_class() -> None:
    other, billing = replace(CASE, rule="offers", became="other"), replace(FACTS, agent="billing")
    told = only([*in_order(*[CASE] * 59), other])
    assert isinstance(told, NotYet) and "judged otherwise: 1" in told.why
    assert isinstance(
        only([*in_order(*[CASE] * 59), replace(CASE, agent="billing", facts=billing, became="other")]), Proposal
    )


def test_what_differed_is_no_condition_and_no_name_breaks_the_rules() -> None:
    answers = replace(CASE, rule='a "b"\n\x7f\\ü', mail=replace(MAIL, thread_id=None))
    told = only(in_order(*[answers] * 30, *[replace(answers, mail=MAIL)] * 30))
    assert isinstance(told, Proposal)
    assert "answers" not in parsed(told.toml).rules[-1].when and "files" in parsed(told.toml).rules[-1].when


def test_terms_that_were_let_out_may_leave_and_money_never_may() -> None:
    legal = replace(CASE, facts=replace(FACTS, says=frozenset({"legal"})))
    told = only(in_order(*[legal] * 60))
    assert isinstance(told, Proposal)
    assert [dict(rule.when).get("says") for rule in parsed(told.toml).rules] == [None, {"money", "orders"}, None]
    assert parsed(told.toml).rules[0].when["money_above"] == 0 and parsed(told.toml).rules[0].then == "hold"
    money = replace(CASE, facts=replace(FACTS, money=5.0))
    told = only(in_order(*[money] * 500))
    assert isinstance(told, NotYet) and told.more == 59

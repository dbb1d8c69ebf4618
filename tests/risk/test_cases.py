"""Sixty mails and the whole demo: what somebody has to see is found, and honest mail is left alone.

The labels were written before any rule. Half of the mails is held out: no rule was tuned on it. One of its bad ones is
missed and stays missed, as a measure; to raise the share is progress, to write a rule for that mail is none.
"""

from __future__ import annotations

import pytest

from commune_tui.risk.score import reasons, score
from commune_tui.risk.terms import FROM, Finding
from tests.risk import demo
from tests.risk.demo import Judged
from tests.risk.mails import Case, cases

HONEST_AT_MOST = 0.05


def risky(case: Case) -> bool:
    return score(case.reasons()) >= FROM


@pytest.mark.parametrize(("name", "share"), [("tuned", 1.0), ("held_out", 0.9)])
def test_bad_mails_are_found_for_their_reasons(name: str, share: float) -> None:
    bad = [case for case in cases(name) if case.risky]
    assert len(bad) == 18
    found = [case for case in bad if risky(case) and case.terms <= {reason.term for reason in case.reasons()}]
    assert len(found) >= share * len(bad), sorted({case.key for case in bad} - {case.key for case in found})


@pytest.mark.parametrize("name", ["tuned", "held_out"])
def test_honest_mails_are_left_alone(name: str) -> None:
    honest = [case for case in cases(name) if not case.risky]
    assert len(honest) == 12
    assert [case.key for case in honest if risky(case)] == []


@pytest.fixture(scope="module")
def conversations() -> list[Judged]:
    return demo.conversations()


def test_everything_bad_in_the_demo_is_found(conversations: list[Judged]) -> None:
    bad = [each for each in conversations if each.label == "bad"]
    assert {each.key for each in bad} >= demo.BAD
    assert [each.key for each in bad if each.points < FROM] == []


def test_the_honest_part_of_the_demo_is_left_alone(conversations: list[Judged]) -> None:
    honest = [each for each in conversations if each.label == "honest"]
    alarms = [(each.key, each.why) for each in honest if each.points >= FROM]
    assert len(honest) > 250
    assert len(alarms) <= HONEST_AT_MOST * len(honest), alarms


def test_being_late_makes_nobody_honest_an_alarm(conversations: list[Judged]) -> None:
    late = Finding("late")
    alarms = [
        each.key for each in conversations
        if each.label == "honest" and score(reasons([*each.found.findings, late])) >= FROM
    ]  # fmt: skip
    assert 1 <= len(alarms) <= HONEST_AT_MOST * sum(each.label == "honest" for each in conversations), alarms


def test_one_loop_of_the_demo_goes_on_and_one_is_over_since_a_person_wrote(conversations: list[Judged]) -> None:
    loops = {each.key: each.found.loop for each in conversations if each.found.loop is not None}
    assert [(key, loop.mails, loop.going) for key, loop in loops.items()] == [
        ("two_agents_loop", 8, False), ("loop_with_a_desk", 14, True),
    ]  # fmt: skip

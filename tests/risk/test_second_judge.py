"""What somebody said who had seen no rule: mails, loops, silences, agents, due times; and where the program differs.

The cases and what is expected of them were written from the issue and the contract alone, and are left as they were
written. Half of them is held out: nothing was mended by it before both were counted. Where judge and program still
differ, the case stands below with the reason: in :data:`MISSED` the program is wrong, in :data:`ASKED_TOO_MUCH` the
judge. ``later.json`` has two rounds of mails more, written one after another when all was mended by those before: at
first sight 17 of 30 and 8 of 15 bad ones were found, and 11 of 48 and 5 of 40 honest ones, most of them traps, were not
left alone. Then those were mended by, too; the next round will find about half. A case that becomes right, or another
that becomes wrong, fails here.
"""

from __future__ import annotations

from typing import Final

import pytest

from commune_tui.risk.score import score
from commune_tui.risk.terms import FROM
from tests.risk.second.judge import FIELDS, cases, held_out, of_mail, wrong

_PAY_IN = "an account to be paid into is not told from one to pay to"
_THINGS = "two things of one kind are told apart by words that the program does not weigh; half the points, not in Risk"
MISSED: Final = {
    "f-zip-en": "a file of a new sender counts a little; what kind of file it is is not looked at",
    "f-html-fr": "a file of a new sender counts a little; what kind of file it is is not looked at",
    "b3": "the account is said to close, in one sentence, and the payments are said to move, in the next",
    "c1": "that the account is with another institution is said in words that nobody foresaw",
    "g43": _PAY_IN,
    "k8": _PAY_IN,
    "k9": "the password of an archive is not ours",
    "k23": "two clauses are read as one",
    "date-moved": "only money and shares are figures; dates and days are not",
    "days-de": "only money and shares are figures; dates and days are not",
    "two-items": _THINGS,
    "quantity-asked": _THINGS,
}
ASKED_TOO_MUCH: Final = {
    "f-cv-de": "an application with its file is an ordinary day; fifteen points are right",
    "mailer-daemon": "a loop begins with the fifth mail, whoever writes",
    "suppressed-vanished": "the sentence says both; the reason is that the mail never appeared",
    "suppressed-since-date": "says for how long, which is the same as since when",
    "snoozed-tomorrow": "says for how long, which is the same as until when",
}


@pytest.mark.parametrize("field", FIELDS)
def test_the_judges_differ_in_the_named_cases_and_no_others(field: str) -> None:
    known = cases(field)
    differ = {case["id"]: said for case in known if (said := wrong(field, case))}
    named = {case["id"] for case in known} & {*MISSED, *ASKED_TOO_MUCH}
    assert set(differ) == named, {key: said for key, said in differ.items() if key not in named}


def test_every_named_case_is_one_of_them() -> None:
    every = {case["id"] for field in FIELDS for case in cases(field)}
    assert {*MISSED, *ASKED_TOO_MUCH} <= every
    assert not MISSED.keys() & ASKED_TOO_MUCH.keys()


@pytest.mark.parametrize(("half", "share"), [(False, 1.0), (True, 0.85)])
def test_how_many_bad_mails_are_in_risk_and_no_honest_one(half: bool, share: float) -> None:
    mails = [case for case in cases("mails") if held_out(case) is half]
    risky = {case["id"] for case in mails if score(of_mail(case)) >= FROM}
    bad = {case["id"] for case in mails if case["expect"]}
    assert len(risky & bad) >= share * len(bad), sorted(bad - risky)
    assert not risky - bad

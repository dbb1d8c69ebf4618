"""Loops: a table of conversations, each with what a person says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.risk.loops import AUTOMATIC, FAST, OURS, SAME, Loop, Mail, loop, says_machine


def talk(pattern: str, gap_s: float = 60, **theirs: bool | int) -> list[Mail]:
    """Mails of ours (``o``), of a person of ours (``p``), of theirs (``i``), ``gap_s`` apart, no two alike."""
    made = []
    for place, sign in enumerate(pattern):
        inbound = sign == "i"
        mail = Mail(inbound, int(place * gap_s * 1000), sign == "p", length=80, likeness=place)
        made.append(Mail(**{**mail._asdict(), **theirs}) if inbound else mail)
    return made


CASES = [
    ("ours, theirs, ours, theirs, ours, by headers", talk("oioio", machine=True), (5, True, AUTOMATIC)),
    ("fifty mails in seconds", talk("i" + "oi" * 25, gap_s=1), (51, True, FAST)),
    ("the same words again and again", talk("oioioioi", likeness=7), (8, True, SAME)),
    ("an agent of ours at the other end", talk("ioioi", ours=True), (5, True, OURS)),
    ("a person of ours stepped in", talk("oioioip", machine=True), (6, False, AUTOMATIC)),
    ("it began again after that", talk("oioioipioioio", machine=True), (6, True, AUTOMATIC)),
    ("one automatic answer", talk("oi", machine=True), None),
    ("two automatic answers, and ours between", talk("oioi", machine=True), None),
    ("people who write to and fro, some minutes apart", talk("ioioioioio", gap_s=300), None),
    ("a person who answers at once, in two words", talk("oioioio", gap_s=20, length=9), None),
    ("a customer who says the same twice", talk("ioi", likeness=7), None),
    ("a newsletter that nobody answers", talk("iiiiiiii", machine=True), None),
    ("our agent sends and nobody answers", talk("oooooooo"), None),
    ("half of it a machine, half a person", talk("oioi", machine=True) + talk("ppppoioioi", gap_s=900)[4:], None),
    (
        "a person first, then a machine with the same words",
        talk("ioioioi", gap_s=9_000) + [mail._replace(at=mail.at + 10**8) for mail in talk("oioioi", likeness=99)],
        (6, True, SAME),
    ),
    ("different words each time, eight seconds after ours", talk("oioioioio", gap_s=8), (9, True, FAST)),
    (
        "three quick answers, then slow ones",
        talk("oioioi", gap_s=8)
        + [mail._replace(at=mail.at + 10**6, likeness=mail.likeness + 50) for mail in talk("oioioi", gap_s=400)],
        None,
    ),
    ("a person who says thank you twice", talk("oioio", gap_s=300, length=7, likeness=99), None),
    ("nothing", [], None),
]


@pytest.mark.parametrize(("mails", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_a_loop(mails: list[Mail], expected: tuple[int, bool, str] | None) -> None:
    found = loop(mails)
    assert (found and (found.mails, found.going, found.signs[0])) == expected


def test_a_loop_is_seen_with_its_fifth_mail() -> None:
    mails = talk("oioioioioi", gap_s=2)
    assert [loop(mails[:count]) is not None for count in range(1, 7)] == [False] * 4 + [True] * 2


@pytest.mark.parametrize(
    ("headers", "machine"),
    [
        ({}, False), ({"auto-submitted": "no"}, False), ({"auto-submitted": "auto-generated"}, True),
        ({"precedence": "bulk"}, True), ({"precedence": "first-class"}, False), ({"list-id": "<news.example>"}, True),
    ],
)  # fmt: skip
def test_headers_say_that_a_machine_sends(headers: dict[str, str], machine: bool) -> None:
    assert says_machine(headers) is machine


MAILS = st.lists(
    st.builds(Mail, st.booleans(), st.integers(0, 10**9), st.booleans(), st.booleans(), st.integers(0, 500),
              st.integers(0, 4), st.booleans())
)  # fmt: skip


@given(MAILS)
def test_a_word_of_a_person_of_ours_ends_every_loop(mails: list[Mail]) -> None:
    person = Mail(False, 10**9 + 1, True)
    found = loop([*mails, person])
    assert found is None or not found.going
    assert found == (None if (before := loop(mails)) is None else before._replace(going=False))


@given(MAILS)
def test_a_loop_has_at_least_five_mails_and_a_sign(mails: list[Mail]) -> None:
    found = loop(mails)
    assert found is None or (isinstance(found, Loop) and found.mails >= 5 and bool(found.signs))

"""Figures of ours that contradict one another, and those that do not."""

from __future__ import annotations

import pytest

from commune_tui.risk import figures
from commune_tui.risk.figures import Said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The refund of €1,204.50 is booked.", [("refund", "EUR", 1204.50)]),
        ("Der Rabatt beträgt 12,5 % im ersten Jahr.", [("discount", "%", 12.5)]),
        ("Die Erstattung über 1.204,50 EUR ist gebucht.", [("refund", "EUR", 1204.50)]),
        ("The price is 61 000 euros a year.", [("price", "EUR", 61000.0)]),
        ("The price rises from €10 to €12.", []),  # it compares
        ("The refund is €1,250,000.50.", [("refund", "EUR", 1_250_000.5)]),
        ("Der Preis ist 1.250.000 EUR.", [("price", "EUR", 1_250_000.0)]),
        ("Le remboursement est de 1\u202f204,50 €.", [("refund", "EUR", 1204.50)]),
        ("We keep €390.", [("", "EUR", 390.0)]),
        ("Your refund comes on the 3rd, reference 4417.", []),
    ],
)
def test_what_a_text_names(text: str, found: list[tuple[str, str, float]]) -> None:
    assert [figure[:3] for figure in figures.read(text)] == found


def said(who: str, text: str) -> Said:
    return Said(who == "we", figures.read(text), figures.corrects(text))


CASES = [
    ("taken back", ["we: I will refund €390.00 today.", "we: I have to correct myself: the refund is €78.00."], 1.0),
    ("not noticed", ["we: The fee is $40.", "they: Thanks.", "we: As I said, the fee is $60."], 0.5),
    ("agreed on", ["we: The price is €500.", "they: 450 € and we sign.", "we: The price is €450 then."], None),
    ("the same again", ["we: The refund is €78.", "we: The refund of €78.00 left today."], None),
    ("two things", ["we: The fee is €10.", "we: The discount is €5."], None),
    ("two currencies", ["we: The price is €100.", "we: In dollars the price is $110."], None),
    ("theirs", ["they: You owe me a refund of €50.", "they: The refund must be €70."], None),
    ("one mail", ["we: The price is €100."], None),
]


@pytest.mark.parametrize(("mails", "share"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_when_we_contradict_ourselves(mails: list[str], share: float | None) -> None:
    found = figures.contradiction([said(*mail.split(": ", 1)) for mail in mails])
    assert (found and found.share) == share


def test_it_says_both_figures() -> None:
    found = figures.contradiction([said("we", "A refund of €390.00."), said("we", "The refund is €78.00.")])
    assert found is not None and found.words == "€390.00, then €78.00"

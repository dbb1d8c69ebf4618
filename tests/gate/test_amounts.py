"""The most money that a mail names is never read as less than it is; what cannot be read is not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.gate.amounts import most

KNOWN = {
    "": 0, "Your order 45123 left on 3 May.": 0, "See RFC 2822 of the ISO.": 0,
    "It costs 20 €.": 20, "It costs €20.50, and 5 EUR for the post.": 20.5, "USD 1,200.00": 1200,
    "1.200,50 EUR": 1200.5,
    "CHF 1'000": 1000, "$5k": 5000, "£1.5 million": 1_500_000, "5 thousand euros": 5000, "100-200 €": 200,
    "900 to 100 euros": 900, "between 20 and 30 dollars": 30, "１００ €": 100, "٣٠٠ €": 300, "kr 5, SEK 900": 900,
    "₹ 75,000": 75_000, "¥10000": 10_000, "50 Franken oder 80 Franken": 80, "A fee of 3 pounds.": 3, "20€/month": 20,
    "EUR: 40": 40, "40,- €": 40,
    "5\u200b000 €": 5000, "5\u00ad000 €": 5000, "5\u0332000 €": 5000, "2 5 0 €": 250, "412.500,00 TL": 412_500,
}  # fmt: skip
UNKNOWN = (
    "two hundred euros",
    "twenty-five thousand pounds",
    "some $",
    "€ and more",
    "We owe you dollars.",
    "20 € and a few € more",
)


@pytest.mark.parametrize("text", KNOWN)
def test_the_most_is_found(text: str) -> None:
    assert most(text) == KNOWN[text]


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_cannot_be_read_is_not_known(text: str) -> None:
    assert most(text) is None
    assert most("", text) is None


def test_markup_hides_no_amount() -> None:
    assert most("20 €", "<p>9<b>00</b> &euro;</p>") == 900
    assert most("", "<td>900</td><td>EUR</td>") == 900
    assert most("", "<p>Nothing.</p>") == 0


UNSEEN = json.loads(Path(__file__).with_name("amounts.json").read_text("utf-8"))
"""Eighty mails in nine languages, and the most that each names: written by somebody who had not seen the code."""


@pytest.mark.parametrize("case", UNSEEN, ids=range(len(UNSEEN)))
def test_somebody_else_reads_the_same(case: dict[str, Any]) -> None:
    assert most(case["text"]) == case["most"]


@given(
    st.integers(1, 10**9), st.sampled_from(["€{}", "{} €", "USD {}", "{} dollars", "{:,} $", "£ {:,}.00"]),
    st.text(st.characters(exclude_categories=["Cs", "Nd", "No", "Nl", "Sc", "Lu"], exclude_characters="-–—.,'’   \xa0"),
            max_size=20),
)  # fmt: skip
def test_no_amount_is_read_as_less(amount: int, form: str, around: str) -> None:
    found = most(f"{around} {form.format(amount)} {around}")
    assert found is None or found >= amount

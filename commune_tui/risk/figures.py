"""Figures that we name, and whether we contradict ourselves in them. Pure.

Two figures are of the same thing where our sentences call it by the same noun and count it in the same unit. A figure
that the customer named before is no contradiction: that is how a price is agreed on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from commune_tui.risk.terms import Finding

_NOUNS: Final = {
    "refund": "refund", "refunds": "refund", "refunded": "refund", "reimburse": "refund", "reimbursed": "refund",
    "credit": "credit", "credited": "credit", "discount": "discount", "price": "price", "costs": "price",
    "cost": "price", "fee": "fee", "fees": "fee", "deposit": "deposit", "compensation": "refund",
    "erstattung": "refund", "erstatten": "refund", "erstattet": "refund", "rabatt": "discount", "preis": "price",
    "gutschrift": "credit", "remboursement": "refund", "rembourser": "refund", "reembolso": "refund",
}  # fmt: skip
_CURRENCIES: Final = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "dollars": "USD", "£": "GBP",
    "gbp": "GBP", "pounds": "GBP", "chf": "CHF",
}  # fmt: skip
_NUMBER: Final = r"\d{1,3}(?:[.,' \u00a0\u2009\u202f]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT: Final = re.compile(
    rf"(?P<before>[€$£]|\b(?:EUR|USD|GBP|CHF))\s?(?P<one>{_NUMBER})(?![\d.,]*\d)"
    rf"|(?<![\d.,])(?P<two>{_NUMBER})\s?(?P<after>[€$£%]|\b(?:EUR|USD|GBP|CHF|euros?|dollars|pounds|per ?cent)\b)",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD: Final = re.compile(r"\w+")
_CORRECTS: Final = re.compile(
    r"\bcorrect (?:myself|ourselves|my)\b|\bshould not have\b|\bmy mistake\b|\bi was (?:wrong|mistaken)\b"
    r"|\bcorrection\b|\bin error\b|\bnicht hätte|\bkorrigier|\bversehentlich\b|\bje me suis trompée?\b",
    re.IGNORECASE,
)
_MOST: Final = 20


class Figure(NamedTuple):
    """An amount: of what, in which unit, and as it was written."""

    noun: str
    unit: str
    value: float
    written: str


class Said(NamedTuple):
    """The figures of a mail, and whether it takes something back."""

    ours: bool
    figures: tuple[Figure, ...]
    corrects: bool = False


def read(text: str) -> tuple[Figure, ...]:
    """The figures of a text. A sentence with two amounts in one unit compares: it names none."""
    found: list[Figure] = []
    for sentence in _SENTENCE.split(text):
        amounts = list(_AMOUNT.finditer(sentence)) if any(mark.isdigit() for mark in sentence) else []
        nouns = {_NOUNS[word] for word in _WORD.findall(sentence.lower()) if word in _NOUNS} if amounts else set()
        units = [_unit(each) for each in amounts]
        for amount, unit in zip(amounts, units, strict=True):
            value = number(amount["one"] or amount["two"])
            if value is not None and units.count(unit) == 1:
                found += [Figure(noun, unit, value, amount[0].strip()) for noun in sorted(nouns or {""})]
    return tuple(found[:_MOST])


def corrects(text: str) -> bool:
    """Whether a mail takes back what was said before."""
    return _CORRECTS.search(text) is not None


def _unit(amount: re.Match[str]) -> str:
    sign = (amount["before"] or amount["after"]).lower().replace(" ", "")
    return _CURRENCIES.get(sign, "%")


def number(written: str) -> float | None:
    """A number as people write it, with points, commas or blanks; ``None`` for what is none."""
    plain = re.sub(r"[ \u00a0\u2009\u202f'’]", "", written)
    if re.search(r"[.,]\d{3}$", plain) or re.search(r"[.,]\d{3}[.,]", plain):
        head, point, tail = plain.rpartition(max((".", ","), key=plain.rfind))
        head = re.sub(r"[.,]", "", head)
        plain = f"{head}{tail}" if len(tail) == 3 else f"{head}{point}{tail}"
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None


def contradiction(mails: Sequence[Said]) -> Finding | None:
    """The newest contradiction of ours, by the mails of a conversation, oldest first. One that we own up to weighs
    whole: somebody was promised something. One that nobody noticed may be two things of the same name."""
    found: Finding | None = None
    before: dict[tuple[str, str], Figure] = {}
    theirs: set[tuple[str, float]] = set()
    for mail in mails:
        if not mail.ours:
            theirs |= {(figure.unit, figure.value) for figure in mail.figures}
            continue
        for figure in mail.figures:
            if not figure.noun:
                continue
            earlier = before.get((figure.noun, figure.unit))
            other = earlier is not None and earlier.value != figure.value
            if earlier is not None and other and (figure.unit, figure.value) not in theirs:
                words = f"{earlier.written}, then {figure.written}"
                found = Finding("figures", words, 1.0 if mail.corrects else 0.5)
            before[figure.noun, figure.unit] = figure
    return found

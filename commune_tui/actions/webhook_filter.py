"""Which webhook deliveries are meant: ``status:dead inbox:support endpoint:hooks.acme age:>1h refund``. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from commune_tui.actions.action import Suggestion
from commune_tui.query import spans
from commune_tui.store.webhooks import WebhookRow

FAILED = "failed"
_STATUSES = {
    "delivered": ("delivered",), "retrying": ("retrying",), "pending": ("pending",), "dead": ("dead",),
    FAILED: ("dead", "retrying"),
}  # fmt: skip
TERMS = ("status:", "inbox:", "endpoint:", "age:", "thread:")
HOW = (
    "Say status: with delivered, retrying, pending, dead or failed; inbox: or endpoint: with a part of its name; "
    "age: with a time, as >1h or <2d; other words stand in the subject, the error or the id."
)


class Term(NamedTuple):
    """One condition; ``name`` is empty for a word that may stand anywhere."""

    name: str
    value: str


def terms(words: str) -> list[Term]:
    """What is said, one condition for each word."""
    made = []
    for word in words.split():
        name, colon, value = word.partition(":")
        known = colon and f"{name.lower()}:" in TERMS
        made.append(Term(name.lower(), value) if known else Term("", word))
    return made


def wrong(words: str) -> str:
    """What cannot be understood, with what can; empty where all of it can."""
    for name, value in terms(words):
        if name and not value:
            return f"Behind {name}: something has to stand. {HOW}"
        if name == "status" and any(each not in _STATUSES for each in value.lower().split(",")):
            return f"There is no status {value!r}. {HOW}"
        if name == "age" and not spans.is_span(value):
            return f"{value!r} is no age. {HOW}"
    return ""


def chosen(rows: Sequence[WebhookRow], words: str, now: datetime) -> list[WebhookRow]:
    """Those of ``rows`` that fit all of it."""
    wanted = terms(words)
    return [row for row in rows if all(_fits(row, term, now) for term in wanted)]


def _fits(row: WebhookRow, term: Term, now: datetime) -> bool:
    value = term.value.casefold()
    if term.name == "status":
        return any(row.status in _STATUSES.get(each, ()) for each in value.split(","))
    if term.name == "age":
        how, span = spans.compared(value)
        edge = spans.cutoff(span, now)
        return row.created_at is not None and (row.created_at <= edge if ">" in how else row.created_at >= edge)
    if term.name == "thread":
        return row.thread_id == term.value
    if term.name:
        return value in (row.inbox if term.name == "inbox" else row.endpoint).casefold()
    return any(value in each.casefold() for each in (row.subject, row.error, row.id, row.endpoint, row.inbox))


def suggested(line: str) -> list[Suggestion]:
    """What the last word of a line could become."""
    before, _, last = line.rpartition(" ")
    some = [*(f"status:{each}" for each in _STATUSES), "inbox:", "endpoint:", "age:>1h", "age:<1d"]
    start = f"{before} " if before else ""
    return [Suggestion(f"{start}{each}", shown=each) for each in some if each.startswith(last.lower()) and each != last]

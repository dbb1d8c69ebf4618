"""The fields that a query may name: their values, their other names, their help. The one table of the grammar.

And what is meant by a value: as the tree holds it, or a complaint that says what it may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from commune_tui.query.pieces import Piece, QueryError
from commune_tui.query.tree import Node, Or, Term
from commune_tui.wording import asked, nearest

Kind = Literal["choice", "name", "text", "age", "span", "days", "size", "value"]


@dataclass(frozen=True, slots=True)
class Field:
    """``choice`` takes one of ``choices`` only; ``name`` takes any name, of which ``choices`` mean something special.

    ``text`` is searched for in messages, ``age`` is a time span or a date, ``span`` is longer or shorter than a time
    span, or one of the other ``choices``, ``days`` are a day, a month or what lies between two, ``size`` is a number of
    bytes, ``value`` is what an extraction found. ``habits`` are words of other programs for some of its values: (field,
    values) by word.
    """

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    habits: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


_DELIVERY = (
    "queued", "sent", "opened", "clicked", "delivered", "delivery_delayed", "credit_limit", "blocked", "suppressed",
    "failed", "bounced", "complained",
)  # fmt: skip

_ME: Final = "me"
_AS_STATUS: Final = ("open", "needs_reply", "waiting", "closed")
SILENT: Final = (
    "us", "them", "bounced", "suppressed", "failed", "complained", "delayed", "lost", "unsent", "snoozed", "aside",
)  # fmt: skip
"""Why nothing happens in a conversation; ``risk/silence.py`` says what each means."""

_ALL: Final = (
    Field("status", "choice", "triage status", ("open", "needs_reply", "waiting", "closed", "unknown")),
    Field("assignee", "name", "who looks after it", ("me", "nobody", "someone"), ("assigned", "owner")),
    Field("tag", "name", "a tag; a,b means either", (), ("tags", "label")),
    Field("in", "name", "an inbox: its address, the part before the @, or its id", (), ("inbox",)),
    Field("domain", "name", "a domain: its name or id"),
    Field("from", "text", "name or address of a sender; me: mail that went out from here", (_ME,), ("sender",)),
    Field("to", "text", "name or address of a recipient; me: mail that came in", (_ME,), ("recipient",)),
    Field("cc", "text", "name or address of somebody who got a copy"),
    Field("with", "text", "name or address of anybody in a mail"),
    Field("subject", "text", "words of the subject"),
    Field("body", "text", "words of the text"),
    Field("file", "text", "name of an attachment", (), ("filename",)),
    Field(
        "is",
        "choice",
        "a mark",
        (
            "unanswered",
            "unread",
            "read",
            "pending",
            "snoozed",
            "spam",
            "risky",
            "trouble",
            "assigned",
            "late",
            "elsewhere",
        ),
        habits={
            **{status: ("status", (status,)) for status in _AS_STATUS},
            "unassigned": ("assignee", ("nobody",)),
            "mine": ("assignee", (_ME,)),
            "answered": ("answered", ("agent", "human")),
            "replied": ("answered", ("agent", "human")),
            "sent": ("from", (_ME,)),
            "draft": ("has", ("draft",)),
        },
    ),
    Field("unanswered", "span", "how long somebody has waited for an answer", (">1h", ">1d", ">1w", "<1h")),
    Field("late", "span", "how long past its time an answer is", (">1h", ">1d", "<1h")),
    Field("silent", "span", "why nothing happens, or for how long: them, bounced, >3d", (*SILENT, ">1d", ">1w")),
    Field("has", "choice", "something it has", ("attachment", "tag", "extracted", "draft", "note")),
    Field("risk", "choice", "injection risk of this level or worse", ("none", "low", "medium", "high", "critical")),
    Field("loop", "choice", "our agent and a machine answer one another", ("going", "ended", "any")),
    Field("delivery", "choice", "how mail that went out fared", (*_DELIVERY, "trouble")),
    Field("direction", "choice", "who wrote last", ("inbound", "outbound"), ("last",)),
    Field("older", "age", "last message before: 3d, 2w, 2026-01-31", (), ("before", "older_than")),
    Field("newer", "age", "last message since: 12h, 3d, 2026-01-31", (), ("after", "since", "newer_than")),
    Field("date", "days", "last message on: 2026-01-31, 2026-01, yesterday, 2026-01-01..2026-01-31"),
    Field("larger", "size", "the files of a mail together, as far as known: 500k, 5M", (), ("size",)),
    Field("answered", "choice", "who wrote the last answer", ("agent", "human", "nobody")),
    Field("missing", "name", "an extracted value that it lacks: missing:order_id; a,b lacks either"),
    Field("id", "name", "the id of a thread", (), ("thread",)),
)
FIELDS: Final = {field.name: field for field in _ALL}
ALIASES: Final = {alias: field.name for field in _ALL for alias in field.aliases}
MONTHLY: Final = frozenset({"older_than", "newer_than"})
"""Names under which ``m`` is a month, because the program that they come from has no minutes."""
EXTRACTED: Final = "extracted."
EXTRACTED_FIELD: Final = Field(EXTRACTED, "value", "an extracted value: extracted.order_id:4521, also >10, <10, *")

SORTS: Final = {
    "newest": "the newest mail first",
    "oldest": "the oldest mail first",
    "waiting": "who has waited longest for an answer first",
    "late": "whose answer is or was due first",
    "silent": "where nothing has happened for longest first, of what is not over",
    "subject": "subject, A to Z",
    "sender": "sender, A to Z",
    "status": "status",
    "assignee": "assignee, A to Z",
    "inbox": "inbox",
    "messages": "most messages first",
    "risk": "what needs a human most first",
    "unread": "unread first",
}


def extracted_in(name: str) -> str:
    """Which extracted value a field or an order is about, ``total`` of ``extracted.total``; empty for any other."""
    return name[len(EXTRACTED) :] if name.lower().startswith(EXTRACTED) else ""


def order_words(key: str) -> str:
    """What an order puts first, in words."""
    return SORTS.get(key) or f"by the extracted {extracted_in(key)}, small to large, those without it last"


def field_of(name: str) -> Field | None:
    """The field of this name or alias; ``extracted.…`` is a family of its own."""
    if extracted_in(name):
        return EXTRACTED_FIELD
    return FIELDS.get(ALIASES.get(name.lower(), name.lower()))


def meant(field: Field, called: str, pieces: Sequence[Piece]) -> Node:
    """The term of a field that was called so; of values that are words for other fields, terms of those."""
    name = EXTRACTED + called[len(EXTRACTED) :] if field.kind == "value" else field.name
    if field.kind in ("text", "value"):
        return Term(name, (pieces[0].text,), pieces[0].quoted)
    own: list[str] = []
    parts: list[Node] = []
    for piece in pieces:
        if (habit := field.habits.get(piece.text.lower())) is not None and not piece.quoted:
            parts.append(Term(*habit))
        else:
            own.append(_value(field, called.lower(), piece))
    if own:
        parts.append(Term(name, tuple(own)))
    return Or(tuple(parts)) if len(parts) > 1 else parts[0]


def _value(field: Field, called: str, piece: Piece) -> str:
    """The value as the tree holds it: choices, spans and sizes in lower case, names as typed."""
    folded = piece.text.lower()
    from commune_tui.query.spans import dashed, is_days, is_size, is_span

    match field.kind:
        case "age":
            return _age(called, piece)
        case "days":
            ends = [dashed(end) for end in folded.split("..", 1)]
            return _wanted(is_days(folded), "..".join(ends), piece, f"{called}: wants a day, a month or a year such as "
                           "2026-01-31, 2026-01 or yesterday, or two with .. between them.")  # fmt: skip
        case "span" if folded not in field.choices:
            words = [choice for choice in field.choices if choice.isalpha()]
            also = f"or one of {', '.join(words)}" if words else "is:unanswered finds everybody who waits"
            return _wanted(is_span(folded), folded, piece, f"{called}: wants how long, such as >1d or <2h; {also}.")
        case "size":
            return _wanted(is_size(folded), folded, piece, f"{called}: wants a size such as 500k or 5M.")
        case "choice" if folded not in field.choices:
            raise _no_choice(field, called, piece)
    return folded if folded in field.choices and not piece.quoted else piece.text


def _wanted(fits: bool, value: str, piece: Piece, sentence: str) -> str:
    if not fits:
        raise QueryError(sentence, piece.start, piece.end, unfinished=True)
    return value


def _age(called: str, piece: Piece) -> str:
    from commune_tui.query.spans import dashed, is_age, one_m

    if number := one_m(piece.text):
        if called in MONTHLY:
            return f"{number}mo"
        many = "" if number == "1" else "s"
        raise QueryError(
            f"Is {piece.text} {number} month{many} ({number}mo) or {number} minute{many} ({number}min)?",
            piece.start, piece.end, suggestions=(f"{number}mo", f"{number}min"), unfinished=True,
        )  # fmt: skip
    date = dashed(piece.text)
    value = date if "t" in date.lower() and date[:4].isdigit() else date.lower()
    sentence = f"{called}: wants a time span such as 12h, 3d, 2w, 6mo, or a date such as 2026-01-31."
    return _wanted(is_age(date), value, piece, sentence)


def _no_choice(field: Field, called: str, piece: Piece) -> QueryError:
    folded = piece.text.lower()
    known = nearest(folded, [*field.choices, *field.habits])
    hint = asked(known) or f" It may be {', '.join(field.choices)}."
    return QueryError(
        f"{called}: cannot be “{piece.text}”.{hint}", piece.start, piece.end,
        suggestions=known or field.choices,
        unfinished=any(choice.startswith(folded) for choice in (*field.choices, *field.habits)),
    )  # fmt: skip

"""What may stand at the cursor of a filter line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from commune_tui.query.fields import EXTRACTED, FIELDS, SORTS, field_of
from commune_tui.query.spans import DAYS_AGO
from commune_tui.query.write import escaped

Known = Mapping[str, Sequence[str]]


class Completion(NamedTuple):
    """Put ``text`` in the place of the characters from ``start`` to ``end``; ``help`` says what it means."""

    text: str
    start: int
    end: int
    help: str


def complete(text: str, cursor: int, known: Known | None = None, *, limit: int = 20) -> list[Completion]:
    """Likely ways to go on at ``cursor``, the likeliest first.

    ``known`` gives the names that the store knows by field: ``tag assignee in domain from``, and ``extracted`` for the
    names of extracted values, which are fields and orders themselves.
    """
    known = known or {}
    start = cursor
    while start > 0 and not text[start - 1].isspace() and text[start - 1] not in "()":
        start -= 1
    while start < cursor and text[start] == "-":
        start += 1
    word = text[start:cursor]
    name, colon, value = word.partition(":")
    if not colon:
        return _fields(word, start, cursor, known)[:limit]
    value_start = start + len(name) + 1
    if "," in value:
        value_start += value.rindex(",") + 1
    return _values(name.lower(), text[value_start:cursor], value_start, cursor, known)[:limit]


def _fields(typed: str, start: int, end: int, known: Known) -> list[Completion]:
    names = {name: field.help for name, field in FIELDS.items()}
    names |= {"sort": "in which order"}
    names |= {f"{EXTRACTED}{escaped(name, ':')}": "an extracted value" for name in known.get("extracted", ())}
    return [Completion(f"{name}:", start, end, help) for name, help in names.items() if name.startswith(typed.lower())]


def _values(name: str, typed: str, start: int, end: int, known: Known) -> list[Completion]:
    if name == "sort":
        orders = SORTS | {f"{EXTRACTED}{escaped(each)}": "an extracted value" for each in known.get("extracted", ())}
        return [Completion(key, start, end, help) for key, help in orders.items() if key.startswith(typed.lower())]
    field = field_of(name)
    if field is None:
        return []
    typed = typed.strip('"').casefold()
    choices = (*field.choices, *field.habits, *(DAYS_AGO if field.kind == "days" else ()))
    fixed = [Completion(choice, start, end, "") for choice in choices if choice.startswith(typed)]
    names = [value for value in known.get("extracted" if field.name == "missing" else field.name, ())
             if typed in value.casefold()]  # fmt: skip
    names.sort(key=lambda value: not value.casefold().startswith(typed))
    quoted = [f'"{value}"' if any(c.isspace() or c in '(),"\\' for c in value) else value for value in names]
    return fixed + [Completion(value, start, end, "") for value in quoted]

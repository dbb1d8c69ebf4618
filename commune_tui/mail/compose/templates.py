"""Texts with ``{{variables}}``: filled from the thread; what could not be filled is found before sending. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from commune_tui.mail.compose.names import first_name
from commune_tui.store.rows import MessageRow
from commune_tui.text import one_line
from commune_tui.text.address import parted

_VARIABLE = re.compile(r"\{\{\s*([\w.-]{1,80})\s*\}\}")
_LEFT = re.compile(r"\{\{[^{}\n]{0,80}\}\}")
_MOST_VALUE = 500
OF_ITS_OWN = frozenset({"name", "first_name", "email", "subject", "me"})
"""Variables that the conversation fills, whatever was extracted from its mails."""


class Filled(NamedTuple):
    """A text and the values that stand in it now: words of others, of which none is Markdown."""

    text: str
    values: tuple[str, ...] = ()


class Piece(NamedTuple):
    """A part of a template: words as they stand, what a variable was filled with, or a variable that nothing fills."""

    text: str
    kind: Literal["words", "filled", "missing"] = "words"


def pieces(template: str, values: Mapping[str, str]) -> list[Piece]:
    """A template taken apart, for those who look at it before it is used."""
    found: list[Piece] = []
    at = 0
    for each in _VARIABLE.finditer(template):
        found.append(Piece(template[at : each.start()]))
        value = values.get(each[1].lower(), "")
        found.append(Piece(value, "filled") if value else Piece(each[0], "missing"))
        at = each.end()
    return [piece for piece in (*found, Piece(template[at:])) if piece.text]


def fill(template: str, values: Mapping[str, str]) -> Filled:
    """``template`` with the variables that are known; the others stay as they are, to be seen. Values are not read
    for variables of their own."""
    used: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1].lower(), "")
        if known:
            used[known] = None
        return known if known else found[0]

    return Filled(_VARIABLE.sub(value, template), tuple(used))


def unfilled(text: str) -> tuple[str, ...]:
    """The variables that stand in a text, each once, as they are written there."""
    return tuple(dict.fromkeys(_LEFT.findall(text)))


def variables(text: str) -> tuple[str, ...]:
    """The names of the variables in a template, each once, as they are compared."""
    return tuple(dict.fromkeys(found[1].lower() for found in _VARIABLE.finditer(text)))


def values(messages: Iterable[MessageRow], *, subject: str = "", to: str = "", me: str = "") -> dict[str, str]:
    """What a thread can fill in: ``name``, ``first_name``, ``email``, ``subject``, ``me``, and every extracted field
    by its name and by the last part of it. Where mails differ, the newest wins.

    ``subject`` goes in without its ``Re:``. ``to`` is the first recipient as written. Values come from strangers: each
    is one clean, bounded line.
    """
    from commune_tui.mail.compose.addresses import bare
    from commune_tui.mail.compose.subject import bare as without_marks

    found: dict[str, str] = {}
    for message in messages:
        for name, value in message.extracted:
            found[name.lower()] = value
            found[name.rpartition(".")[2].lower()] = value
        if message.direction != "outbound" and (not to or message.sender.lower() == bare(to)):
            found["name"] = message.sender_name
            found["email"] = message.sender
    if to:
        found["email"] = bare(to)
        if said := parted(to)[0].strip(' "'):
            found["name"] = said
    found["first_name"] = first_name(found.get("name", ""), found.get("email", ""))
    found |= {"subject": without_marks(subject), "me": me}
    return {name: one_line(value, _MOST_VALUE) for name, value in found.items() if value}

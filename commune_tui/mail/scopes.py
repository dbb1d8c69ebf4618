"""Scopes as plain values: which there are, what the short ones stand for, what a key may do in words. Pure.

Contract §2.3. A server takes other words too (vendor §19): they are shown as they came, and allow nothing known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

NOUNS = ("domains", "inboxes", "threads", "messages", "attachments")
DELETE, ADMIN = "data:delete", "admin"
SCOPES: tuple[str, ...] = (*(f"{noun}:{way}" for noun in NOUNS for way in ("read", "write")), DELETE, ADMIN)
"""Those of mail, in the order of a checklist. Telephone numbers and SMS are beyond this program."""
_SHORT = {way: frozenset(f"{noun}:{way}" for noun in NOUNS) for way in ("read", "write")}

_GRANTS = {
    "domains:read": "see domains and their DNS records",
    "domains:write": "add and verify domains",
    "inboxes:read": "see inboxes",
    "inboxes:write": "make, change and delete inboxes",
    "threads:read": "see conversations, search",
    "threads:write": "set status, tags, assignee",
    "messages:read": "read mail and what became of it",
    "messages:write": "send mail, repeat webhooks",
    "attachments:read": "fetch attachments",
    "attachments:write": "attach files",
    DELETE: "delete mail for good",
    ADMIN: "delete mail for good, like data:delete",
}


class Preset(NamedTuple):
    """Scopes under a name."""

    name: str
    about: str
    scopes: tuple[str, ...]


_READS = tuple(each for each in SCOPES if each.endswith(":read"))
_FOR_ANSWERS = (
    "inboxes:read", "threads:read", "threads:write", "messages:read", "messages:write",
    "attachments:read", "attachments:write",
)  # fmt: skip
PRESETS = (
    Preset("read only", "sees everything, changes and sends nothing", _READS),
    Preset("answer mail", "an agent's: reads and answers, sets status and tags", _FOR_ANSWERS),
    Preset("supervise", "sees everything, sets status, tags, assignee; sends nothing", (*_READS, "threads:write")),
    Preset(
        "everything", "all that a key can do, deleting too", (*_READS, *(f"{n}:write" for n in NOUNS), DELETE, ADMIN)
    ),
)


def whole(permissions: Iterable[str]) -> frozenset[str]:
    """The scopes of a key, with what ``read`` and ``write`` stand for; neither stands for deleting."""
    found: set[str] = set()
    for each in permissions:
        found |= _SHORT.get(each, frozenset((each,)))
    if ADMIN in found:
        found.add(DELETE)
    return frozenset(found)


def lacking(wanted: Iterable[str], own: Iterable[str] | None) -> list[str]:
    """Which of the ``wanted`` scopes the ``own`` ones lack, in order; none where it is not known what is our own."""
    if own is None:
        return []
    have, asked = whole(own), whole(wanted)
    return [*(each for each in SCOPES if each in asked - have), *sorted(asked - have - set(SCOPES))]


def grants(scope: str) -> str:
    """What a scope allows, in words; empty for one that is not known."""
    return _GRANTS.get(scope, "")


def named(permissions: Iterable[str]) -> Preset | None:
    """The preset that these are, in any order; ``None`` for others."""
    have = whole(permissions)
    return next((each for each in PRESETS if whole(each.scopes) == have), None)


def in_words(permissions: Sequence[str]) -> str:
    """What a key may do: ``reads and writes everything``, ``reads everything, writes threads``, ``nothing``."""
    have = whole(permissions)
    said = [_way(have, way) for way in ("read", "write")]
    if _SHORT["read"] <= have and _SHORT["write"] <= have:
        said = ["reads and writes everything"]
    deletes = "deletes data" if DELETE in have else ""
    other = sorted(have - set(SCOPES))
    return ", ".join(filter(None, (*said, deletes, *other))) or "nothing"


def _way(have: frozenset[str], way: str) -> str:
    nouns = [noun for noun in NOUNS if f"{noun}:{way}" in have]
    if not nouns:
        return ""
    return f"{way}s everything" if len(nouns) == len(NOUNS) else f"{way}s {' '.join(nouns)}"

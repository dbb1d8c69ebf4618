"""What is asked of somebody who registers an agent, in order. Knows no screen and no server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


def slug_of(name: str) -> str:
    """A short name for addresses: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]


def _accept(_: str) -> str | None:
    return None


def needed(what: str) -> Callable[[str], str | None]:
    """Objects to an answer without letters."""
    return lambda text: None if text.strip() else f"{what} is needed. Esc goes back."


def _purpose_objection(text: str) -> str | None:
    words, length = len(text.split()), len(text.strip())
    if not length or (words >= 3 and 20 <= length <= 2000):
        return None
    return "Three words and 20 characters at least, or nothing for older servers."


class Step(NamedTuple):
    """One of the questions of a registration: which field of the new agent it fills, and how it is asked."""

    field: str
    label: str
    hint: str
    check: Callable[[str], str | None] = _accept


STEPS = (
    Step("agent_name", "Name of the agent", "As people will see it, such as Support.", needed("A name")),
    Step("org_name", "Name of your organisation", "As it is written: Acme Rockets Ltd.", needed("A name")),
    Step(
        "org_slug", "Its short name", "Small letters, digits, dashes: it stands in addresses.", needed("A short name")
    ),
    Step(
        "purpose",
        "What the agent does",
        "In a sentence, three words at least. Older servers do not ask for it: nothing will do there.",
        _purpose_objection,
    ),
    Step(
        "passphrase",
        "Passphrase (hidden)",
        "With one, the agent's key is encrypted on this disk and every start asks for it. Empty: none.",
    ),
)

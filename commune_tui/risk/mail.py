"""What one mail shows of itself, read once when it comes and kept as a line of JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from commune_tui.risk import figures, loops, reading
from commune_tui.risk.figures import Figure
from commune_tui.risk.terms import TERMS, Finding


class Seen(NamedTuple):
    """``findings`` by its words and by what the server judged, the ``figures`` in it, whether it takes one back,
    whether its headers say that a machine sent it."""

    findings: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()
    corrects: bool = False
    machine: bool = False

    def packed(self) -> str:
        """As it is kept: empty where there is nothing."""
        return "" if self == Seen() else json.dumps(self, ensure_ascii=False)


def unpacked(kept: str) -> Seen:
    """What was kept; what cannot be read counts as nothing."""
    if not kept:
        return Seen()
    try:
        found, named, corrects, machine = json.loads(kept)
        known = tuple(Finding(*each) for each in found)
        return Seen(
            tuple(each for each in known if each.term in TERMS),
            tuple(Figure(*each) for each in named),
            bool(corrects),
            bool(machine),
        )
    except (ValueError, TypeError):
        return Seen()


class Verdict(NamedTuple):
    """What the server thinks of orders in a mail: 0 none, 1 low, 2 medium, 3 high or found, 4 critical; and why."""

    level: int = 0
    why: str = ""


NOTHING = Verdict()


def came(
    subject: str, own: str, whole: str, markup: str, headers: Mapping[str, Any], verdict: Verdict = NOTHING
) -> Seen:
    """A mail that came in. ``own`` is what it says itself, ``whole`` with what it quotes, ``markup`` its HTML."""
    found = {each.term: each for each in reading.read(subject, own, whole, markup)}
    judged = 1.0 if verdict.level >= 3 else 0.5 if verdict.level == 2 else 0.0
    if judged:
        words = found["orders"].words if "orders" in found else verdict.why.partition(";")[0].strip()
        found["orders"] = Finding("orders", words, max(judged, found["orders"].share if "orders" in found else 0.0))
    return Seen(tuple(found.values()), figures.read(own), machine=loops.says_machine(headers))


def went(own: str) -> Seen:
    """A mail of ours."""
    return Seen(figures=figures.read(own), corrects=figures.corrects(own))

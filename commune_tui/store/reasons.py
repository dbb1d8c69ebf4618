"""The reasons that are kept of a thread. Cheap to read: the first list has some; the rules are :mod:`.risk`."""

from __future__ import annotations

import json

from commune_tui.risk.score import Reason
from commune_tui.risk.terms import TERMS


def told(why: str) -> tuple[Reason, ...]:
    """Every reason that is kept, those without weight too, not cleaned."""
    try:
        return tuple(each for each in (Reason(*kept) for kept in json.loads(why or "[]")) if each.term in TERMS)
    except (ValueError, TypeError):
        return ()

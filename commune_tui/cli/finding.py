"""What ``doctor`` found."""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTE, BAD = "ok", "note", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """``verdict`` is ``ok``, ``note`` (works, could be better) or ``bad``."""

    verdict: str
    about: str
    fact: str
    remedy: str = ""

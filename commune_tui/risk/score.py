"""How much a conversation needs a human, and why: every term of it with its points. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from commune_tui.risk.terms import FROM, POINTS, TERMS, Finding

_BESIDE_LOOPS: Final = 99
"""What all other terms count for together, so that what goes round stands first."""


_QUOTES: Final = str.maketrans("“”„", "'''")
WORTH_SAYING: Final = 0.5
"""So much of a term has to hold to be said above a mail by itself."""


class Reason(NamedTuple):
    """A term that holds: its points here, the words that gave it, its ``share`` of what the term weighs."""

    term: str
    points: int
    words: str
    share: float

    @property
    def text(self) -> str:
        """What a row says of it. Words of a mail stand in quotes, which they cannot end."""
        term = TERMS[self.term]
        if not self.words:
            return term.says
        return f"{term.says}: {f'“{self.words.translate(_QUOTES)}”' if term.quotes else self.words}"

    @property
    def sentence(self) -> str:
        """The same as a sentence."""
        return f"{self.text[:1].upper()}{self.text[1:]}."

    @property
    def weighed(self) -> str:
        """The same with its points."""
        return f"{self.text} ({self.points})"


def reasons(findings: Iterable[Finding], points: Mapping[str, int] = POINTS) -> tuple[Reason, ...]:
    """The terms that hold, strongest first: of each its strongest finding. A term without weight is left out."""
    strongest: dict[str, Finding] = {}
    for each in findings:
        if each.share > strongest.get(each.term, Finding(each.term, share=0.0)).share:
            strongest[each.term] = each
    found = [
        Reason(each.term, round(points.get(each.term, POINTS[each.term]) * each.share), each.words, each.share)
        for each in strongest.values()
    ]
    place = list(TERMS)
    return tuple(sorted((each for each in found if each.points > 0), key=lambda r: (-r.points, place.index(r.term))))


def told(found: Iterable[Reason]) -> str:
    """Every term with its points, as a sentence; empty where none holds."""
    known = list(found)
    if not known:
        return ""
    begins = "Needs a human" if score(known) >= FROM else "Nothing that needs a human by itself"
    return f"{begins}, {score(known)} points: {'; '.join(each.weighed for each in known)}."


def score(found: Iterable[Reason]) -> int:
    """The points of all reasons together. A loop counts beside the others."""
    known = list(found)
    loop = sum(each.points for each in known if each.term == "loop")
    return loop + min(_BESIDE_LOOPS, sum(each.points for each in known if each.term != "loop"))

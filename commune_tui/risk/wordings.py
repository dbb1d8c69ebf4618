"""What a wording is, and how one is made of words that stand near one another. Pure."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

SPACELESS: Final = re.compile(r"[\u0600-\u06ff\u0590-\u05ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of languages that do not part words, or that write small words onto others."""
_PARTS: Final = re.compile(r"[^\w]|_")
_END: Final = r".!?\n。！？"


class Wording(NamedTuple):
    """One way to say something: the term it speaks for, its share, stems of which one must stand in the text before the
    pattern is tried, and the pattern. Shares of one term add up. Text is searched without regard to case. ``unless``:
    what must not stand in the same sentence before it. ``beside``: stems of which one must stand in the text, too."""

    term: str
    share: float
    stems: str
    pattern: str
    unless: str = ""
    beside: str = ""


def near(
    term: str, share: float, one: str, other: str, way: int = 40, *,
    between: str = "", with_: str = "", unless: str = "", rare: str = "",
) -> Wording:  # fmt: skip
    """A word of ``one`` and a word of ``other`` in a sentence, either first, at most ``way`` signs apart.

    Words as in :func:`words`. ``between`` must not stand between them; one of ``with_`` must stand near, in any
    sentence. ``rare`` are stems that say sooner than those of ``other`` where it need not be tried.
    """
    gap = f"(?:(?!{words(between)})[^{_END}])" if between else f"[^{_END}]"
    a, b = words(one), words(other)
    pattern = f"(?:{a}{gap}{{0,{way}}}?{b}|{b}{gap}{{0,{way}}}?{a})"
    if with_:
        pattern += rf"(?=[\s\S]{{0,240}}?{words(with_)})"
    return Wording(term, share, rare or stems(other), pattern, words(unless) if unless else "", stems(one))


def said(term: str, share: float, one: str, unless: str = "") -> Wording:
    """A word or a phrase of ``one``, as in :func:`words`."""
    return Wording(term, share, stems(one), words(one), words(unless) if unless else "")


def words(one: str) -> str:
    """A pattern of words that are parted by blanks. ``_`` is a blank, ``*`` the rest of a word."""
    made = {each: re.escape(each).replace(r"\*", r"\w*").replace("_", r",?\s+") for each in one.split()}
    parted = "|".join(pattern for each, pattern in made.items() if not SPACELESS.search(each))
    run_on = "|".join(pattern for each, pattern in made.items() if SPACELESS.search(each))
    whole = rf"\b(?:{parted})\b" if parted else ""
    return f"(?:{'|'.join(filter(None, (whole, run_on)))})"


def stems(one: str) -> str:
    """How the longest word of each of those phrases begins."""
    longest = (max(reversed(_PARTS.split(each.lower())), key=len) for each in one.split())
    return " ".join(dict.fromkeys(longest))

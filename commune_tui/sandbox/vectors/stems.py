"""Words of a text as stems: a light English stemmer, a list of empty words. Pure.

Light on purpose: it joins ``refund refunds refunded refunding`` and ``delay delayed delays``, and leaves the rest to
the thesaurus. Not Porter's algorithm.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
EMPTY = frozenset(resources.files(__package__).joinpath("empty.txt").read_text(encoding="utf-8").split())
_RULES = (
    ("ational", "ate"), ("ization", "ize"), ("isation", "ize"), ("iveness", "ive"), ("fulness", "ful"),
    ("ousness", "ous"), ("ments", "ment"), ("ities", "ity"), ("ingly", ""), ("edly", ""), ("ies", "y"),
    ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("zes", "ze"), ("ing", ""), ("ied", "y"), ("ed", ""),
    ("ly", ""), ("s", ""),
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents, full-width letters made plain: ``Überfällig`` → ``uberfallig``."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one folded word."""
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    for ending, instead in _RULES:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending == "s" and word[-2] in "su":
                break
            return _tidy(word[: -len(ending)] + instead, ending)
    return _tidy(word, "")


def _tidy(word: str, ending: str) -> str:
    if ending in ("ing", "ed", "ingly", "edly") and len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def stems(text: str) -> list[str]:
    """The stems of the words of ``text`` in order; empty words are ``""``, so that phrases keep their places."""
    found = []
    for word in WORD.findall(fold(text)):
        word = word.replace("'", "").replace("’", "")
        found.append("" if word in EMPTY else stem(word))
    return found


def content(text: str) -> set[str]:
    """The stems that carry meaning."""
    return {word for word in stems(text) if len(word) > 1 and not word.isdigit()}

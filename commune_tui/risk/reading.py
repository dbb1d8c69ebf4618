"""What one mail says that a human should see: orders to the agent, money and secrets, law. Pure.

Orders are looked for in everything that a machine may be given: text, hidden parts of the HTML, characters that no font
draws, base64. The rest is looked for in what the mail says itself. Nothing here judges a conversation: one mail, its
words, and how much of a term's points they are worth.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from commune_tui.risk import phrases
from commune_tui.risk.disguise import spelled, undisguised
from commune_tui.risk.phrases_agent import AGENT
from commune_tui.risk.phrases_law import LAW
from commune_tui.risk.phrases_money import MONEY
from commune_tui.risk.terms import Finding
from commune_tui.risk.wordings import SPACELESS, Wording

_LOOKED_AT: Final = 20_000
_OWN: Final = 4_000
_LONGEST: Final = 90
_UNDRAWN: Final = re.compile("[\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u180e\ufe00-\ufe0f]")
_TAGS: Final = re.compile("[\U000e0020-\U000e007e]+")
_MARKUP: Final = re.compile(r"<(?:style|script)\b[^>]*>.*?</(?:style|script)>|<!--|-->|<[^>]{0,2000}>", re.I | re.S)
_BASE64: Final = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,2000}={0,2}")
_GAP: Final = re.compile(r"[^\S\n]+")
_SENTENCE: Final = re.compile(r"[.!?\n]")
_WORD: Final = re.compile(r"\w+")


class _Pattern(NamedTuple):
    wording: Wording
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


class _Stems:
    """Of which of many lists a stem stands in a text: at the beginning of a word, where words are parted. One that ends
    in ``$`` is a whole word."""

    def __init__(self, lists: Sequence[str]) -> None:
        self._begins: dict[str, list[tuple[str, int]]] = {}
        self._anywhere: list[tuple[str, int]] = []
        self._whole: dict[str, set[int]] = {}
        for number, stems in enumerate(lists):
            for stem in stems.split():
                if stem.endswith("$"):
                    self._whole.setdefault(stem[:-1], set()).add(number)
                    continue
                seamless = SPACELESS.match(stem)
                (self._anywhere if seamless else self._begins.setdefault(stem[:2], [])).append((stem, number))

    def of(self, text: str, words: set[str]) -> set[int]:
        begins = self._begins
        found = {number for word in words for stem, number in begins.get(word[:2], ()) if word.startswith(stem)}
        found = found.union(*(self._whole[word] for word in words & self._whole.keys()))
        return found if text.isascii() else found | {number for stem, number in self._anywhere if stem in text}


class _Finder:
    """Finds wordings, and tries only those of which a stem stands in the text: most mails need one look."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self._wordings = wordings
        self._patterns: dict[int, _Pattern] = {}
        self._first = _Stems([each.stems for each in wordings])
        self._beside = _Stems([each.beside for each in wordings])
        self._alone = {number for number, each in enumerate(wordings) if not each.beside}

    def _pattern(self, number: int) -> _Pattern:
        """Made when it is first needed: most languages are never met."""
        if number not in self._patterns:
            each = self._wordings[number]
            unless = re.compile(each.unless, re.IGNORECASE) if each.unless else None
            self._patterns[number] = _Pattern(each, re.compile(each.pattern, re.IGNORECASE), unless)
        return self._patterns[number]

    def find(self, text: str) -> Iterable[tuple[Wording, re.Match[str]]]:
        """Each wording once, where it stands first."""
        for number in sorted(self._near(text.lower())):
            wording, pattern, unless = self._pattern(number)
            for found in pattern.finditer(text):
                if unless is None or not unless.search(_before(text, found.start())):
                    yield wording, found
                    break

    def _near(self, text: str) -> set[int]:
        words = set(_WORD.findall(text))
        found = self._first.of(text, words)
        return found and found & (self._alone | self._beside.of(text, words))


def _before(text: str, at: int) -> str:
    """What stands in the same sentence before a place."""
    start = max((found.end() for found in _SENTENCE.finditer(text, max(0, at - 200), at)), default=max(0, at - 200))
    return text[start:at]


@cache
def _orders() -> _Finder:
    return _Finder((*phrases.ORDERS, *AGENT))


@cache
def _asks() -> _Finder:
    return _Finder((*phrases.ASKS, *MONEY, *LAW))


def read(subject: str, own: str, whole: str, markup: str = "") -> tuple[Finding, ...]:
    """What a mail that came in says, the strongest finding of each term. ``own`` is what it says itself, ``whole`` its
    text with what it quotes, ``markup`` its HTML."""
    plain = f"{drawn(subject)[:500]}\n{drawn(own[:_OWN])}"
    asks = _weighed(_asks().find(plain))
    return tuple(filter(None, (orders(f"{subject[:500]}\n{given(whole, markup)}"), *asks)))


def orders(text: str) -> Finding | None:
    """The orders to an agent in a text that :func:`given` made, or in any other."""
    return next(iter(_weighed(_orders().find(text))), None)


def ordering(text: str) -> list[tuple[int, int]]:
    """Where in a line the words stand that give orders, for marking them."""
    return [found.span() for _, found in _orders().find(undisguised(text))]


def _weighed(found: Iterable[tuple[Wording, re.Match[str]]]) -> list[Finding]:
    """One finding for each term: the words of its strongest wording, the shares of all added up to at most 1."""
    by_term: dict[str, list[tuple[float, str]]] = {}
    for wording, match in found:
        by_term.setdefault(wording.term, []).append((wording.share, " ".join(match[0].split())))
    return [
        Finding(term, max(each)[1][:_LONGEST], min(1.0, round(sum(share for share, _ in each), 2)))
        for term, each in by_term.items()
    ]


def drawn(text: str) -> str:
    """Text as it reads once what no font draws is gone and look-alike forms are plain."""
    if text.isascii():
        return _GAP.sub(" ", text)
    return _GAP.sub(" ", unicodedata.normalize("NFKC", _TAGS.sub("", _UNDRAWN.sub("", text))))


def given(text: str, markup: str = "") -> str:
    """Everything in a mail that a machine may read as words, hidden or not, at most its beginning."""
    text, markup = text[:_LOOKED_AT], markup[: 3 * _LOOKED_AT]
    parts = [drawn(text)]
    plain = undisguised(parts[0])
    if plain != parts[0]:
        parts += [now for was, now in zip(parts[0].splitlines(), plain.splitlines(), strict=True) if was != now]
    parts += spelled(text)
    if markup:
        parts.append(drawn(html.unescape(_MARKUP.sub(" ", markup))[:_LOOKED_AT]))
    both = text + markup
    parts += ["".join(chr(ord(sign) - 0xE0000) for sign in run[0]) for run in _TAGS.finditer(both)]
    parts += filter(None, (_decoded(run[0]) for run in list(_BASE64.finditer(both))[:5]))
    return "\n".join(parts)


def _decoded(run: str) -> str:
    body = run.rstrip("=")
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""

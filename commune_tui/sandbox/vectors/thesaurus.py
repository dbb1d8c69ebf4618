"""Reads ``thesaurus.txt``: which words and phrases name which concept, and which concepts belong together.

Hand-written for the mail of support, billing, sales, hiring, operations and legal desks. Knows no index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib import resources

from commune_tui.sandbox.vectors.stems import stems


class Thesaurus:
    """Concepts by word and by phrase."""

    def __init__(self, text: str) -> None:
        self.words: dict[str, tuple[str, ...]] = {}
        self.related: dict[str, tuple[str, ...]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        words: dict[str, list[str]] = defaultdict(list)
        for line in text.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if "~" in line:
                name, _, others = line.partition("~")
                self.related[name.strip()] = tuple(others.split())
                continue
            name, _, members = line.partition(":")
            for member in members.split(","):
                self._take(name.strip(), tuple(stems(member)), words)
        self.words = {word: tuple(dict.fromkeys(names)) for word, names in words.items()}

    def _take(self, name: str, member: tuple[str, ...], words: dict[str, list[str]]) -> None:
        if len(member) == 1 and member[0]:
            words[member[0]].append(name)
        elif any(member):
            start = next(number for number, word in enumerate(member) if word)
            self._phrases[member[start]].append((member[start:], name))

    def concepts(self, text: Sequence[str]) -> list[tuple[int, int, str]]:
        """Concepts named in a sequence of stems: position, how many words it covers, the concept."""
        found = []
        for place, word in enumerate(text):
            if not word:
                continue
            found += [(place, 1, name) for name in self.words.get(word, ())]
            for phrase, name in self._phrases.get(word, ()):
                if tuple(text[place : place + len(phrase)]) == phrase:
                    found.append((place, len(phrase), name))
        return found


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus of this package."""
    return Thesaurus(resources.files(__package__).joinpath("thesaurus.txt").read_text(encoding="utf-8"))

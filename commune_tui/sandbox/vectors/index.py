"""Search by meaning over texts, with a thesaurus and counted words.

What it is: texts and queries become stems and concepts (``thesaurus.txt``, written by hand); rare ones weigh more;
a text is found when it names the same concepts as the query in other words. What it is not: an embedding model. It
has learned nothing, knows only the business words in the list, takes no account of word order or negation, and for
a word outside the list it is a plain word search that forgives a typing error. Knows no world and no HTTP.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable

from commune_tui.sandbox.vectors.stems import stems
from commune_tui.sandbox.vectors.thesaurus import Thesaurus, thesaurus

LONGEST = 500  # words of a text that count; the beginning of a conversation says what it is about
SAME, MEANT, NEAR, TYPED = 1.0, 0.95, 0.15, 0.7  # how much a stem, its concept, a related concept, a typo's stem weigh
SUBJECT = 3  # how often the words of the subject count
FLOOR = 0.1  # results below are noise
_K = 4.0  # how soon repeating a word stops to help


class ConceptIndex:
    """Texts by key. ``score`` is the share of the query's weight that a text answers, 0 to 1."""

    def __init__(self, known: Thesaurus | None = None) -> None:
        self._known = known or thesaurus()
        self._postings: dict[str, dict[str, float]] = defaultdict(dict)
        self._texts: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, key: str, text: str) -> None:
        """Take in ``text`` under ``key``, in place of an earlier one. Quoted lines (``>``) are not read.

        The first line is the subject: it says what all the rest is about, and counts as much as three lines.
        """
        self.remove(key)
        subject, _, rest = text.partition("\n")
        found = stems(f"{subject}\n" + "\n".join(line for line in rest.splitlines() if not line.startswith(">")))
        found = found[:LONGEST]
        counts = self._features(found)
        for feature, count in self._features(stems(subject)).items():
            counts[feature] += count * (SUBJECT - 1)
        damp = _K * (0.5 + 0.5 * min(4.0, sum(map(bool, found)) / 60))
        for feature, count in counts.items():
            self._postings[feature][key] = count * (1 + _K) / (count + damp) / (1 + _K)
        self._texts[key] = tuple(counts)

    def _features(self, found: list[str]) -> Counter[str]:
        counts = Counter(f"={word}" for word in found if word)
        counts.update(name for _, _, name in self._known.concepts(found))
        return counts

    def remove(self, key: str) -> None:
        """Forget ``key``; nothing happens when it is unknown."""
        for feature in self._texts.pop(key, ()):
            postings = self._postings[feature]
            del postings[key]
            if not postings:
                del self._postings[feature]

    def search(self, query: str, limit: int, allowed: Callable[[str], bool] | None = None) -> list[tuple[str, float]]:
        """At most ``limit`` keys with their scores, best first; only keys that are ``allowed``."""
        meant = self._meant(query)
        total = sum(weight for weight, _ in meant)
        scores: dict[str, float] = defaultdict(float)
        for weight, features in meant:
            best: dict[str, float] = {}
            for feature, share in features.items():
                gain = weight * share
                for key, strength in self._postings.get(feature, {}).items():
                    value = gain * strength
                    if value > best.get(key, 0.0):
                        best[key] = value
            for key, value in best.items():
                scores[key] += value
        ranked = ((score / total, key) for key, score in scores.items() if score >= FLOOR * total)
        kept = ((score, key) for score, key in ranked if allowed is None or allowed(key))
        best_first = heapq.nsmallest(limit, kept, key=lambda pair: (-pair[0], pair[1]))
        return [(key, round(min(1.0, score), 4)) for score, key in best_first]

    def _meant(self, query: str) -> list[tuple[float, dict[str, float]]]:
        """For each word or phrase of the query: its weight, and the features that answer it with their share."""
        found = stems(query)
        concepts = self._known.concepts(found)
        covered = {place + step for place, size, _ in concepts if size > 1 for step in range(size)}
        parts: dict[tuple[int, int], list[str]] = defaultdict(list)
        for place, size, name in concepts:
            if size > 1 or place not in covered:
                parts[place, size].append(name)
        for place, word in enumerate(found):
            if word and place not in covered:
                parts[place, 1]  # a word without a concept is looked for as it stands
        return [
            part for (place, size), names in parts.items() if (part := self._part(found[place : place + size], names))
        ]

    def _part(self, words: list[str], names: list[str]) -> tuple[float, dict[str, float]] | None:
        features: dict[str, float] = {}
        for name in names:
            features[name] = MEANT
            for other in self._known.related.get(name, ()):
                features.setdefault(other, NEAR)
        for word in filter(None, words):
            if f"={word}" in self._postings:
                features[f"={word}"] = SAME
            elif not names and (near := self._nearest(word)):
                features[f"={near}"] = TYPED
                features.update(dict.fromkeys(self._known.words.get(near, ()), TYPED * MEANT))
        features = {feature: share * self._rarity(feature) for feature, share in features.items()}
        weight = max(features.values(), default=0.0)
        return (weight, {name: value / weight for name, value in features.items()}) if weight else None

    def _rarity(self, feature: str) -> float:
        count = len(self._postings.get(feature, ()))
        return math.log(1 + len(self._texts) / count) if count else 0.0

    def _nearest(self, word: str) -> str | None:
        """The known stem most like a mistyped ``word`` (shared pairs of letters), if one is very like it."""
        if len(word) < 5:
            return None
        mine = _pairs(word)
        best, likeness = None, 0.62
        for feature in self._postings:
            if feature[0] == "=" and abs(len(feature) - 1 - len(word)) <= 2 and feature[1] == word[0]:
                theirs = _pairs(feature[1:])
                alike = 2 * len(mine & theirs) / (len(mine) + len(theirs))
                if alike > likeness:
                    best, likeness = feature[1:], alike
        return best


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}

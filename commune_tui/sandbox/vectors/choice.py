"""Which index of meanings a sandbox uses: the model when its weights are on this machine, else the thesaurus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from commune_tui.sandbox.vectors import weights
from commune_tui.sandbox.vectors.index import ConceptIndex

THESAURUS = "Search by meaning uses a hand-written thesaurus of business mail."


class Index(Protocol):
    """What both kinds of index can do."""

    def add(self, key: str, text: str) -> None:
        """Take in a text under a key, in place of an earlier one."""

    def search(self, query: str, limit: int, allowed: Callable[[str], bool] | None = None) -> list[tuple[str, float]]:
        """Keys with scores from 0 to 1, best first."""


def choose(environ: Mapping[str, str]) -> tuple[Callable[[], Index], str]:
    """What makes an empty index, and a sentence about it for the person who starts the sandbox.

    Never fails: without usable weights the thesaurus remains, and the sentence says why.
    """
    try:
        folder = weights.find(environ)
    except weights.ModelRefused as refused:
        return ConceptIndex, f"{refused} {THESAURUS}"
    if folder is None:
        return ConceptIndex, THESAURUS
    try:
        from commune_tui.sandbox.vectors import minilm  # loads numpy: an extra, and a quarter of a second
    except ImportError:
        return ConceptIndex, f"The model in {folder} needs the extra 'semantic' (numpy). {THESAURUS}"
    try:
        model = minilm.MiniLM.load(folder)
    except weights.ModelRefused as refused:
        return ConceptIndex, f"{refused} {THESAURUS}"
    return lambda: minilm.ModelIndex(model), f"Search by meaning uses all-MiniLM-L6-v2 from {folder}."

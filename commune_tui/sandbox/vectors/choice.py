"""Which index of meanings a sandbox uses: the model when its weights are on this machine, else the thesaurus."""

from __future__ import annotations

from collections.abc import Mapping

from commune_tui.sandbox.vectors.index import ConceptIndex
from commune_tui.sandbox.vectors.meanings import Index

THESAURUS = "Search by meaning uses a hand-written thesaurus of business mail."


def choose(environ: Mapping[str, str]) -> tuple[Index, str]:
    """The index, and a sentence about it for the person who starts the sandbox. Never fails: the thesaurus remains."""
    try:
        from commune_tui.sandbox.vectors import minilm  # numpy is an extra
    except ImportError:
        if "COMMUNE_MODEL_DIR" in environ:
            return ConceptIndex(), f"COMMUNE_MODEL_DIR needs the extra 'semantic' (numpy). {THESAURUS}"
        return ConceptIndex(), THESAURUS
    try:
        folder = minilm.find(environ)
        if folder is None:
            return ConceptIndex(), THESAURUS
        return minilm.ModelIndex(minilm.MiniLM.load(folder)), f"Search by meaning uses all-MiniLM-L6-v2 from {folder}."
    except minilm.ModelRefused as refused:
        return ConceptIndex(), f"{refused} {THESAURUS}"

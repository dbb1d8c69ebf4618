"""Search by meaning in the sandbox: an index of the concepts in texts. Knows texts and keys, no world."""

from __future__ import annotations

from commune_tui.sandbox.vectors.index import ConceptIndex

__all__ = ["ConceptIndex"]

"""Search by meaning in the sandbox: a concept index out of the box, a small language model when its weights are there.

Both answer ``add(key, text)``, ``remove(key)`` and ``search(query, limit, allowed)``. Knows texts and keys, no world.
"""

from __future__ import annotations

from commune_tui.sandbox.vectors.index import ConceptIndex

__all__ = ["ConceptIndex"]

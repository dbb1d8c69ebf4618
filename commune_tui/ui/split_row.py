"""How the row of splits reads at any width: each with its number, the one in force in brackets. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from commune_tui.text import cells, cut
from commune_tui.ui.pieces import Piece
from commune_tui.ui.splits import SPLITS, Split

#: How many pieces each split has in the row.
PIECES = 3


def _row(counts: Sequence[int], here: Split, *, roomy: bool, short: bool) -> list[Piece]:
    pieces: list[Piece] = []
    for split, number in zip(SPLITS, counts, strict=True):
        present = split is here
        label = split.short if short and split.short else split.label
        lead, after = ("[", "]") if present else (" ", " ") if roomy else ("", "")
        pieces.append(Piece(f" {lead}{label}", "strong" if present else "dim"))
        pieces.append(Piece(f" {number:,}" if number else "", "accent" if present else "dim"))
        pieces.append(Piece(after, "strong" if present else "dim"))
    return pieces


def split_row(
    counts: Sequence[int], here: Split, narrowed: str, marked: str, width: int
) -> tuple[list[Piece], list[Piece]]:
    """The row as (what stands at the left, what at the right edge), in the roomiest form that fits ``width`` cells.

    ``narrowed`` is the filter in force; ``marked`` says what world this is: its first words, up to a colon, are enough.
    """
    narrowed = cut(narrowed, max(10, width // 3))
    rights = [
        [Piece(f" {text} ", role) for text, role in ((narrowed, "accent"), (mark, "dim")) if text]
        for mark in dict.fromkeys((marked, marked.partition(":")[0]))
    ]
    for right, roomy in product(rights, (True, False)):
        left = _row(counts, here, roomy=roomy, short=False)
        if sum(cells(piece.text) for piece in (*left, *right)) <= width:
            return left, right
    return _row(counts, here, roomy=False, short=True), rights[-1]

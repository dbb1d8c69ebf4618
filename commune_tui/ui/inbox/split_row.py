"""How the row of splits reads at any width: each with its number, the one in force in brackets. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from commune_tui.actions.splits import SPLITS, Split
from commune_tui.text import cells, cut
from commune_tui.ui.kit.fragments import Fragment

_PIECES = 3
"""How many fragments each split has in the row."""
_LEAST_FILTER, _GOOD_FILTER = 10, 20


def _row(counts: Sequence[int], here: Split, *, roomy: bool, short: bool) -> list[Fragment]:
    fragments: list[Fragment] = []
    for split, number in zip(SPLITS, counts, strict=True):
        present = split is here
        label = split.short if short and split.short else split.label
        lead, after = ("[", "]") if present else (" ", " ") if roomy else ("", "")
        fragments.append(Fragment(f" {lead}{label}", "strong" if present else "dim"))
        fragments.append(Fragment(f" {number:,}" if number else "", "accent" if present else "dim"))
        fragments.append(Fragment(after, "strong" if present else "dim"))
    return fragments


def split_row(
    counts: Sequence[int], here: Split, narrowed: str, marked: str, width: int
) -> tuple[list[Fragment], list[Fragment]]:
    """The row as (what stands at the left, what at the right edge), in the roomiest form that fits ``width`` cells.

    ``narrowed`` is the filter in force; ``marked`` says what world this is: its first words, up to a colon, are enough.
    """
    marks = (marked, marked.partition(":")[0])
    tries = [*product((width // 3,), marks, (True, False), (False,)), (_GOOD_FILTER, marks[1], False, False)]
    for least, mark, roomy, short in [*tries, (0, marks[1], False, True)]:
        left = _row(counts, here, roomy=roomy, short=short)
        room = width - _wide(left)
        # The line gives the right half of its width at the most; the filter is what may be cut, but it is named.
        shown = cut(narrowed, max(_LEAST_FILTER, min(room, width // 2) - cells(mark) - 4))
        right = [Fragment(f" {text} ", role) for text, role in ((shown, "accent"), (mark, "dim")) if text]
        if cells(shown) >= min(least, cells(narrowed)) and _wide(right) <= room:
            break
    return left, right


def split_at(fragment: int) -> Split:
    """The split of which this fragment of the row is one."""
    return SPLITS[fragment // _PIECES]


def _wide(fragments: Sequence[Fragment]) -> int:
    return sum(cells(fragment.text) for fragment in fragments)

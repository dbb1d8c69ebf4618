"""Where the words that are searched for stand in a conversation. Pure: sections and a place in, a place out."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.ui.reader.flow import Place
from commune_tui.ui.reader.section import Section

_MOST_ROWS = 20_000


def next_match(sections: Sequence[Section], start: Place, direction: int) -> Place | None:
    """The next row with a match after ``start`` (before it, for a negative direction); ``None`` when there is none.

    Rows are made as they are looked at; a message is searched as far as its first 20,000 rows.
    """
    index, row = start
    while 0 <= index < len(sections):
        section = sections[index]
        section.settle(_MOST_ROWS)
        last = min(section.height, _MOST_ROWS)
        row += direction
        while 0 <= row < last:
            if any(piece.role == "match" for piece in section.line(row)):
                return index, row
            row += direction
        index += direction
        row = -1 if direction > 0 else last_row(sections, index)
    return None


def last_row(sections: Sequence[Section], index: int) -> int:
    """One past the last row of a section, so that a step back lands on it."""
    if not 0 <= index < len(sections):
        return 0
    sections[index].settle(_MOST_ROWS)
    return min(sections[index].height, _MOST_ROWS)

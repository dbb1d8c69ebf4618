"""Where a long line may be broken, by terminal cells and never through a grapheme. Knows no spans and no kinds."""

from __future__ import annotations

from collections.abc import Iterator

from commune_tui.text import cells, graphemes

_NOT_FIRST = frozenset("。、，．！？：；」』）】》〉…ー～,.!?:;)]}»”’%")


def breaks(text: str, width: int, words: bool = True) -> Iterator[tuple[int, int]]:
    """(start, end) of each row of at most ``width`` cells, lazily; blanks at a break belong to no row.

    With ``words`` rows end between words where one can, else they are filled to the last cell. A grapheme wider than
    the row stands alone. An empty text is one empty row.
    """
    if not text:
        yield 0, 0
        return
    at, size = 0, len(text)
    while at < size:
        end = (
            _ascii_end(text, at, width, words)
            if text[at : at + width + 1].isascii()
            else _cell_end(text, at, width, words)
        )
        stop = end
        if words:
            while stop > at and text[stop - 1] == " ":
                stop -= 1
        yield at, stop
        at = end
        if words:
            while at < size and text[at] == " ":
                at += 1


def _ascii_end(text: str, at: int, width: int, words: bool) -> int:
    if len(text) - at <= width:
        return len(text)
    # The character behind the row may be an accent that belongs to the last one in it.
    if not text[at + width : at + width + 1].isascii():
        return _cell_end(text, at, width, words)
    if words:
        blank = text.rfind(" ", at, at + width + 1)
        if blank > at and text[at:blank].strip(" "):
            return blank
    return at + width


def _cell_end(text: str, at: int, width: int, words: bool) -> int:
    """The end of one row of any script: after a blank, or between wide characters, or where the row is full."""
    used, position, chance = 0, at, -1
    before_wide = False
    for grapheme in graphemes(text[at : at + 8 * width + 64]):
        size = cells(grapheme)
        if grapheme == " ":
            if position > at:
                chance = position
        elif (size > 1 or before_wide) and position > at and grapheme not in _NOT_FIRST:
            chance = position
        if used + size > width and position > at:
            if grapheme == " ":
                return position
            return chance if words and chance > at else position
        used += size
        position += len(grapheme)
        before_wide = size > 1
    return position

"""How many cells of a terminal a text takes; cut and pad by cells, never through a grapheme.

The table is wcwidth's (0.9: Unicode 18, measured by grapheme clusters: a pictograph with joiners, a flag, a keycap is
two cells, an Indic syllable with a spacing vowel is two). East Asian "ambiguous" characters, ``…`` among them, count
as one. Expects clean text (:mod:`commune_tui.text.clean`); a control character that slips in counts as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wcwidth import iter_graphemes, wcswidth

Side = Literal["left", "right", "middle"]

ELLIPSIS = "…"


def cells(text: str) -> int:
    """The cells that a clean text takes on one line."""
    if text.isascii():
        return len(text)
    width = wcswidth(text)
    return width if width >= 0 else sum(max(wcswidth(character), 0) for character in text)


def graphemes(text: str) -> Iterator[str]:
    """What a reader takes for single characters, in order; together they are the text."""
    return iter_graphemes(text)


def split(text: str, width: int) -> tuple[str, str]:
    """The longest head of at most ``width`` cells that ends between graphemes, and the rest."""
    if text.isascii():
        return text[: max(width, 0)], text[max(width, 0) :]
    used = taken = 0
    for grapheme in iter_graphemes(text):
        used += cells(grapheme)
        if used > width:
            break
        taken += len(grapheme)
    return text[:taken], text[taken:]


def cut(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """The text, or as much of its beginning as leaves room for ``ellipsis``, in at most ``width`` cells."""
    if 2 * len(text) <= width or cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 0:
        return split(text, width)[0]
    return split(text, room)[0].rstrip(" ") + ellipsis


def cut_start(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Like :func:`cut`, but keeps the end of the text."""
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 0:
        return _end(text, width)
    return ellipsis + _end(text, room).lstrip(" ")


def cut_middle(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Keeps both ends, the end a little shorter; for file names and addresses, where the end says what it is."""
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 2:
        return cut(text, width, ellipsis)
    tail = _end(text, room // 2)
    return split(text, room - cells(tail))[0] + ellipsis + tail


def pad(text: str, width: int, side: Side = "left") -> str:
    """Exactly ``width`` cells: cut when longer, filled with blanks when shorter; ``side`` is where the text stands."""
    text = cut(text, width)
    room = width - cells(text)
    if room <= 0:
        return text
    if side == "left":
        return text + " " * room
    if side == "right":
        return " " * room + text
    return " " * (room // 2) + text + " " * (room - room // 2)


def fold(text: str, width: int) -> list[str]:
    """One line hard-broken into lines of at most ``width`` cells, regardless of words; never an empty list."""
    lines: list[str] = []
    while text:
        head, rest = split(text, width)
        if not head:  # a grapheme wider than the line
            first = next(iter_graphemes(text))
            head, rest = first, text[len(first) :]
        lines.append(head)
        text = rest
    return lines or [""]


def _end(text: str, width: int) -> str:
    used, kept = 0, 0
    parts = list(iter_graphemes(text))
    for grapheme in reversed(parts):
        used += cells(grapheme)
        if used > width:
            break
        kept += 1
    return "".join(parts[len(parts) - kept :])

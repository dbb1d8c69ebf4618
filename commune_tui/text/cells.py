"""How many cells of a terminal a text takes; cut and pad by cells, never through a grapheme.

The table is wcwidth's (0.9: Unicode 18, measured by grapheme clusters: a pictograph with joiners, a flag, a keycap is
two cells, an Indic syllable with a spacing vowel is two). East Asian "ambiguous" characters, ``…`` among them, count
as one.

Where terminals disagree: of 75,969 characters and clusters, xterm 379 and VTE measured 142 and 198 otherwise. Both give
what is built of several characters (a skin tone, joined pictographs, a keycap, ``❤`` with a selector, Indic and Burmese
syllables) the sum of its parts; pictographs newer than they are, and on VTE hexagrams, take one cell instead of two;
xterm gives U+3248–324F two. So whoever draws places the cursor by column after anything of the kind: such a sign may
stand over or beside a blank, and the rest of the row stays aligned.

Expects clean text (:mod:`commune_tui.text.clean`); a control character that slips in counts as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Side = Literal["left", "right", "middle"]

ELLIPSIS = "…"


_ORDINARY_CLASS = (
    " -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2100-\u22ff"
    "\u2500-\u27bf\u3001-\u3029\u3030-\u3098\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f\ufffd"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6d8\U0001f900-\U0001f9ff"
)
ORDINARY = re.compile(f"[{_ORDINARY_CLASS}]*")
ORDINARY_LINES = re.compile(f"[\n{_ORDINARY_CLASS}]*")
"""Letters and pictographs that stand alone: clean as they are, each a grapheme. Most fields of the world are these."""
_NARROW = re.compile(
    "[ -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2100-\u22ff"
    "\u2500-\u25fc\u2706-\u2709\u270c-\u2727\ufffd]*"
)
"""What of them takes one cell each: all that a screen of Latin, Greek and Cyrillic mail and its signs consist of. The
tables of wcwidth are loaded for the first text that has more."""


def narrow(text: str) -> bool:
    """Whether each character is a grapheme of one cell, as far as that is known without the tables."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def cells(text: str) -> int:
    """The cells that a clean text takes on one line."""
    if narrow(text):
        return len(text)
    from wcwidth import wcswidth

    if ORDINARY.fullmatch(text):
        return wcswidth(text)
    return sum(width for _, width in spans(text))


def spans(text: str) -> Iterator[tuple[str, int]]:
    """The graphemes of a text with their cells, found as they are asked for; together they are the text.

    A piece without cells (Unicode lets some vowel signs stand alone) belongs to the grapheme before it.
    """
    if _NARROW.fullmatch(text):
        yield from ((letter, 1) for letter in text)
        return
    from wcwidth import iter_graphemes, wcswidth

    before, size = "", 0
    for piece in iter_graphemes(text):
        whole = max(wcswidth(piece), 0)
        # No terminal draws more than two cells as one: a Hangul letter before a whole syllable, for one.
        for grapheme, width in ((piece, whole),) if whole <= 2 else ((letter, wcswidth(letter)) for letter in piece):
            if width <= 0 and before:
                before += grapheme
                size = min(max(wcswidth(before), size), 2)
                continue
            if before:
                yield before, size
            before, size = grapheme, max(width, 0)
    if before:
        yield before, size


def graphemes(text: str) -> list[str]:
    """What a reader takes for single characters, in order; together they are the text."""
    return [grapheme for grapheme, _ in spans(text)]


def split(text: str, width: int) -> tuple[str, str]:
    """The longest head of at most ``width`` cells that ends between graphemes, and the rest."""
    if narrow(text):
        return text[: max(width, 0)], text[max(width, 0) :]
    used = taken = 0
    for grapheme, size in spans(text):
        used += size
        if used > width:
            break
        taken += len(grapheme)
    return text[:taken], text[taken:]


_JOINERS = "\u200c\u200d"
_HANGING = f" {_JOINERS}"
"""What has no business before an ellipsis: a joiner there has nothing to join any more."""


def cut(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """The text, or as much of its beginning as leaves room for ``ellipsis``, in at most ``width`` cells."""
    if 2 * len(text) <= width or cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 0:
        return split(text, width)[0]
    return split(text, room)[0].rstrip(_HANGING) + ellipsis


def cut_middle(text: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Keeps both ends, the end a little shorter; for file names and addresses, where the end says what it is."""
    if cells(text) <= width:
        return text
    room = width - cells(ellipsis)
    if room < 2:
        return cut(text, width, ellipsis)
    tail = _end(text, room // 2)
    return split(text, room - cells(tail))[0].rstrip(_JOINERS) + ellipsis + tail


def pad(text: str, width: int, side: Side = "left") -> str:
    """Exactly ``width`` cells: cut when longer, filled with blanks when shorter; ``side`` is where the text stands."""
    text = cut(text, width)
    room = width - cells(text)
    if room <= 0:
        return text
    before = {"left": 0, "right": room}.get(side, room // 2)
    padded = " " * before + text + " " * (room - before)
    # A vowel sign that stands first joins the blank before it, so there may be a cell to fill still.
    return " " * (width - cells(padded)) + padded


def fold(text: str, width: int) -> list[str]:
    """One line hard-broken into lines of at most ``width`` cells, regardless of words; never an empty list.

    A grapheme wider than ``width`` gets a line of its own.
    """
    lines: list[str] = []
    start = at = used = 0
    for grapheme, size in spans(text):
        if used + size > width and at > start:
            lines.append(text[start:at])
            start, used = at, 0
        at += len(grapheme)
        used += size
    return [*lines, text[start:]]


_NUMBER = re.compile(r"[^\w\s]*\d[\d.,:]*")
_UNIT = re.compile(r"(?:s|min|h|days?|weeks?|months?|years?|bytes?|[kKMG]B|%)[^\w\s]*")


def _words(text: str, width: int) -> Iterator[str]:
    """The words of a text; a number and its unit are one, unless a line cannot hold both."""
    before: str | None = None
    for word in text.split(" "):
        if before is not None:
            both = f"{before} {word}"
            if _NUMBER.fullmatch(before) and _UNIT.fullmatch(word) and cells(both) <= width:
                before = both
                continue
            yield before
        before = word
    if before is not None:
        yield before


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` cells, broken between words where there are blanks; never between a number
    and its unit, if both fit into a line."""
    lines, line = [], ""
    for word in _words(text, width):
        joined = f"{line} {word}" if line else word
        if cells(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = fold(word, width) or [""]
        lines += full
    return [*lines, line] if line or not lines else lines


def _end(text: str, width: int) -> str:
    used, start = 0, len(text)
    for grapheme, size in reversed(list(spans(text))):
        used += size
        if used > width:
            break
        start -= len(grapheme)
    return text[start:]

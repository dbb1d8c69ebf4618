"""The two passes of the door over text whose line breaks and tabs are already settled.

The first looks at single characters: terminal sequences go with their payload, invisible characters go, control
characters become U+FFFD, Windows-1252 letters in U+0080–9F become themselves. The second looks at runs of characters
that take no cell and decides by their neighbours: accents stay up to a limit, a joiner stays between pictographs or
between letters that need it, a skin tone stays on a hand, a flag stays a pair.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from commune_tui.text import tables

_EMPTY_PLANES = "\U0003fffe"
"""From here on nothing is a letter; these are too many for a set."""

_MARKS_OF_SCRIPT = 8
_MARKS_GENERIC = 4

SEQUENCE = (
    "\x1b[\\]PX^_][^\x07\x1b\x9c\n\r]*(?:\x07|\x1b\\\\|\x9c)"  # OSC, DCS, SOS, PM, APC up to their end
    "|\x1b\\[[0-?]*[ -/]*[@-~]"  # CSI
    "|\x1b[ -/]+[0-~]"  # character sets and the like
    "|\x1b[0-~]"  # two characters; also the start of a string that never ends, whose text is then shown
    "|\x1b"
)
"""A terminal sequence with its payload, in its seven-bit form. The eight-bit form is read as Windows-1252 letters."""


class _Patterns(NamedTuple):
    single: re.Pattern[str]
    """What the first pass takes out or replaces."""
    odd_tail: re.Pattern[str]
    """Where the second pass has something to decide; a few marks on a letter need no decision."""
    tails: re.Pattern[str]
    """What the second pass decides: flags, and runs of characters without cells."""


FLAG_OF_REGION = (
    "\U0001f3f4(?:"
    + "|".join(
        "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
        for region in ("gbeng", "gbsct", "gbwls")
    )
    + ")"
)
"""The flags of England, Scotland and Wales: the only three uses of the tag block that draw something."""


_SPECIAL = "\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\ufe0f\u200c\u200d"
_CONTROLS = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"


@cache
def _trouble() -> tuple[frozenset[str], frozenset[str]]:
    """What the first pass looks for, and what either pass looks for; without the empty planes."""
    below = frozenset(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
    parts = (tables.BIDI, tables.INVISIBLE, tables.BLANKS, tables.NEWER, tables.UNREADABLE.rpartition(" ")[0])
    single = below.union(*(tables.characters(part) for part in parts))
    flags_tones_joiners = "1F1E6-1F1FF 1F3FB-1F3FF FE0F 200C-200D"
    return single, single | tables.characters(tables.MARKS) | tables.characters(flags_tones_joiners)


@cache
def _patterns(astral: bool) -> _Patterns:
    """For text with or without characters above U+FFFF: the classes of the latter are much faster."""

    def one_of(extra: str, *ranges: str) -> str:
        joined = " ".join(ranges).split()
        low = [part for part in joined if int(part.partition("-")[0], 16) < 0x10000]
        high = [part for part in joined if int(part.partition("-")[0], 16) >= 0x10000]
        cheap = f"[{extra}{tables.character_class(*low)}]"
        if not (astral and high):
            return cheap
        return f"(?:{cheap}|(?=[\U00010000-\U0010ffff])[{tables.character_class(*high)}])"

    marks, tail = one_of("", tables.MARKS), one_of(_SPECIAL, tables.MARKS)
    single = one_of(_CONTROLS, tables.BIDI, tables.INVISIBLE, tables.UNREADABLE, tables.NEWER, tables.BLANKS)
    return _Patterns(
        re.compile(f"{FLAG_OF_REGION}|{SEQUENCE}|{single}"),
        re.compile(f"[{_SPECIAL}]|{marks}{{{_MARKS_GENERIC + 1}}}|(?<![^\n \u3000]){marks}"),
        re.compile(f"[\U0001f1e6-\U0001f1ff]+|(?:(?![\U0001f1e6-\U0001f1ff]){tail})+"),
    )


def settle(text: str, removed: Counter[str]) -> str:
    """Both passes over text whose breaks and tabs are settled."""
    single_trouble, trouble = _trouble()
    top = max(text, default="")
    if top < _EMPTY_PLANES and trouble.isdisjoint(text):
        return text
    patterns = _patterns(top > "\uffff")

    def single(found: re.Match[str]) -> str:
        piece = found[0]
        if len(piece) > 1:
            if piece[0] != "\x1b":
                return piece  # the flag of a region
            removed["sequence"] += 1
            return ""
        kind, instead = _judgement(piece)
        if kind:
            removed[kind] += 1
        return instead

    if top >= _EMPTY_PLANES or not single_trouble.isdisjoint(text):
        text = patterns.single.sub(single, text)
    if patterns.odd_tail.search(text):
        text = patterns.tails.sub(lambda found: _tail(found, removed), text)
    return text


@cache
def _classes() -> dict[str, frozenset[str]]:
    return {
        name: tables.characters(getattr(tables, name))
        for name in ("BIDI", "INVISIBLE", "BLANKS", "VIRAMAS", "INDIC", "CURSIVE", "EMOJI", "TONABLE", "GENERIC_MARKS")
    }


@cache
def _judgement(character: str) -> tuple[str, str]:
    """The kind that is counted (or nothing) and what stands there instead. At most some thousand different answers."""
    code = ord(character)
    if code == 0x1B:
        return "sequence", ""
    if 0x80 <= code < 0xA0:
        letter = tables.CP1252[code]
        return ("control" if letter == "\ufffd" else ""), letter
    if code < 0x80:
        return "control", "\ufffd"
    if character in _classes()["BIDI"]:
        return "bidi", ""
    if character in _classes()["BLANKS"]:
        return ("" if 0x1680 <= code <= 0x205F else "blank"), " "
    if 0xE0000 <= code <= 0xE007F:
        return "tag", ""
    if 0xFE00 <= code <= 0xFE0F or 0xE0080 <= code <= 0xE0FFF:
        return "selector", ""
    if character in _classes()["INVISIBLE"]:
        return "invisible", ""
    return "unreadable", "\ufffd"


def _tail(found: re.Match[str], removed: Counter[str]) -> str:
    run = found[0]
    if "\U0001f1e6" <= run[0] <= "\U0001f1ff":
        if len(run) % 2 == 0:
            return run
        # Half a flag: terminals measure it as one cell or two, so its letter stands there.
        return run[:-1] + chr(ord(run[-1]) - 0x1F1E6 + ord("A"))
    text, start, end = found.string, found.start(), found.end()
    base = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    if base in "\n \u3000":
        removed.update(
            "joiner" if letter in "\u200c\u200d" else "selector" if letter == "\ufe0f" else "mark" for letter in run
        )
        return ""
    return "".join(_kept(base, run, after, removed))


def _kept(base: str, run: str, after: str, removed: Counter[str]) -> list[str]:
    """The characters of a run without cells that stay between ``base`` and ``after``."""
    classes = _classes()
    kept: list[str] = []
    marks = generic = 0
    for index, character in enumerate(run):
        following = run[index + 1] if index + 1 < len(run) else after
        if character == "\ufe0f":
            fits = not kept and (base in classes["EMOJI"] or (base in "0123456789#*" and following == "\u20e3"))
            kind = "selector"
        elif character in "\u200c\u200d":
            last = kept[-1] if kept else base
            fits = _joins(character, base, last, following)
            kind = "joiner"
        elif "\U0001f3fb" <= character <= "\U0001f3ff":
            fits, kind = not kept and base in classes["TONABLE"], "mark"
        else:
            plain = character in classes["GENERIC_MARKS"]
            fits, kind = marks < _MARKS_OF_SCRIPT and not (plain and generic >= _MARKS_GENERIC), "mark"
            marks += fits
            generic += fits and plain
        if fits:
            kept.append(character)
        else:
            removed[kind] += 1
    return kept


def _joins(joiner: str, base: str, last: str, following: str) -> bool:
    """Whether a joiner stands where a script or a pictograph needs it."""
    classes = _classes()
    if joiner == "\u200d" and base in classes["EMOJI"] and following in classes["EMOJI"]:
        return True
    if base in classes["INDIC"] and following in classes["INDIC"]:
        return last in classes["VIRAMAS"] or (joiner == "\u200d" and following in classes["VIRAMAS"])
    return joiner == "\u200c" and base in classes["CURSIVE"] and following in classes["CURSIVE"]

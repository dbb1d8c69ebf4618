"""Makes what was hidden visible: every invisible, control or direction character of a raw text as a token.

For detail views only. Knows nothing of what is kept for display: it shows everything that a reader cannot see.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from commune_tui.text import tables
from commune_tui.text.settle import FLAG_OF_REGION, SEQUENCE

_CONTROL_NAMES = """
NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US
"""


def reveal(raw: str) -> str:
    """The raw text as one safe string: hidden characters as ``⟨U+200B ZERO WIDTH SPACE⟩``, repeated ones counted,
    tag characters and selectors with what they spell (``⟨12 tag characters: "ignore that"⟩``), terminal sequences as
    ``⟨terminal sequence ESC]0;x BEL⟩``. Line breaks stay line breaks, so clean the result as text of several lines."""
    return _pattern().sub(_token, raw.replace("\r\n", "\n").expandtabs(8))


@cache
def _pattern() -> re.Pattern[str]:
    named = tables.character_class
    hidden = named(tables.BIDI, tables.INVISIBLE, tables.UNREADABLE, tables.NEWER, "115F-1160 2800 3164 FFA0")
    return re.compile(
        f"{FLAG_OF_REGION}|(?P<sequence>{SEQUENCE})"
        "|(?P<tags>[\U000e0000-\U000e007f]+)|(?P<selectors>[\ufe00-\ufe0e\U000e0100-\U000e01ef]{2,})"
        f"|(?P<marks>(?<=[{named(tables.GENERIC_MARKS)}]{{4}})[{named(tables.GENERIC_MARKS)}]+)"
        f"|(?P<same>[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u200c\u2028\u2029{hidden}])(?P=same)*"
        f"|(?<![{named(tables.EMOJI)}\ufe0f\U0001f3fb-\U0001f3ff])(?P<joiner>\u200d)"
    )


def _token(found: re.Match[str]) -> str:
    piece, kind = found[0], found.lastgroup
    if kind is None:
        return piece
    if kind == "sequence":
        return f"⟨terminal sequence {''.join(_letter(character) for character in piece[:200])}⟩"
    if kind == "tags":
        spelt = "".join(
            chr(ord(character) - 0xE0000) for character in piece if "\U000e0020" <= character < "\U000e007f"
        )
        return f'⟨{len(piece):,} tag character{"s" * (len(piece) > 1)}: "{spelt[:500]}"⟩'
    if kind == "selectors":
        return f"⟨{len(piece):,} variation selectors: {_spelt(piece)!a}⟩"
    if kind == "marks":
        return f"⟨{len(piece):,} more accents⟩"
    token = f"U+{ord(piece[0]):04X} {_name(piece[0])}"
    return f"⟨{token} ×{len(piece):,}⟩" if len(piece) > 1 else f"⟨{token}⟩"


def _spelt(selectors: str) -> str:
    """Variation selectors 1 to 256 can carry one byte each; what those bytes spell."""
    codes = (ord(character) for character in selectors[:500])
    return bytes(code - 0xFE00 if code < 0xFE10 else code - 0xE0100 + 16 for code in codes).decode("utf-8", "replace")


def _letter(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return f"{_CONTROL_NAMES.split()[code]} "
    return character if character.isprintable() else f"\\u{code:04x}"


def _name(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return f"{_CONTROL_NAMES.split()[code]} control character"
    if 0x7F <= code < 0xA0:
        return "control character"
    if 0xD800 <= code < 0xE000:
        return "half of a surrogate pair"
    return unicodedata.name(character, "private use" if unicodedata.category(character) == "Co" else "not a character")

"""A text as bare words for comparing: case, white space, punctuation, quotation marks and wrapped links do not count.

Letters, their marks, digits, currencies, signs before numbers and pictographs do. Linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

_ALONE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_POINT = re.compile("(?<=\\d)[.,:](?=\\d)")
_MINUS = re.compile("(?<![^\\s(])[-−](?=\\d)")
_MAIL_LINK = re.compile("[<\\[(]mailto:[^>\\])\\s]{1,300}[>\\])]", re.IGNORECASE)
_SAFE = re.compile(
    "https?://(?:[a-z0-9-]{1,30}\\.safelinks\\.protection\\.outlook\\.com/[^\\s?]{0,40}\\?url=|www\\.google\\.com/url\\?q=)"
    "([^\\s&<>]{1,2000})[^\\s<>]{0,2000}",
    re.IGNORECASE,
)
_DEFENSE = re.compile(
    "https?://urldefense\\.(?:com|us)/v3/__([^\\s<>]{1,2000}?)__;[^\\s<>]{0,400}"
    "|https?://urldefense\\.proofpoint\\.com/v2/url\\?u=([^\\s&<>]{1,2000})[^\\s<>]{0,400}",
    re.IGNORECASE,
)
_LINK = re.compile("\\]\\(https?://[^\\s)]{1,2000}\\)|[<\\[(]https?://[^\\s>\\])]{1,2000}[>\\])]", re.IGNORECASE)
_POINTS = {".": "\ue000", ",": "\ue001", ":": "\ue002"}
_POINTS_BACK = str.maketrans({value: key for key, value in _POINTS.items()})


class _Words(dict[int, str]):
    """What becomes of each character; filled as characters come."""

    def __missing__(self, code: int) -> str:
        mark = chr(code)
        kind = unicodedata.category(mark)
        if _ALONE.match(mark) or kind in ("So", "Sc") or mark in "%°§":
            made = f" {mark} "
        elif kind[0] in "LN" or (kind[0] == "M" and not 0xFE00 <= code <= 0xFE0F) or 0xE000 <= code <= 0xE003:
            made = mark
        elif kind == "Cf" or kind[0] == "M":
            made = ""
        else:
            made = " "
        if len(self) < 20_000:
            self[code] = made
        return made


_WORDS = _Words()


def normal(text: str) -> str:
    """The words of one line (or more), each before one blank; empty where there are none."""
    if "://" in text or "mailto:" in text:
        text = _MAIL_LINK.sub(" ", text)
        text = _SAFE.sub(lambda found: unquote(found[1]), text)
        text = _DEFENSE.sub(_undefended, text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _POINT.sub(lambda found: _POINTS[found[0]], text)
    text = _MINUS.sub("\ue003 ", text)
    return " ".join(text.translate(_WORDS).translate(_POINTS_BACK).split())


def _undefended(found: re.Match[str]) -> str:
    return found[1] or unquote(found[2].replace("-", "%").replace("_", "/"))


def without_links(text: str) -> str:
    """Without the targets that a program writes behind the words of a link."""
    return _LINK.sub(" ", text) if "://" in text else text

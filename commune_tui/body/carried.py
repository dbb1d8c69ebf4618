"""Words that an HTML source carries outside its text: in attributes, in strings of style sheets, in the document type.

Nobody reads them there, so only orders are found. Scans the source once; knows no tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape

from commune_tui.body.orders import orders
from commune_tui.body.selectors import unescape as unescape_style

_ATTRIBUTE = re.compile(
    "\\s([A-Za-z][\\w:.-]{0,39})\\s*=\\s*(?:\"([^\"]{12,8192})\"|'([^']{12,8192})'|([^\\s\"'>]{16,8192}))"
)
_DOCTYPE = re.compile("<!doctype([^>]{12,})>", re.IGNORECASE)
_QUOTED = re.compile("[\"']([^\"']{12,})")
_STRING = re.compile("\"([^\"\\n]{12,2000})\"|'([^'\\n]{12,2000})'|--[\\w-]{1,60}\\s?:([^;{}\"']{12,2000})")
_TAG = re.compile("<[^<>]*>")
_BLOCK = re.compile("\\{[^{}]*+\\}?")
_REMARK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_GAP = re.compile("[\\s%+_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3-]")
_NAMES = {"content": "meta content", "alt": "alternative text", "srcdoc": "document in a frame", "style": "style sheet"}
_SKIPPED = frozenset(("width", "height", "bgcolor", "align", "valign", "xmlns", "srcset"))
_MOST = 20
_REMARKED = re.compile("<(?:\\?|!(?!--)|/(?![A-Za-z]))")
_SHORTEST = 12
_LAYERS = re.compile(
    "<svg|z-index|blend-mode|@keyframes|animation|var\\(|color-mix|light-dark|oklch|filter|mask|position\\s?:\\s?(?:abs|fix)",
    re.IGNORECASE,
)
_ASKS = re.compile("[~+:&]")
_HIDES = re.compile("(?:display|visibility|opacity|font-size|position|color|clip|height)\\s?:", re.IGNORECASE)


def carried(source: str) -> Iterator[tuple[str, str]]:
    """(where, text) of every order in an attribute or in the document type; at most 20."""
    left = _MOST
    for match in _DOCTYPE.finditer(source[:4_000]):
        for text in (match[1], *_QUOTED.findall(match[1])):
            if _order(text):
                yield "document type", text
                break
    for text in remarks(source):
        if _order(text):
            yield "comment", text
            left -= 1
            if not left:
                return
    for match in _ATTRIBUTE.finditer(source):
        name = match[1].lower()
        value = match[2] or match[3] or match[4]
        if name in _SKIPPED or not _GAP.search(value) or (name == "style" and not _STRING.search(value)):
            continue
        text = unescape(value)
        if name == "srcdoc" or "<" in text:
            text = _TAG.sub(" ", text)
        if _order(text, name in ("href", "src", "action", "style")):
            yield _NAMES.get(name, f"attribute {name}"), text
            left -= 1
            if not left:
                return


def remarks(source: str) -> Iterator[str]:
    """What a browser takes for a comment though it does not look like one. Each ends at the first ``>``, so that every
    character is looked at once."""
    end = 0
    for match in _REMARKED.finditer(source):
        if match.end() > end:
            end = found if (found := source.find(">", match.end())) >= 0 else len(source)
            if end - match.end() >= _SHORTEST:
                yield source[match.end() : end]


def veiled(source: str, styles: Iterable[str]) -> bool:
    """Has a source means to hide text that are not followed here: drawings, layers, selectors that ask for more than
    an element and its ancestors?"""
    if _LAYERS.search(source):
        return True
    for style in styles:
        selector = ""
        for piece in style.replace("}", "{").split("{"):
            if _ASKS.search(selector) and _HIDES.search(piece):
                return True
            selector = piece
    return False


def strings(style: str, *, foreign: bool = False) -> Iterator[str]:
    """The strings of a style sheet, the values of its own properties, and what stands outside of its blocks, where they
    give orders. A ``foreign`` one is in no language that is known here: all of it may be words."""
    outside = style if foreign else _BLOCK.sub(" ", _REMARK.sub(" ", style))
    for text in (outside, *(match[1] or match[2] or match[3] for match in _STRING.finditer(style))):
        if _order(text := unescape_style(text), own=True):
            yield text


@lru_cache(maxsize=4_096)
def _order(text: str, own: bool = False) -> bool:
    """Does a text order? ``own``: the addresses in it are what it is there for, no place to send things to."""
    return any(orders(text[at : at + 4_000], text if own else "") for at in range(0, len(text), 3_600))

"""Text above and below the line, written so that it keeps its meaning on one: 10^6, H_2O, a reading over a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from commune_tui.body.concealed import subtree_text
from commune_tui.body.frame import Frame
from commune_tui.body.names import words

if TYPE_CHECKING:
    from commune_tui.body.html import Walker

_INLINE = words("span font small big b i em strong u code sup sub")
_PLACES = {"super": "^", "sub": "_"}
_ONE = re.compile("[+−–-]?[^\\W_]+")
_ORDINAL = re.compile("st|nd|rd|th|er|re|ère|e|ème|eme|d|nd|o|a|os|as|º|ª", re.IGNORECASE)
_SIGN = re.compile("[^\\w\\s]+|tm|sm", re.IGNORECASE)
_LONGEST = 40


def raised(walker: Walker, node: LexborNode, tag: str, style: Mapping[str, str], inside: Frame) -> None:
    """Signs around the words of a raised or lowered element, and brackets around the reading of a word."""
    page = walker.page
    if tag == "rt":
        _around(walker, "(", inside)
        return
    sign = {"sup": "^", "sub": "_"}.get(tag) or _PLACES.get(style.get("vertical-align", ""), "")
    if not sign or tag not in _INLINE or inside.pre or style.get("vertical-align") in ("baseline", "middle"):
        return
    text = " ".join(subtree_text(node).split())
    if not page.last or not text or len(text) > _LONGEST or _SIGN.fullmatch(text):
        return
    if sign == "^" and page.last.isdigit() and _ORDINAL.fullmatch(text):
        return
    if _ONE.fullmatch(text):
        page.glue(sign, inside.style, inside.link)
    else:
        _around(walker, f"{sign}(", inside)


def _around(walker: Walker, before: str, inside: Frame) -> None:
    page = walker.page
    page.glue(before, inside.style, inside.link)
    inside.leave = lambda: page.glue(")", inside.style, inside.link)

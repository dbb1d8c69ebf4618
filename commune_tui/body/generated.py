"""Text that a style sheet sets before or behind an element (``content``), as a browser shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from commune_tui.body.frame import Frame
from commune_tui.body.hidden import look_of, text_reason
from commune_tui.body.selectors import unescape

if TYPE_CHECKING:
    from commune_tui.body.html import Walker

_PIECE = re.compile(
    r"""\s*+(?:"(?P<double>(?:\\.|[^"\\])*+)"|'(?P<single>(?:\\.|[^'\\])*+)'|attr\(\s*+(?P<attribute>[\w-]{1,40})[^)]*+\)"""
    r"""|(?P<quote>open-quote|close-quote)|[\w-]+(?:\([^()]*+(?:\([^()]*+\)[^()]*+)*+\))?)""",
    re.DOTALL | re.IGNORECASE,
)
_LONGEST = 2_000
_MOST = 40
_ALONE = ("block", "table", "flex", "grid", "list-item")


def generate(walker: Walker, place: str, inside: Frame) -> None:
    """What the style sheet sets before or behind this element. Where nobody sees it, it is for nobody: an order is
    loud, other words are counted."""
    if place not in walker.styles.around or inside.element is None:
        return
    style, _ = walker.styles.around[place].style(inside.element, rules_only=True)
    text = text_of(style.get("content", ""), inside.element.attributes)
    if not text:
        return
    look = look_of("", {}, style, inside.look)
    if reason := text_reason(look):
        walker.concealed.said(f"text of a style sheet ({reason})", text, walker.page, inside.element)
        return
    alone = style.get("display", "inline").partition(" ")[0] in _ALONE
    if alone:
        walker.page.end()
    walker.text(text, inside.inner(look, inside.element))
    if alone:
        walker.page.end()


def text_of(content: str, attributes: Mapping[str, str | None]) -> str:
    """The words of this value for an element with these attributes. Pictures, counters and what stands behind a slash
    (for machines that read aloud) give none."""
    text = "".join((attributes.get(words) or "") if named else words for named, words in _pieces(content))
    return text if any(mark.isprintable() and not mark.isspace() for mark in text) else ""


@lru_cache(maxsize=256)
def _pieces(content: str) -> tuple[tuple[bool, str], ...]:
    """(whether it names an attribute, words) of each piece that gives words."""
    out: list[tuple[bool, str]] = []
    at, content = 0, content[:_LONGEST]
    while len(out) < _MOST and (found := _PIECE.match(content, at)) is not None:
        at = found.end()
        written = found["double"] if found["double"] is not None else found["single"]
        if written is not None:
            out.append((False, unescape(written.replace("\\\n", ""))))
        elif found["attribute"]:
            out.append((True, found["attribute"].lower()))
        elif found["quote"]:
            out.append((False, "“" if found["quote"].lower() == "open-quote" else "”"))
    return tuple(out)

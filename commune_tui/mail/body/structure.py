"""What the lines of a block look like: heading, code, quotation, list item, indent. Knows no styles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from commune_tui.mail.body.frame import Frame
from commune_tui.mail.body.page import Block

if TYPE_CHECKING:
    from commune_tui.mail.body.html import Walker

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


def block_of(walker: Walker, tag: str, attributes: Mapping[str, str | None], before: Block, inside: Frame) -> Block:
    block = Block("text", 0, before.quote, before.indent)
    if before.kind in ("heading", "code"):
        block.kind, block.level = before.kind, before.level
    if tag in _HEADINGS:
        block.kind, block.level = "heading", _HEADINGS[tag]
    elif tag in ("pre", "xmp", "listing"):
        block.kind = "code"
        inside.pre = True
    elif tag == "blockquote":
        block.quote += 1
    elif tag == "dd":
        block.indent += 2
    elif tag in ("ul", "ol", "menu", "dir"):
        inside.lists += 1
        start = attributes.get("start") or ""
        inside.letters = (attributes.get("type") or "").lower() == "a"
        inside.ordered = [int(start) if start.lstrip("-").isdigit() and len(start) < 7 else 1] if tag == "ol" else None
    elif tag == "li":
        block = _item(walker, attributes, before, inside)
    return block


def _item(walker: Walker, attributes: Mapping[str, str | None], before: Block, inside: Frame) -> Block:
    marker = "• " if inside.lists < 2 else ("◦ " if inside.lists == 2 else "▪ ")
    if inside.ordered is not None:
        value = attributes.get("value") or ""
        if value.isdigit() and len(value) < 7:
            inside.ordered[0] = int(value)
        number = inside.ordered[0]
        marker = f"{chr(96 + number)}. " if inside.letters and 0 < number < 27 else f"{number}. "
        inside.ordered[0] += 1
    indent = min(before.indent, 40)
    walker.page.item(marker, indent)
    return Block("item", 0, before.quote, indent + len(marker))

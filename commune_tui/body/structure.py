"""What an element makes of the page, and how that is set back: blocks, headings, quotations, lists, links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from commune_tui.body.frame import Frame
from commune_tui.body.names import words
from commune_tui.body.page import Block

if TYPE_CHECKING:
    from commune_tui.body.html import Walker

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


_KINDS = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
          "upper-roman": "I"}  # fmt: skip
_PLAIN = frozenset(("disc", "circle", "square", "none"))
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_BREAK = words(
    "div section article main header footer nav aside address center fieldset form figure figcaption tr td th tbody "
    "thead tfoot caption dt dd option legend summary details hgroup dir menu body html table search"
)
_GAP = words("p ul ol dl pre blockquote h1 h2 h3 h4 h5 h6 hr table figure")
_STRONG = words("b strong th dt")
_EMPH = words("i em cite var dfn")
_CODE = words("code tt kbd samp pre xmp listing")


def begin(
    walker: Walker, tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], inside: Frame
) -> None:
    """Blocks, lists, quotes, headings, links: sets the page, and how to set it back."""
    page, before = walker.page, walker.page.block
    display = style.get("display", "")
    gap = tag in _GAP
    block = tag in _BREAK or gap or tag in ("li", "dd") or (display == "block" and tag != "a")
    if tag in _STRONG:
        inside.style = "strong"
    elif tag in _EMPH:
        inside.style = "emph"
    elif tag in _CODE:
        inside.style = "code"
    if tag == "a":
        _anchor(walker, attributes, inside)
        return
    if not block:
        if tag == "q":
            page.words("“", inside.style, inside.link)
            inside.leave = lambda: page.mark("”", inside.style, inside.link)
        elif display == "inline-block":
            page.words(" ", inside.style, inside.link)
        return
    if gap and not (tag in ("ul", "ol") and inside.lists) and tag != "table":
        page.gap()
    else:
        page.end()
    page.block = _block(walker, tag, attributes, style, before, inside)

    def leave() -> None:
        walker.concealed.flush(page)
        if gap and tag != "table":
            page.gap() if not (tag in ("ul", "ol") and inside.lists > 1) else page.end()
        else:
            page.end()
        if tag == "li":
            page.drop_marker()
        page.block = before

    inside.leave = leave


def _anchor(walker: Walker, attributes: Mapping[str, str | None], inside: Frame) -> None:
    number = walker.links.open(attributes.get("href") or "")
    if not number:
        return
    page, room, spot = walker.page, walker.page.room, walker.page.spot()
    inside.link = number
    inside.style = "link" if inside.style == "plain" else inside.style

    def leave() -> None:
        if page.room != room:
            walker.links.close(number, page.since(spot, number))
            page.mark(f" [{number}]", "mark", number)

    inside.leave = leave


def _block(
    walker: Walker,
    tag: str,
    attributes: Mapping[str, str | None],
    style: Mapping[str, str],
    before: Block,
    inside: Frame,
) -> Block:
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
        _count(tag, attributes, style, inside)
    elif tag == "li":
        block = _item(walker, attributes, before, inside)
    return block


def _count(tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], inside: Frame) -> None:
    """How the items of a list are numbered: from where, up or down, in figures, letters or Roman figures."""
    looks = (style.get("list-style-type") or style.get("list-style", "")).split()
    kind = attributes.get("type") or ""
    named = kind if kind in ("a", "A", "i", "I", "1") else ""
    inside.numbers = next((_KINDS[word] for word in looks if word in _KINDS), named)
    inside.step, inside.ordered = 1, None
    if not _PLAIN.isdisjoint(looks) or not (tag == "ol" or inside.numbers or "decimal" in looks):
        return
    start = attributes.get("start") or ""
    first = int(start) if start.lstrip("-").isdecimal() and len(start) < 7 else 1
    if "reversed" in attributes:
        inside.step = -1
        own = inside.element.node if inside.element is not None else None
        at, items = own.first_child if own is not None else None, 0
        while at is not None:
            items += at.tag == "li"
            at = at.next
        first = first if start else items
    inside.ordered = [first]


def _number(number: int, kind: str) -> str:
    if kind in ("a", "A") and number > 0:
        made = ""
        while number:
            number, at = divmod(number - 1, 26)
            made = chr(ord(kind) + at) + made
        return made
    if kind in ("i", "I") and 0 < number < 4_000:
        made = ""
        for value, letters in _ROMAN:
            made += letters * (number // value)
            number %= value
        return made if kind == "i" else made.upper()
    return str(number)


def _item(walker: Walker, attributes: Mapping[str, str | None], before: Block, inside: Frame) -> Block:
    marker = "• " if inside.lists < 2 else ("◦ " if inside.lists == 2 else "▪ ")
    if inside.ordered is not None:
        value = attributes.get("value") or ""
        if value.isdigit() and len(value) < 7:
            inside.ordered[0] = int(value)
        marker = f"{_number(inside.ordered[0], inside.numbers)}. "
        inside.ordered[0] += inside.step
    indent = min(before.indent, 40)
    walker.page.item(marker, indent)
    return Block("item", 0, before.quote, indent + len(marker))

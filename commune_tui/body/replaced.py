"""Elements that a browser draws as a thing: images and form fields, here as words in brackets. Fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from commune_tui.body.cascade import Element
from commune_tui.body.concealed import subtree_text
from commune_tui.body.frame import Frame
from commune_tui.body.hidden import Look, text_reason

if TYPE_CHECKING:
    from commune_tui.body.html import Walker


def image(
    walker: Walker,
    attributes: Mapping[str, str | None],
    style: Mapping[str, str],
    look: Look,
    frame: Frame,
    element: Element,
) -> None:
    """An image as its alternative text; a tracker (one pixel) only as a count."""
    alt = " ".join((attributes.get("alt") or "").split())
    sizes = [attributes.get(name) or style.get(name) or "" for name in ("width", "height")]
    if all(size.strip().removesuffix("px") in ("0", "1") for size in sizes):
        walker.trackers += 1
        if alt:
            walker.concealed.add("alternative text of a one-pixel image", alt, walker.page, element)
        return
    walker.images += 1
    if not alt:
        return
    reason = text_reason(look)
    if reason and reason not in ("font size zero", "tiny font"):
        walker.concealed.add(f"alternative text: {reason}", alt, walker.page, element)
        return
    alt = walker.concealed.clean(alt, walker.page, element)
    if alt.strip():
        walker.page.words(f"[image: {alt.strip()}]", "link" if frame.link else "dim", frame.link)


def form_field(walker: Walker, attributes: Mapping[str, str | None], frame: Frame) -> None:
    """A box to tick, or the words of a button or field in brackets."""
    kind = (attributes.get("type") or "text").lower()
    value = walker.concealed.clean(attributes.get("value") or "", walker.page, frame.element).strip()
    if kind in ("checkbox", "radio"):
        walker.page.words("[x] " if "checked" in attributes else "[ ] ", frame.style, frame.link)
    elif value and kind not in ("password", "image", "file"):
        walker.page.words(f"[{value}]", frame.style, frame.link)


def choice(walker: Walker, node: LexborNode, frame: Frame) -> None:
    """A list to choose from: what is chosen in brackets. What else there is to choose is not seen, and usual."""
    options, rest = _options(node)
    page = walker.page
    if reason := text_reason(frame.look):
        walker.concealed.add(reason, subtree_text(node), page, frame.element)
        return
    several = "multiple" in node.attributes or (node.attributes.get("size") or "1").strip() not in ("0", "1")
    chosen = [option for option in options if "selected" in option.attributes]
    if not several:
        usable = [option for option in options if "disabled" not in option.attributes] or options
        chosen = chosen[-1:] or usable[:1]
    for option in options:
        label = option.attributes.get("label") or ""
        text = subtree_text(option)
        if option in chosen or several:
            shown = " ".join(walker.concealed.clean(label or text, page, frame.element).split())
            box = ("[x] " if option in chosen else "[ ] ") if several else "["
            if several:
                page.end()
            page.words(f"{box}{shown}{'' if several else ']'}", frame.style, frame.link)
            rest += f" {text}" if label else ""
        else:
            rest += f" {label} {text}"
    walker.concealed.said("other choices of a list", rest, page, frame.element)


def details(walker: Walker, node: LexborNode, frame: Frame) -> None:
    """Closed details: the summary is seen, the rest only after a click that a terminal does not have."""
    walker.page.end()
    child = node.first_child
    while child is not None:
        if child.tag == "summary":
            walker.walk(child, frame)
            walker.page.end()
        elif child.tag not in ("-comment", "style", "script"):
            text = (child.text_content or "") if child.tag == "-text" else subtree_text(child)
            walker.concealed.said("closed details", text, walker.page, frame.element)
        child = child.next
    walker.concealed.flush(walker.page)


def _options(node: LexborNode) -> tuple[list[LexborNode], str]:
    """The options of a list in order, and whatever words stand between them."""
    found: list[LexborNode] = []
    rest: list[str] = []
    todo: list[LexborNode | None] = [node.first_child]
    while todo:
        at = todo.pop()
        if at is None:
            continue
        todo.append(at.next)
        if at.tag == "option":
            found.append(at)
        elif at.tag == "-text":
            rest.append(at.text_content or "")
        elif (at.tag or "-")[:1] not in ("-", "_", "!"):
            rest.append(f" {at.attributes.get('label') or ''} ")
            todo.append(at.first_child)
    return found, "".join(rest)

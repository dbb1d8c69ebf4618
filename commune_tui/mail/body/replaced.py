"""Elements that a browser draws as a thing: images and form fields, here as words in brackets. Fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from commune_tui.mail.body.cascade import Element
from commune_tui.mail.body.frame import Frame
from commune_tui.mail.body.hidden import Look, text_reason

if TYPE_CHECKING:
    from commune_tui.mail.body.html import Walker


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

"""Judges what a person would not see: follows styles down the tree and names the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from commune_tui.body.boxes import box_reason, far
from commune_tui.body.colours import number
from commune_tui.body.font import font_px
from commune_tui.body.ink import PLAIN, Ink, ink_of

TINY_PX = 2.0
_FAINT = 0.1
_STRUCK = ("s", "strike", "del")
_HIDES = {
    "display": "none",
    "visibility": "hidden",
    "opacity": "0",
    "font-size": "0",
    "content-visibility": "hidden",
}
"""What a value that is not understood comes to at worst."""
_NOTHING: Mapping[str, str] = MappingProxyType({})

_NO_TEXT = {
    "script": "script",
    "style": "style sheet",
    "template": "template element",
    "title": "document title",
    "datalist": "datalist element",
    "object": "object element",
    "audio": "audio element",
    "video": "video element",
    "canvas": "canvas element",
    "iframe": "frame element",
    "noframes": "noframes element",
    "noembed": "noembed element",
    "dialog": "closed dialog",
    "xml": "data for Outlook",
    "desc": "drawing: its description",
    "metadata": "drawing: its description",
    "defs": "drawing: what it only defines",
    "symbol": "drawing: what it only defines",
    "clippath": "drawing: what it only defines",
    "annotation": "note in a formula",
    "annotation-xml": "note in a formula",
    "rp": "ruby element",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one element hands down: why it is hidden ("" if it is not), and the properties that its text inherits.

    ``doubt`` is why it may be hidden although it is shown. ``space`` is how white space counts: all of it (``pre``),
    the line ends (``line``), or not.
    """

    hidden: str = ""
    doubt: str = ""
    visibility: bool = True
    font_px: float = 16.0
    ink: Ink = PLAIN
    opacity: float = 1.0
    indent: str = ""
    space: str = ""
    bold: bool = False
    italic: bool = False
    struck: bool = False


ROOT = Look()
_SPACES = {"pre-line": "line", "preserve-breaks": "line"}
_DRAWN = ("svg", "g", "text", "tspan", "textpath")
_PRESENTED = ("fill", "opacity", "display", "visibility", "font-size")


def _presented(attributes: Mapping[str, str | None]) -> dict[str, str]:
    """The looks that the elements of a drawing have as attributes; their letters are filled, not coloured."""
    found = {name: (attributes[name] or "").strip().lower() for name in _PRESENTED if name in attributes}
    if "fill" in found:
        found["color"] = "transparent" if found["fill"] == "none" else found.pop("fill")
    return found


def text_reason(look: Look) -> str:
    """Why text set directly in an element with this look cannot be seen; "" when it can."""
    if look.hidden:
        return look.hidden
    if not look.visibility:
        return "visibility hidden"
    if look.font_px < TINY_PX:
        return "font size zero" if look.font_px <= 0 else "tiny font"
    return look.indent or look.ink.reason


def look_of(
    tag: str,
    attributes: Mapping[str, str | None],
    style: Mapping[str, str],
    parent: Look,
    doubt: Mapping[str, str] = _NOTHING,
) -> Look:
    """The look of an element under ``parent``. ``style`` is the merged style, lower case, escapes resolved; ``doubt``
    is what may be said besides. Where one of the two shows a text, it is shown."""
    if parent.hidden:
        return parent
    look = _look(tag, attributes, style, parent)
    worst = {name: hides for name, hides in _HIDES.items() if "(" in style.get(name, "")}
    if not doubt and not worst:
        return look
    return _either(look, _look(tag, attributes, {**style, **worst, **doubt}, parent))


def _either(one: Look, other: Look) -> Look:
    """A look that hides only what both hide, and doubts what one of them hides."""
    if one.hidden and other.hidden:
        return one
    if one.hidden or other.hidden:
        shown, hides = (other, one) if one.hidden else (one, other)
        return replace(shown, doubt=shown.doubt or hides.hidden)
    reasons = text_reason(one), text_reason(other)
    return replace(
        one,
        doubt=one.doubt or ("" if all(reasons) else reasons[0] or reasons[1]),
        visibility=one.visibility or other.visibility,
        font_px=max(one.font_px, other.font_px),
        indent=one.indent if other.indent else "",
        ink=one.ink if one.ink == other.ink else one.ink.either(other.ink),
        opacity=max(one.opacity, other.opacity),
    )


def _look(tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], parent: Look) -> Look:
    if tag in _DRAWN:
        style = {**_presented(attributes), **style}
    reason = _element_reason(tag, attributes, style)
    if reason:
        return replace(parent, hidden=reason)
    struck = parent.struck
    if tag in _STRUCK:
        line = style.get("text-decoration-line") or style.get("text-decoration", "")
        struck = struck or not line or "line-through" in line or "(" in line or line == "inherit"
    if not style and not attributes:
        return parent if struck == parent.struck else replace(parent, struck=struck)
    changes: dict[str, object] = {"struck": struck} if struck != parent.struck else {}
    opacity = parent.opacity * _opacity(style)
    if opacity <= _FAINT:
        return replace(parent, hidden="opacity zero" if opacity <= 0 else "opacity near zero")
    if opacity != parent.opacity:
        changes["opacity"] = opacity
    visibility = style.get("visibility")
    if visibility and visibility != "inherit":
        changes["visibility"] = visibility not in ("hidden", "collapse")
    size = font_px(tag, attributes, style, parent.font_px)
    if size != parent.font_px:
        changes["font_px"] = size
    ink = ink_of(tag, attributes, style, parent.ink)
    if ink is not parent.ink:
        changes["ink"] = ink
        if ink.doubt and not parent.doubt:
            changes["doubt"] = ink.doubt
    if style:
        changes |= _written(style, struck)
    return replace(parent, **changes) if changes else parent  # type: ignore[arg-type]


def _written(style: Mapping[str, str], struck: bool) -> dict[str, object]:
    """How the letters stand: indented, with their white space, bold, italic, struck through."""
    changes: dict[str, object] = {}
    if "text-indent" in style:
        changes["indent"] = "text moved off the screen" if far(style["text-indent"]) else ""
    space = style.get("white-space-collapse") or style.get("white-space", "")
    if space and space != "inherit":
        changes["space"] = _SPACES.get(space) or ("pre" if space.startswith(("pre", "break-spaces")) else "")
    weight, slant = style.get("font-weight"), style.get("font-style")
    if weight:
        changes["bold"] = weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600)
    if slant:
        changes["italic"] = slant in ("italic", "oblique")
    if "line-through" in style.get("text-decoration", "") or "line-through" in style.get("text-decoration-line", ""):
        changes["struck"] = True
    elif struck and (style.get("display", "").startswith("inline-") or style.get("position") in ("absolute", "fixed")):
        changes["struck"] = False  # a line through the text around it does not go on in there
    return changes


def _element_reason(tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str]) -> str:
    if tag in _NO_TEXT and not (tag == "dialog" and "open" in attributes):
        return _NO_TEXT[tag]
    display = style.get("display", "")
    if display == "none":
        return "display none"
    if not display and ("hidden" in attributes or "popover" in attributes):
        return "hidden attribute" if "hidden" in attributes else "closed popover"
    if tag == "input" and (attributes.get("type") or "").lower() == "hidden":
        return "hidden form field"
    if not style:
        return _size_attributes(tag, attributes)
    return box_reason(style) or _size_attributes(tag, attributes)


def _size_attributes(tag: str, attributes: Mapping[str, str | None]) -> str:
    """Table cells of one pixel, and marquee-like boxes with no room."""
    if tag in ("td", "th", "table", "tr") and "height" in attributes and "width" in attributes:
        height, width = (number((attributes[name] or "").strip()) for name in ("height", "width"))
        if (
            height is not None
            and width is not None
            and height <= 1
            and width <= 1
            and "%" not in (attributes["width"] or "")
        ):
            return "one-pixel cell"
    return ""


def _opacity(style: Mapping[str, str]) -> float:
    value = style.get("opacity")
    if not value:
        return 1.0
    amount = number(value)
    if amount is None:
        return 1.0
    return max(0.0, min(1.0, amount / 100 if value.endswith("%") else amount))

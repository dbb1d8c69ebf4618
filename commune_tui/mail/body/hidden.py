"""Judges what a person would not see: follows styles down the tree and names the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commune_tui.mail.body.boxes import box_reason, far
from commune_tui.mail.body.colours import NAMED, Rgb, Rgba, blend, contrast, number, parse

WHITE: Rgb = (255, 255, 255)
TINY_PX = 2.0
_FAINT = 0.1
_SAME = 1.12

_NO_TEXT = {
    "script": "script",
    "style": "style sheet",
    "template": "template element",
    "noscript": "noscript element",
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
_KEYWORD_PX = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "smaller": 13.0,
    "larger": 19.0,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one element hands down: why it is hidden ("" if it is not), and the properties that its text inherits."""

    hidden: str = ""
    visibility: bool = True
    font_px: float = 16.0
    colour: Rgba = (0, 0, 0, 1.0)
    ground: Rgb | None = WHITE
    opacity: float = 1.0
    indent: str = ""
    pre: bool = False
    bold: bool = False
    italic: bool = False


ROOT = Look()
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
    if look.indent:
        return look.indent
    if look.colour[3] <= _FAINT:
        return "transparent text colour"
    if look.ground is not None and contrast(blend(look.colour, look.ground), look.ground) < _SAME:
        return "text colour equals background"
    return ""


def look_of(tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], parent: Look) -> Look:
    """The look of an element under ``parent``. ``style`` is the merged style, lower case, escapes resolved."""
    if parent.hidden:
        return parent
    if tag in _DRAWN:
        style = {**_presented(attributes), **style}
    reason = _element_reason(tag, attributes, style)
    if reason:
        return replace(parent, hidden=reason)
    if not style and not attributes:
        return parent
    changes: dict[str, object] = {}
    opacity = parent.opacity * _opacity(style)
    if opacity <= _FAINT:
        return replace(parent, hidden="opacity zero" if opacity <= 0 else "opacity near zero")
    if opacity != parent.opacity:
        changes["opacity"] = opacity
    visibility = style.get("visibility")
    if visibility and visibility != "inherit":
        changes["visibility"] = visibility not in ("hidden", "collapse")
    size = _font_px(tag, attributes, style, parent.font_px)
    if size != parent.font_px:
        changes["font_px"] = size
    changes |= _colours(tag, attributes, style, parent)
    if "text-indent" in style:
        changes["indent"] = "text moved off the screen" if far(style["text-indent"]) else ""
    space = style.get("white-space", "")
    if space:
        changes["pre"] = space.startswith(("pre", "break-spaces")) and space != "pre-line"
    weight, slant = style.get("font-weight"), style.get("font-style")
    if weight:
        changes["bold"] = weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600)
    if slant:
        changes["italic"] = slant in ("italic", "oblique")
    return replace(parent, **changes) if changes else parent  # type: ignore[arg-type]


def _element_reason(tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str]) -> str:
    if tag in _NO_TEXT and not (tag == "dialog" and "open" in attributes):
        return _NO_TEXT[tag]
    display = style.get("display", "")
    if display == "none":
        return "display none"
    if "hidden" in attributes and not display:
        return "hidden attribute"
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


def _font_px(tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], inherited: float) -> float:
    value = style.get("font-size", "")
    short = style.get("font", "")
    if short and not value:
        for word in short.split():
            size = word.partition("/")[0]
            if size[:1].isdigit() or size[:1] == ".":
                if size.isdigit() and int(size) >= 100:
                    continue
                value = size
                break
    if value:
        return _length_px(value, inherited)
    if tag == "font" and "size" in attributes:
        return {"1": 10.0, "2": 13.0, "-1": 13.0, "-2": 10.0}.get((attributes["size"] or "").strip(), 16.0)
    return inherited


def _length_px(value: str, inherited: float) -> float:
    if value in _KEYWORD_PX:
        return _KEYWORD_PX[value]
    amount = number(value)
    if amount is None:
        return inherited
    for unit, factor in (
        ("rem", 16.0),
        ("em", inherited),
        ("%", inherited / 100),
        ("pt", 1.333),
        ("vw", 10.0),
        ("ex", 8.0),
    ):
        if value.endswith(unit):
            return amount * factor
    return amount * {"in": 96.0, "cm": 37.8, "mm": 3.78, "pc": 16.0}.get(value[-2:], 1.0)


def _colours(
    tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], parent: Look
) -> dict[str, object]:
    changes: dict[str, object] = {}
    ground = _ground(attributes, style, parent.ground)
    if ground != parent.ground:
        changes["ground"] = ground
    named = style.get("-webkit-text-fill-color") or style.get("color")
    if not named and tag == "font":
        named = attributes.get("color")
    if not named and tag == "body":
        named = attributes.get("text")
    colour = parse(named) if named else None
    if colour is None and tag == "a" and attributes.get("href"):
        colour = (0, 0, 238, 1.0)
    if colour is not None:
        changes["colour"] = colour
    return changes


def _ground(attributes: Mapping[str, str | None], style: Mapping[str, str], parent: Rgb | None) -> Rgb | None:
    """The colour behind the text; None when it is a picture or gradient, on which nothing can be judged."""
    picture = style.get("background-image", "")
    short = style.get("background", "")
    if (
        "url(" in picture
        or "gradient(" in picture
        or "url(" in short
        or "gradient(" in short
        or attributes.get("background")
    ):
        return None
    named = style.get("background-color") or attributes.get("bgcolor")
    if not named and short:
        named = next((word for word in _words(short) if word in NAMED or parse(word)), None)
        if named is None:
            return parent
    if not named:
        return parent
    colour = parse(named)
    if colour is None:
        return parent
    if colour[3] >= 1:
        return colour[:3]
    return None if parent is None else blend(colour, parent)


def _words(value: str) -> list[str]:
    """The words of a shorthand value, a function such as ``rgb(0, 0, 0)`` being one word."""
    words: list[str] = []
    depth = 0
    start = 0
    for at, mark in enumerate(value[:512]):
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
        elif mark.isspace() and depth == 0:
            words.append(value[start:at])
            start = at + 1
    words.append(value[start:512])
    return [word for word in words if word]

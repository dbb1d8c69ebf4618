"""The colour of a text and what lies behind it, followed down the tree; whether the one shows on the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commune_tui.body.colours import Rgb, Rgba, blend, contrast, is_unknown, number, parse

WHITE: Rgb = (255, 255, 255)
_FAINT = 0.1
_SAME = 1.12
_LONGEST = 2_000

Attributes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Ink:
    """``colour`` is None where it is not understood, ``ground`` where a picture or anything else may lie behind the
    text: then nothing is judged. ``fill`` is a colour of the letters that goes before ``colour``; ``painted`` is what
    shows through letters that are cut out of their background. ``outlined`` letters have a border or a shadow.

    ``beneath`` is the last ground that was known, where the one that counts is not known for want of understanding.
    """

    colour: Rgba | None = (0, 0, 0, 1.0)
    ground: Rgb | None = WHITE
    fill: Rgba | bool | None = False
    painted: Rgb | bool | None = False
    outlined: bool = False
    beneath: Rgb | None = None

    @property
    def letters(self) -> Rgba | None:
        """The colour that is seen."""
        colour = self.colour if isinstance(self.fill, bool) else self.fill
        if colour is not None and colour[3] <= _FAINT and not isinstance(self.painted, bool):
            return None if self.painted is None else (*self.painted, 1.0)
        return colour

    @property
    def reason(self) -> str:
        """Why letters of this colour cannot be seen; "" when they can, or when that is not known."""
        return "" if self.outlined else _reason(self.letters, self.ground)

    @property
    def doubt(self) -> str:
        """Why they may not be seen, where their ground is not known."""
        if self.outlined:
            return ""
        if self.letters is None and isinstance(self.painted, bool):
            return "text colour that is not understood"
        return _reason(self.letters, self.beneath) if self.ground is None else ""

    def either(self, other: Ink) -> Ink:
        """One of the two: what differs is not known."""
        alike = self.ground == other.ground
        return replace(
            self,
            colour=self.colour if self.colour == other.colour else None,
            fill=self.fill if self.fill == other.fill else None,
            ground=self.ground if alike else None,
            painted=self.painted if self.painted == other.painted else None,
            outlined=self.outlined or other.outlined,
            beneath=self.beneath if alike else self.ground or other.ground,
        )


PLAIN = Ink()
"""Black on white."""


def _reason(letters: Rgba | None, ground: Rgb | None) -> str:
    if letters is None:
        return ""
    if letters[3] <= _FAINT:
        return "transparent text colour"
    if ground is not None and contrast(blend(letters, ground), ground) < _SAME:
        return "text colour equals background"
    return ""


def ink_of(tag: str, attributes: Attributes, style: Mapping[str, str], parent: Ink) -> Ink:
    """The ink of an element under ``parent``."""
    ground = _ground(attributes, style, parent.ground)
    beneath = parent.beneath
    if ground is None:
        beneath = None if _is_picture(attributes, style) else parent.ground or parent.beneath
    if style and _is_elsewhere(style):
        ground, beneath = None, ground or beneath
    colour, fill = _colour(tag, attributes, style, parent.colour), parent.fill
    if "-webkit-text-fill-color" in style:
        named = style["-webkit-text-fill-color"]
        fill = parse(named) if parse(named) or (is_unknown(named) and named != "currentcolor") else False
    painted, outlined = parent.painted, _outlined(style, parent.outlined, ground)
    clip = style.get("background-clip") or style.get("-webkit-background-clip") or style.get("background", "")
    if "text" in clip.replace("text(", "").split():
        painted, ground = ground, parent.ground
        outlined = outlined or painted is None or not _reason((*painted, 1.0), ground)  # its edge shows
    made = Ink(colour, ground, fill, painted, outlined, beneath)
    return parent if made == parent else made


def _colour(tag: str, attributes: Attributes, style: Mapping[str, str], parent: Rgba | None) -> Rgba | None:
    named = style.get("color")
    if not named and tag == "font":
        named = attributes.get("color")
    if not named and tag == "body":
        named = attributes.get("text")
    if named:
        colour = parse(named)
        if colour is not None:
            return colour
        if named in ("initial", "revert"):
            return (0, 0, 0, 1.0)
        if is_unknown(named) and named != "currentcolor":
            return None
        return parent
    return (0, 0, 238, 1.0) if tag == "a" and attributes.get("href") else parent


def _outlined(style: Mapping[str, str], parent: bool, ground: Rgb | None) -> bool:
    found = parent
    shadow = style.get("text-shadow")
    if shadow:
        colours = [parse(word) for word in _words(shadow.replace(",", " ", 40) if "(" not in shadow else shadow)]
        seen = [colour for colour in colours if colour is not None]
        found = shadow != "none" and (("(" in shadow and not seen) or any(not _reason(each, ground) for each in seen))
    stroke = style.get("-webkit-text-stroke")
    if stroke and (number(_words(stroke)[0]) or 0) > 0:
        seen = [colour for word in _words(stroke) if (colour := parse(word)) is not None]
        found = found or any(not _reason(each, ground) for each in seen) or "(" in stroke
    return found


def _is_elsewhere(style: Mapping[str, str]) -> bool:
    """May something else than its parents lie behind this element, or does it change what lies behind?"""
    if style.get("position") in ("absolute", "fixed"):
        return True
    if any("-" in style.get(name, "")[:1] or " -" in style.get(name, "") for name in _MARGINS):
        return True
    if style.get("mix-blend-mode", "normal") != "normal" or style.get("backdrop-filter", "none") != "none":
        return True
    effect = style.get("filter", "none")
    if any(name in effect for name in ("invert", "drop-shadow", "brightness", "contrast", "url", "hue", "sepia")):
        return True
    scheme = style.get("color-scheme", "").split()
    return ("dark" in scheme and "light" not in scheme) or "inset" in style.get("box-shadow", "")


_MARGINS = ("margin", "margin-top", "margin-left", "margin-right", "margin-bottom")


def _is_picture(attributes: Attributes, style: Mapping[str, str]) -> bool:
    value = f"{style.get('background-image', '')} {style.get('background', '')}"
    return "url(" in value or "gradient(" in value or bool(attributes.get("background"))


def _ground(attributes: Attributes, style: Mapping[str, str], parent: Rgb | None) -> Rgb | None:
    """The colour behind the text; None for a picture, a gradient, and what is not understood."""
    picture, short = style.get("background-image", ""), style.get("background", "")
    if "(" in picture or attributes.get("background"):
        return None
    named = style.get("background-color") or ("" if short else attributes.get("bgcolor"))
    if short and "(" in short and not picture and any("(" in word and parse(word) is None for word in _words(short)):
        return None
    if not named and short:
        named = next((word for word in _words(short) if parse(word) or is_unknown(word)), None)
    if not named:
        return parent
    colour = parse(named)
    if colour is None:
        return None if is_unknown(named) else parent
    if colour[3] >= 1:
        return colour[:3]
    return None if parent is None else blend(colour, parent)


def _words(value: str) -> list[str]:
    """The words of a value, a function such as ``rgb(0, 0, 0)`` being one word."""
    words: list[str] = []
    depth = start = 0
    value = value[:_LONGEST]
    for at, mark in enumerate(value):
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and (mark.isspace() or mark == ","):
            words.append(value[start:at])
            start = at + 1
    words.append(value[start:])
    return [word for word in words if word] or [""]

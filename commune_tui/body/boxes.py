"""Judges boxes: clipped away, off the screen, collapsed, scaled to nothing, masked. Knows no text and no colour."""

from __future__ import annotations

from collections.abc import Mapping

from commune_tui.body.colours import number

_FAINT = 0.1
_FAR = 400.0


def box_reason(style: Mapping[str, str]) -> str:
    """Why nothing of a box with this style can be seen; "" when it can."""
    return (
        ("content visibility hidden" if style.get("content-visibility") == "hidden" else "")
        or _clipped(style)
        or _moved(style)
        or _collapsed(style)
        or _scaled(style)
        or _masked(style)
    )


def _clipped(style: Mapping[str, str]) -> str:
    clip = style.get("clip", "")
    if clip.startswith("rect(") and style.get("position") in ("absolute", "fixed"):
        edges = [number(word) for word in clip[5:].rstrip(")").replace(",", " ").split()]
        if len(edges) == 4 and None not in edges:
            top, right, bottom, left = (edge or 0.0 for edge in edges)
            if bottom - top <= 2 or right - left <= 2:
                return "clipped away"
    path = style.get("clip-path", "").replace(" ", "")
    if path.startswith(
        ("inset(50%", "inset(100%", "circle(0", "ellipse(0", "polygon(00,00", "polygon(0000", "inset(99")
    ):
        return "clipped away"
    if path.startswith("polygon(") and len(set(path[8:].rstrip(")").split(","))) == 1:
        return "clipped away"
    return ""


def _moved(style: Mapping[str, str]) -> str:
    placed = style.get("position") in ("absolute", "fixed", "relative", "sticky")
    if placed:
        for side in ("left", "top", "right", "bottom", "inset"):
            if side in style and any(far(word) for word in style[side].split()):
                return "placed off the screen"
    for side in ("margin-left", "margin-top", "margin-right"):
        if side in style and far(style[side], negative=True):
            return "placed off the screen"
    if "margin" in style and any(far(word, negative=True) for word in style["margin"].split()):
        return "placed off the screen"
    if "translate" in style and any(far(word) for word in style["translate"].split()):
        return "placed off the screen"
    return ""


def _collapsed(style: Mapping[str, str]) -> str:
    overflow = " ".join(style.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    if "hidden" in overflow or "clip" in overflow or "scroll" in overflow or "auto" in overflow:
        for side in ("max-height", "height", "max-width", "width"):
            if side in style and _is_small(style[side]):
                return f"{side.replace('-', ' ')} zero with the rest cut off"
    if "letter-spacing" in style and (number(style["letter-spacing"]) or 0) <= -8:
        return "letters pushed over each other"
    return ""


def _is_small(value: str) -> bool:
    size = number(value)
    return (size is not None and size <= 1 and not value.endswith(("em", "%", "vw", "vh"))) or value in (
        "0%",
        "0em",
        "0vh",
    )


def _scaled(style: Mapping[str, str]) -> str:
    for name in ("transform", "-webkit-transform"):
        value = style.get(name, "")
        at = 0
        while (start := value.find("(", at)) >= 0:
            function = value[at:start].rpartition(")")[2].strip()
            arguments = value[start + 1 :].partition(")")[0].replace(",", " ").split()
            values = [number(word) for word in arguments]
            if function.startswith(("scale", "matrix")) and values and values[0] is not None and abs(values[0]) < 0.05:
                return "scaled to nothing"
            if function in ("scaley", "scale") and values and values[-1] is not None and abs(values[-1]) < 0.05:
                return "scaled to nothing"
            if function.startswith("translate") and any(far(word) for word in arguments):
                return "placed off the screen"
            if function.startswith(("rotatex", "rotatey")) and arguments[:1] in (["90deg"], ["-90deg"], ["270deg"]):
                return "turned edge-on"
            at = start + 1
    if "scale" in style and (number(style["scale"]) or 0) < 0.05 and style["scale"] != "none":
        return "scaled to nothing"
    if "zoom" in style and (number(style["zoom"]) or 1) < 0.05:
        return "scaled to nothing"
    return ""


def _masked(style: Mapping[str, str]) -> str:
    effect = style.get("filter", "").replace(" ", "")
    if effect.startswith("opacity(") and (number(effect[8:]) or 0) <= (10 if "%" in effect else _FAINT):
        return "opacity zero"
    if "alpha(opacity=" in effect and (number(effect.partition("alpha(opacity=")[2]) or 0) <= 10:
        return "opacity zero"
    if effect.startswith("blur(") and (number(effect[5:]) or 0) >= 10:
        return "blurred away"
    mask = (style.get("mask-image") or style.get("-webkit-mask-image") or style.get("mask") or "").replace(" ", "")
    if mask.startswith("linear-gradient(transparent,transparent"):
        return "masked away"
    return ""


def far(value: str, negative: bool = False) -> bool:
    """Is this length so large (or so far to the left) that nothing of a line of text stays on the screen?"""
    amount = number(value.strip())
    if amount is None:
        inside = value.partition("calc(")[2]
        amount = number(inside.strip()) if inside else None
        if amount is None:
            return False
    if value.endswith(("em", "rem", "ch", "vw", "vh")):
        amount *= 16
    elif value.endswith("%"):
        amount *= 4.5
    elif value.endswith("in"):
        amount *= 96
    return amount <= -_FAR if negative else (amount <= -_FAR or amount >= 4 * _FAR)

"""How large the letters of an element are, in pixels, as far as its style says."""

from __future__ import annotations

from collections.abc import Mapping

from commune_tui.body.colours import number

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


def font_px(tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], inherited: float) -> float:
    """``inherited`` is the size around the element."""
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

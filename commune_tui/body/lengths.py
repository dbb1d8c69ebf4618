"""Works out the lengths that a style sheet calculates: ``calc(1px * 0)``, ``min(…)``, ``max(…)``, ``clamp(…)``."""

from __future__ import annotations

import re

_PX = {"px": 1.0, "pt": 1.333, "in": 96.0, "cm": 37.8, "mm": 3.78, "pc": 16.0, "q": 0.945, "em": 16.0, "rem": 16.0}
_PX |= {"vw": 10.0, "vh": 8.0, "ex": 8.0, "ch": 8.0}
_INNERMOST = re.compile(r"(-?)(calc|min|max|clamp)?\(([^()]*)\)")
_TERM = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)\s*")
_MOST = 40
_LONGEST = 300

Length = tuple[float, str]


def resolved(value: str) -> str:
    """The value with every calculation replaced by its result; as it was where one cannot be worked out."""
    if len(value) > _LONGEST or not any(name in value for name in ("calc(", "min(", "max(", "clamp(")):
        return value
    made = value
    for _ in range(_MOST):
        found = next((each for each in _INNERMOST.finditer(made) if each[2] or _inside(made, each.start())), None)
        if found is None:
            return made
        result = _worked(found[2] or "calc", found[3])
        if result is None:
            return value
        number, unit = result
        shown = f"{-number if found[1] else number:.6g}{unit}"
        made = f"{made[: found.start()]}{shown}{made[found.end() :]}"
    return value


def _inside(text: str, at: int) -> bool:
    """Does a bare bracket stand within a calculation?"""
    return any(text[:at].rfind(name) >= 0 for name in ("calc(", "min(", "max(", "clamp("))


def _worked(name: str, inside: str) -> Length | None:
    values = [_sum(part) for part in inside.split(",")]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or (name == "calc" and len(known) != 1) or (name == "clamp" and len(known) != 3):
        return None
    alike = _alike(known)
    if alike is None:
        return None
    numbers, unit = alike
    if name == "clamp":
        return max(numbers[0], min(numbers[1], numbers[2])), unit
    return (max(numbers) if name == "max" else min(numbers)), unit


def _alike(values: list[Length]) -> tuple[list[float], str] | None:
    """The numbers in one unit; None where the units cannot be compared, such as a percentage and pixels."""
    units = {unit for number, unit in values if number} or {values[0][1]}
    if len(units) == 1:
        return [number for number, _ in values], units.pop()
    if any(unit not in _PX for unit in units):
        return None
    return [number * _PX.get(unit, 1.0) for number, unit in values], "px"


def _sum(text: str) -> Length | None:
    """``a + b * c``: terms and factors from the left to the right."""
    total: Length | None = None
    sign, at = 1.0, 0
    while True:
        product, at = _product(text, at)
        if product is None:
            return None
        term = (sign * product[0], product[1])
        if total is None:
            total = term
        elif (alike := _alike([total, term])) is None:
            return None
        else:
            total = (sum(alike[0]), alike[1])
        if at >= len(text):
            return total
        if text[at] not in "+-":
            return None
        sign, at = (1.0 if text[at] == "+" else -1.0), at + 1


def _product(text: str, at: int) -> tuple[Length | None, int]:
    found = _TERM.match(text, at)
    if found is None:
        return None, at
    number, unit = float(found[1]), found[2]
    at = found.end()
    while at < len(text) and text[at] in "*/":
        more = _TERM.match(text, at + 1)
        if more is None or (text[at] == "/" and (more[2] or not float(more[1]))) or (unit and more[2]):
            return None, at
        number = number * float(more[1]) if text[at] == "*" else number / float(more[1])
        unit, at = unit or more[2], more.end()
    return (number, unit), at

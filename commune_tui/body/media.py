"""Whether the at-rules of a style sheet hold on the screen of a person at a desk: yes, no, or it depends."""

from __future__ import annotations

import re

from commune_tui.body.colours import number
from commune_tui.body.lengths import resolved
from commune_tui.body.names import words

_NARROW, _WIDE = 800.0, 1_600.0
"""How wide the windows are in which mail is read."""
_LOW, _HIGH = 500.0, 1_300.0
_NEVER = words(
    "@font-face @keyframes @-webkit-keyframes @-moz-keyframes @page @import @charset @namespace @property "
    "@counter-style @font-feature-values @view-transition @starting-style"
)
_FACTS = {
    "prefers-color-scheme": ("light", "dark"),
    "prefers-reduced-motion": ("no-preference", "reduce"),
    "prefers-contrast": ("no-preference", "more less custom"),
    "forced-colors": ("none", "active"),
    "inverted-colors": ("none", "inverted"),
    "orientation": ("landscape", ""),
    "hover": ("hover", "none"),
    "any-hover": ("hover", "none"),
    "pointer": ("fine", "coarse none"),
    "any-pointer": ("fine", "none"),
    "color-gamut": ("srgb", ""),
    "scripting": ("none", "enabled"),
    "update": ("fast", "none slow"),
    "grid": ("0", "1"),
}
"""What is so for everybody, and what for nobody whose mail is judged here; other values depend."""
_CONDITION = re.compile(r"\(([^()]*)\)")
_RANGE = re.compile(r"(?:([\d.]+)(px|em|rem)?\s*(<=?|>=?)\s*)?(width|height)\s*(?:(<=?|>=?)\s*([\d.]+)(px|em|rem)?)?")


def holds(prelude: str) -> bool | None:
    """Does what stands in this at-rule (lower case) apply? None: it depends on the window or the program."""
    name, _, query = prelude.replace("(", " (", 1).partition(" ")
    if name == "@layer":
        return True
    if name == "@media":
        answers = [_query(option.strip()) for option in query.split(",")]
        return True if True in answers else None if None in answers else False
    return False if name in _NEVER else None


def _query(text: str) -> bool | None:
    if not text:
        return True
    negated = text.startswith("not ")
    asked = text.removeprefix("not ").removeprefix("only ").strip()
    kind, _, rest = asked.partition(" ")
    if "(" in kind:
        kind, rest = "all", f"and {asked}"
    answer: bool | None
    if kind not in ("all", "screen"):
        answer = False if kind.isalpha() else None
    elif " or " in rest or "not" in rest.split() or rest.count("(") != len(_CONDITION.findall(rest)):
        answer = None
    else:
        found = [_condition(inside.strip()) for inside in _CONDITION.findall(rest)]
        answer = False if False in found else None if None in found else True
    return answer if not negated or answer is None else not answer


def _condition(text: str) -> bool | None:
    feature, colon, value = text.partition(":")
    feature, value = feature.strip(), resolved(value.strip())
    if not colon:
        return (
            _range(feature) if any(mark in feature for mark in "<>") else feature in ("color", "width", "hover") or None
        )
    bound, _, what = feature.partition("-")
    what = what.removeprefix("device-")
    if bound in ("min", "max") and what in ("width", "height"):
        return _compared(what, ">=" if bound == "min" else "<=", _pixels(value))
    for_all, for_none = _FACTS.get(feature, ("", ""))
    return True if value == for_all else False if value in for_none.split() else None


def _range(text: str) -> bool | None:
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    answers = []
    if found[1]:
        answers.append(_compared(found[4], turned[found[3]], _pixels(found[1] + (found[2] or "px"))))
    if found[6]:
        answers.append(_compared(found[4], found[5], _pixels(found[6] + (found[7] or "px"))))
    return False if False in answers else None if None in answers or not answers else True


def _compared(what: str, sign: str, bound: float | None) -> bool | None:
    """Whether ``width <= bound`` is so in every window, in none, or in some."""
    if bound is None:
        return None
    least, most = (_NARROW, _WIDE) if what == "width" else (_LOW, _HIGH)
    if sign.startswith("<"):
        return True if most <= bound else False if least > bound else None
    return True if least >= bound else False if most < bound else None


def _pixels(value: str) -> float | None:
    amount = number(value)
    if amount is None:
        return None
    return amount * (16.0 if value.endswith("em") else 1.0)

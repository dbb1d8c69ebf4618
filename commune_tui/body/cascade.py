"""Finds the style rules that hold for one element, and merges its own style in. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

from commune_tui.body.css import Declarations, Rule, declarations
from commune_tui.body.selectors import Compound, Place

Attributes = Mapping[str, str | None]


class Element:
    """What a selector may ask of an element: tag, attributes, classes, its parent, and its place among its brothers.

    Make one for each element in the order of the mail: it takes its place behind the last child of its parent.
    """

    __slots__ = ("attributes", "classes", "index", "last", "node", "parent", "previous", "tag")

    def __init__(
        self, tag: str, attributes: Attributes, parent: Element | None, node: LexborNode | None = None
    ) -> None:
        self.tag = tag
        self.attributes = attributes
        self.classes = (attributes.get("class") or "").split() if attributes else []
        self.parent = parent
        self.node = node
        self.last: Element | None = None
        self.previous = parent.last if parent is not None else None
        self.index: int = self.previous.index + 1 if self.previous is not None else 1
        if parent is not None:
            parent.last = self

    def brothers(self) -> Iterator[Element]:
        """Those before it, the nearest first."""
        at = self.previous
        while at is not None:
            yield at
            at = at.previous

    def following(self) -> Iterator[str]:
        """The tags of those behind it."""
        node = self.node.next if self.node is not None else None
        while node is not None:
            if (node.tag or "-")[:1] not in ("-", "_", "!"):
                yield node.tag or ""
            node = node.next


_STEPS = 200_000


class Cascade:
    """The rules of one mail, found by the rightmost id, class or tag of their selectors.

    ``spent`` turns True when a mail made matching cost more than any honest one does; from there on no rule holds, so
    that what they would hide is shown.
    """

    def __init__(self, rules: list[Rule]) -> None:
        self.spent = False
        self._steps = _STEPS
        self._by_id: dict[str, list[tuple[int, Rule]]] = {}
        self._by_class: dict[str, list[tuple[int, Rule]]] = {}
        self._by_tag: dict[str, list[tuple[int, Rule]]] = {}
        for order, rule in enumerate(rules):
            last = rule.parts[0]
            if last.ident:
                self._by_id.setdefault(last.ident, []).append((order, rule))
            elif last.classes:
                self._by_class.setdefault(last.classes[0], []).append((order, rule))
            else:
                self._by_tag.setdefault(last.tag or "*", []).append((order, rule))
        self._universal = self._by_tag.get("*", [])

    def style(self, element: Element, *, rules_only: bool = False) -> tuple[dict[str, str], dict[str, str]]:
        """The declarations that win for this element, and those that may win: rules by weight, then its own style,
        then what is important. What may win is more than this tells apart: any of it counts."""
        matched = self._matched(element)
        own = element.attributes.get("style") if element.attributes and not rules_only else None
        if not matched:
            return ({name: value for name, (value, _) in declarations(own).items()} if own else {}), {}
        layers: list[Declarations] = [rule.declarations for _, rule, sure in matched if sure]
        if own:
            layers.append(declarations(own))
        doubtful = [rule.declarations for _, rule, sure in matched if not sure]
        return _merged(layers), _merged(doubtful) if doubtful else {}

    def _matched(self, element: Element) -> list[tuple[int, Rule, bool]]:
        if self.spent:
            return []
        found: list[tuple[int, Rule, bool]] = []
        for candidates in self._candidates(element):
            for order, rule in candidates:
                answer = self._matches(rule, 0, element)
                if answer is not False:
                    found.append((order, rule, rule.sure and answer is True))
        if len(found) > 1:
            found.sort(key=lambda each: (each[1].weight, each[0]))
        self.spent = self._steps < 0
        return found

    def _candidates(self, element: Element) -> Iterator[list[tuple[int, Rule]]]:
        yield self._universal
        if element.tag in self._by_tag:
            yield self._by_tag[element.tag]
        for name in element.classes[:32]:
            if name in self._by_class:
                yield self._by_class[name]
        if self._by_id and (ident := element.attributes.get("id")) in self._by_id and ident is not None:
            yield self._by_id[ident]

    def _matches(self, rule: Rule, part: int, element: Element) -> bool | None:
        """Do the parts of a rule from this one on fit the element and those around it? None: they may."""
        self._steps -= 1
        fits = False if self._steps < 0 else self._fits(rule.parts[part], element)
        if fits is False or part + 1 == len(rule.parts):
            return fits
        best: bool | None = False
        for other in _related(rule.combinators[part], element):
            answer = self._matches(rule, part + 1, other)
            if answer is not False:
                best = True if answer and fits else None
                if best:
                    return True
            if self._steps < 0:
                return False
        return best

    def _fits(self, compound: Compound, element: Element) -> bool | None:
        if compound.tag and compound.tag != element.tag:
            return False
        if compound.ident and element.attributes.get("id") != compound.ident:
            return False
        if compound.classes and any(name not in element.classes for name in compound.classes):
            return False
        if compound.root and (element.tag != "html" or element.parent is not None):
            return False
        answer = not compound.attributes or all(_holds(wanted, element.attributes) for wanted in compound.attributes)
        if not answer:  # an attribute may be compared without regard to case
            return None if compound.unknown and compound.attributes else False
        answers: list[bool | None] = [None if compound.unknown else True]
        answers += [self._stands(place, element) for place in compound.places]
        answers += [_not(self._fits(option, element)) for option in compound.refused]
        for options in compound.allowed:
            found = [self._fits(option, element) for option in options]
            answers.append(True if True in found else None if None in found else False)
        return False if False in answers else None if None in answers else True

    def _stands(self, place: Place, element: Element) -> bool:
        if place.from_end:
            others = [tag for tag in element.following() if not place.of_type or tag == element.tag]
            position = len(others) + 1
        elif place.of_type:
            position = 1 + sum(each.tag == element.tag for each in element.brothers())
        else:
            position = element.index
        self._steps -= position if place.from_end or place.of_type else 1
        if not place.step:
            return position == place.start
        return (position - place.start) % place.step == 0 and (position - place.start) // place.step >= 0


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _related(combinator: str, element: Element) -> Iterator[Element]:
    """Those whom the next part of a selector is about."""
    if combinator == "~":
        yield from element.brothers()
    elif combinator == "+":
        if element.previous is not None:
            yield element.previous
    else:
        at = element.parent
        while at is not None:
            yield at
            at = at.parent if combinator == " " else None


_RESETS = {"background": ("background-color", "background-image", "background-clip"), "font": ("font-size",)}
"""A shorthand takes back what was said of its parts."""
_INITIAL = {
    "color": "initial",
    "font-size": "medium",
    "visibility": "visible",
    "text-indent": "0",
    "white-space": "normal",
}


def _merged(layers: list[Declarations]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for wanted in (False, True):
        for layer in layers:
            for name, (value, important) in layer.items():
                if important is wanted and name == "all":
                    if value != "inherit":
                        merged = {"display": "inline"} if value in ("initial", "unset") else {}
                        merged |= _INITIAL if value == "initial" else {}
                elif important is wanted:
                    for part in (name, *_RESETS.get(name, ())):
                        merged.pop(part, None)
                    merged[name] = value
    return merged


def _holds(wanted: tuple[str, str, str], attributes: Attributes) -> bool:
    name, operator, value = wanted
    if name not in attributes:
        return False
    actual = attributes[name] or ""
    match operator:
        case "":
            return True
        case "=":
            return actual == value
        case "^=":
            return bool(value) and actual.startswith(value)
        case "$=":
            return bool(value) and actual.endswith(value)
        case "*=":
            return bool(value) and value in actual
        case _:
            return value in actual.split()

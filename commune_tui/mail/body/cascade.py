"""Finds the style rules that hold for one element, and merges its own style in. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commune_tui.mail.body.css import Compound, Declarations, Rule, declarations

Attributes = Mapping[str, str | None]


class Element:
    """What a selector may ask of an element: tag, attributes, classes, and its parent."""

    __slots__ = ("attributes", "classes", "parent", "tag")

    def __init__(self, tag: str, attributes: Attributes, parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.classes = (attributes.get("class") or "").split() if attributes else []
        self.parent = parent


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

    def style(self, element: Element) -> dict[str, str]:
        """The declarations that win for this element: rules by weight, then its own style, then what is important."""
        matched = self._matched(element)
        own = element.attributes.get("style") if element.attributes else None
        if not matched:
            return {name: value for name, (value, _) in declarations(own).items()} if own else {}
        layers: list[Declarations] = [rule.declarations for _, rule in matched]
        if own:
            layers.append(declarations(own))
        merged: dict[str, str] = {}
        for wanted in (False, True):
            for layer in layers:
                for name, (value, important) in layer.items():
                    if important is wanted:
                        merged.pop(name, None)
                        merged[name] = value
        return merged

    def _matched(self, element: Element) -> list[tuple[int, Rule]]:
        if self.spent:
            return []
        found: list[tuple[int, Rule]] = []
        for candidates in self._candidates(element):
            found += [pair for pair in candidates if self._matches(pair[1], element)]
        if len(found) > 1:
            found.sort(key=lambda pair: (pair[1].weight, pair[0]))
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

    def _matches(self, rule: Rule, element: Element) -> bool:
        self._steps -= 1
        if self._steps < 0 or not _fits(rule.parts[0], element):
            return False
        at: Element | None = element
        for compound, combinator in zip(rule.parts[1:], rule.combinators, strict=True):
            at = at.parent if at is not None else None
            while at is not None and not _fits(compound, at):
                at = at.parent if combinator == " " else None
                self._steps -= 1
            if at is None:
                return False
            self._steps -= 1
        return True


def _fits(compound: Compound, element: Element) -> bool:
    if compound.tag and compound.tag != element.tag:
        return False
    if compound.ident and element.attributes.get("id") != compound.ident:
        return False
    if compound.classes and any(name not in element.classes for name in compound.classes):
        return False
    return not compound.attributes or all(_holds(wanted, element.attributes) for wanted in compound.attributes)


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

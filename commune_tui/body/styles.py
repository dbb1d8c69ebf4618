"""The style sheets of a mail: how an element looks, what is generated beside it, what is shown in other places only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from commune_tui.body import css
from commune_tui.body.carried import strings
from commune_tui.body.cascade import Cascade, Element
from commune_tui.body.concealed import subtree_text
from commune_tui.body.hidden import Look, look_of

_COLOURING = frozenset(("bgcolor", "style", "class", "id"))


class Styles:
    """``texts`` are the sheets as they stand there, up to the ``cut``; ``remarks`` and ``orders`` are what comments and
    strings in them say, to whoever reads the source.
    """

    def __init__(self) -> None:
        self.around: dict[str, Cascade] = {}
        """What is generated ``before`` and ``after`` elements."""
        self.texts: list[str] = []
        self.remarks: list[str] = []
        self.orders: list[str] = []
        self.cut = False
        self._here = self._elsewhere = Cascade([])
        self._columns = False

    @property
    def spent(self) -> bool:
        """Whether there were more rules to try than are tried."""
        return self._here.spent

    def read(self, parser: LexborHTMLParser, room: int) -> None:
        """All sheets of a document, up to ``room`` characters."""
        rules: list[css.Rule] = []
        for node in parser.css("style"):
            text = subtree_text(node, raw=True)
            if len(text) > room:
                self.cut = True
                text = text[:room]
            room -= len(text)
            self.orders += strings(text, foreign=not css.is_css(node.attributes))
            self.texts.append(text)
            found, remarks = css.rules(text)
            rules += css.heeded(node.attributes, found)
            self.remarks += remarks
        self._here = Cascade([rule for rule in rules if not rule.place])
        self._elsewhere = Cascade([rule for rule in rules if rule.place == "elsewhere"])
        for place in ("before", "after"):
            there = [rule for rule in rules if rule.place == place]
            if any("content" in rule.declarations for rule in there):
                self.around[place] = Cascade(there)
        self._columns = any(node.attributes.keys() & _COLOURING for node in parser.css("col, colgroup"))

    def look(self, tag: str, element: Element, parent: Look) -> tuple[Mapping[str, str], Look]:
        """The style of an element, and its look below that of its parent."""
        style, doubt = self._here.style(element)
        look = look_of(tag, element.attributes, style, parent, doubt)
        if self._columns and tag in ("td", "th") and look.ink.ground == parent.ink.ground:
            # The colour of its column may lie behind a cell, and columns are not followed.
            ink = replace(look.ink, ground=None, beneath=look.ink.ground or look.ink.beneath)
            look = replace(look, ink=ink, doubt=look.doubt or ink.doubt)
        return style, look

    def shown_otherwise(self, element: Element) -> str:
        """Where an element may be seen that is not displayed here; empty for nowhere."""
        if any(":checked" in text or ":target" in text for text in self.texts):
            return "closed details"  # shown by a box to tick
        return "shown on other screens" if self._elsewhere.style(element, rules_only=True)[1] else ""

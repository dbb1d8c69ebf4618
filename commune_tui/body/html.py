"""HTML to lines: walks the parsed tree with its styles, shows what a person would see and collects what not.

Runs in the worker process. Fetches nothing, executes nothing; the input goes through the limiter first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from commune_tui.body import css
from commune_tui.body.alarm import MACHINERY
from commune_tui.body.carried import carried, strings, veiled
from commune_tui.body.cascade import Cascade, Element
from commune_tui.body.concealed import Concealed, microdata, subtree_text
from commune_tui.body.doubted import Doubted
from commune_tui.body.finish import Draft, finish
from commune_tui.body.frame import Frame
from commune_tui.body.generated import generate
from commune_tui.body.hidden import ROOT, Look, look_of, text_reason
from commune_tui.body.limiter import limit
from commune_tui.body.lines import FIRST, Body, Limits, Line
from commune_tui.body.links import Links
from commune_tui.body.marks import Mark, marked, vivid
from commune_tui.body.names import words
from commune_tui.body.page import Page
from commune_tui.body.raised import raised
from commune_tui.body.replaced import choice, details, form_field, image
from commune_tui.body.structure import block_of
from commune_tui.body.survey import Survey, survey
from commune_tui.body.tables import data_table, inline_row

_BREAK = words(
    "div section article main header footer nav aside address center fieldset form figure figcaption tr td th tbody "
    "thead tfoot caption dt dd option legend summary details hgroup dir menu body html table search"
)
_GAP = words("p ul ol dl pre blockquote h1 h2 h3 h4 h5 h6 hr table figure")
_COLOURING = frozenset(("bgcolor", "style", "class", "id"))
_STRONG = words("b strong th dt")
_EMPH = words("i em cite var dfn")
_CODE = words("code tt kbd samp pre xmp listing")


class Walker:
    """Walks one mail. ``page`` is where lines go now; a table cell has a page of its own for a while."""

    def __init__(self, limits: Limits) -> None:
        self.page = Page(limits.text)
        self.links = Links()
        self.concealed = Concealed(limits.hidden)
        self.history: list[Mark] = []
        self.images = 0
        self.trackers = 0
        self.facts = Survey()
        self.cascade = Cascade([])
        self.around: dict[str, Cascade] = {}
        self.columns = False
        self.elsewhere = Cascade([])
        self.styles: list[str] = []
        self.styles_cut = False
        self.doubted = Doubted()

    def read(self, limited: bytes, source: str, limits: Limits) -> None:
        """The whole document: styles first, then the head for hidden text, then the body."""
        parser = LexborHTMLParser(limited)
        rules: list[css.Rule] = []
        comments: list[str] = []
        orders: list[str] = []
        room = limits.style
        for node in parser.css("style"):
            text = subtree_text(node, raw=True)
            if len(text) > room:
                self.styles_cut = True
                text = text[:room]
            room -= len(text)
            orders += strings(text, foreign=not css.is_css(node.attributes))
            self.styles.append(text)
            found, remarks = css.rules(text)
            rules += css.heeded(node.attributes, found)
            comments += remarks
        self.cascade = Cascade([rule for rule in rules if not rule.place])
        self.elsewhere = Cascade([rule for rule in rules if rule.place == "elsewhere"])
        for place in ("before", "after"):
            there = [rule for rule in rules if rule.place == place]
            if any("content" in rule.declarations for rule in there):
                self.around[place] = Cascade(there)
        for remark in comments:
            self.concealed.comment(remark, self.page, "comment in a style sheet")
        for where, text in (*(("style sheet", order) for order in orders), *carried(source)):
            self.concealed.said(where, text, self.page, None)
        root = parser.root
        if root is None:
            return
        self.facts = survey(root)
        self.columns = any(node.attributes.keys() & _COLOURING for node in parser.css("col, colgroup"))
        self._beside(root.prev)
        inside = self.inner(root, Frame(ROOT, None))
        if inside is not None:
            self.walk(root, inside)
        self._beside(root.next)
        self.page.end()

    def _beside(self, node: LexborNode | None) -> None:
        """Comments before or behind the document; on either side there is nothing else."""
        step = "prev" if node is not None and node.next is not None and node.next.tag == "html" else "next"
        while node is not None:
            if node.tag == "-comment":
                self.concealed.comment(node.comment_content or "", self.page)
            node = getattr(node, step)

    def cut(self) -> set[str]:
        """The limits that were hit on the way."""
        found = (("rules", self.cascade.spent), ("hidden", self.concealed.full), ("style", self.styles_cut))
        return {name for name, hit in found if hit}

    def walk(self, root: LexborNode, frame: Frame) -> None:
        """The children of ``root`` and all below, without recursion (tables of data nest once)."""
        todo: list[tuple[LexborNode | None, Frame]] = [(root.first_child, frame)]
        while todo:
            node, frame = todo.pop()
            if node is None or self.page.full:
                if todo and frame.leave is not None:
                    frame.leave()
                continue
            todo.append((node.next, frame))
            tag = node.tag or ""
            if tag == "-text":
                self.text(node.text_content or "", frame)
            elif tag == "-comment":
                self.concealed.comment(node.comment_content or "", self.page)
            elif tag[:1] not in ("-", "_", "!"):
                inside = self._enter(node, tag, frame)
                if inside is not None:
                    todo.append((node.first_child, inside))

    def inner(self, node: LexborNode, frame: Frame) -> Frame | None:
        """The frame of an element that a table walks itself; None when the element is hidden."""
        tag = node.tag or ""
        element = Element(tag, node.attributes, frame.element, node)
        _, look = self._look(tag, element, frame)
        if look.hidden:
            self._conceal(node, tag, look.hidden, element)
            return None
        return frame.inner(look, element)

    def _look(self, tag: str, element: Element, frame: Frame) -> tuple[Mapping[str, str], Look]:
        """The style of an element, and its look below that of its parent."""
        style, doubt = self.cascade.style(element)
        look = look_of(tag, element.attributes, style, frame.look, doubt)
        if self.columns and tag in ("td", "th") and look.ink.ground == frame.look.ink.ground:
            # The colour of its column may lie behind a cell, and columns are not followed.
            ink = replace(look.ink, ground=None, beneath=look.ink.ground or look.ink.beneath)
            look = replace(look, ink=ink, doubt=look.doubt or ink.doubt)
        return style, look

    def aside(self, node: LexborNode, frame: Frame) -> list[Line]:
        """The lines of one cell, made on a page of its own."""
        outer = self.page
        self.page = Page(outer.room, outer.here)
        inside = self.inner(node, frame)
        if inside is not None:
            generate(self, "before", inside)
            self.walk(node, inside)
            generate(self, "after", inside)
        self.concealed.flush(self.page)
        self.page.end()
        lines, outer.full = self.page.lines, outer.full or self.page.full
        self.page = outer
        return lines

    def text(self, text: str, frame: Frame) -> None:
        reason = text_reason(frame.look)
        if reason:
            if text.strip():
                self.concealed.add(reason, text, self.page, frame.element)
            self.page.words(" ", "plain")  # it takes its room: the words around it are two words
            return
        text = self.concealed.clean(text, self.page, frame.element)
        if frame.look.doubt:
            self.doubted.add(frame.look.doubt, text, self.page.here)
        style = frame.style
        if style == "plain" and frame.look.bold:
            style = "strong"
        elif style == "plain" and frame.look.italic:
            style = "emph"
        letters = frame.look.ink.letters
        if not frame.link and text.strip() and letters is not None and vivid(letters):
            mark = Mark(self.page.here, self.page.here + 1, "colour")
            self.history += [mark] if self.history[-1:] != [mark] else []
        self.page.strike(frame.look.struck)
        spaced = frame.look.space and (self.page.started or text.strip())
        if frame.pre or (spaced and frame.look.space == "pre"):
            self.page.exact(text, style, frame.link)
        elif spaced:
            self.page.rows(text, style, frame.link)
        else:
            self.page.words(text, style, frame.link)

    def _enter(self, node: LexborNode, tag: str, frame: Frame) -> Frame | None:
        """What an element does before its children; None when its children are done or hidden."""
        attributes = node.attributes
        element = Element(tag, attributes, frame.element, node)
        style, look = self._look(tag, element, frame)
        if look.hidden:
            self._conceal(node, tag, look.hidden, element)
            return None
        self.page.strike(look.struck)
        if tag == "br":
            self.page.exact("\n", "plain") if frame.pre else self.page.blank()
            return None
        if tag == "img":
            image(self, attributes, style, look, frame, element)
            return None
        if tag == "hr":
            self._rule()
            return None
        if tag == "input":
            form_field(self, attributes, frame)
            return None
        if tag == "select":
            choice(self, node, frame.inner(look, element))
            return None
        if tag == "details" and "open" not in attributes:
            details(self, node, frame.inner(look, element))
            return None
        if tag == "table" or tag == "tr":
            done = self._table(node, tag, frame.inner(look, element))
            if done:
                return None
        inside = frame.inner(look, element)
        inside.row = style.get("display", "").endswith(("flex", "grid"))
        self._open(tag, attributes, style, inside)
        self._history(attributes, tag, inside)
        if inside.leave is None:
            raised(self, node, tag, style, inside)
        if frame.row:
            self._apart(inside)
        if self.around:
            generate(self, "before", inside)
            leave = inside.leave

            def left() -> None:
                generate(self, "after", inside)
                if leave is not None:
                    leave()

            inside.leave = left
        return inside

    def _apart(self, inside: Frame) -> None:
        """Things that a style sets in a row beside each other are no one word."""
        page, leave = self.page, inside.leave
        page.words(" ", "plain")

        def left() -> None:
            if leave is not None:
                leave()
            page.words(" ", "plain")

        inside.leave = left

    def _conceal(self, node: LexborNode, tag: str, reason: str, element: Element) -> None:
        if tag == "style":
            return
        if tag == "img":
            self.trackers += 1
        text = subtree_text(node)
        if microdata(element):
            reason = f"microdata ({reason})"
        elif text.strip() and not subtree_text(node, images=False).strip():
            reason = f"alternative text of hidden images ({reason})"
        elif tag == "caption":
            reason = f"caption of a table ({reason})"
        elif reason == "display none" and any(":checked" in style or ":target" in style for style in self.styles):
            reason = f"closed details ({reason})"  # shown by a box to tick
        elif reason == "display none" and self.elsewhere.style(element, rules_only=True)[1]:
            reason = f"shown on other screens ({reason})"
        if reason.startswith(MACHINERY):
            self.concealed.said(reason, text, self.page, element)
        else:
            self.concealed.add(reason, text, self.page, element)
            self.concealed.flush(self.page)

    def _open(self, tag: str, attributes: Mapping[str, str | None], style: Mapping[str, str], inside: Frame) -> None:
        """Blocks, lists, quotes, headings, links: sets the page, and how to set it back."""
        page, before = self.page, self.page.block
        display = style.get("display", "")
        gap = tag in _GAP
        block = tag in _BREAK or gap or tag in ("li", "dd") or (display == "block" and tag != "a")
        if tag in _STRONG:
            inside.style = "strong"
        elif tag in _EMPH:
            inside.style = "emph"
        elif tag in _CODE:
            inside.style = "code"
        if tag == "a":
            self._anchor(attributes, inside)
            return
        if not block:
            if tag == "q":
                page.words("“", inside.style, inside.link)
                inside.leave = lambda: page.mark("”", inside.style, inside.link)
            elif display == "inline-block":
                page.words(" ", inside.style, inside.link)
            return
        if gap and not (tag in ("ul", "ol") and inside.lists) and tag != "table":
            page.gap()
        else:
            page.end()
        page.block = block_of(self, tag, attributes, style, before, inside)

        def leave() -> None:
            self.concealed.flush(page)
            if gap and tag != "table":
                page.gap() if not (tag in ("ul", "ol") and inside.lists > 1) else page.end()
            else:
                page.end()
            if tag == "li":
                page.drop_marker()
            page.block = before

        inside.leave = leave

    def _anchor(self, attributes: Mapping[str, str | None], inside: Frame) -> None:
        number = self.links.open(attributes.get("href") or "")
        if not number:
            return
        page, room, spot = self.page, self.page.room, self.page.spot()
        inside.link = number
        inside.style = "link" if inside.style == "plain" else inside.style

        def leave() -> None:
            if page.room != room:
                self.links.close(number, page.since(spot, number))
                page.mark(f" [{number}]", "mark", number)

        inside.leave = leave

    def _rule(self) -> None:
        block = self.page.block
        self.page.gap()
        self.page.add(Line("rule", quote=block.quote, indent=block.indent))
        self.page.gap()

    def _table(self, node: LexborNode, tag: str, frame: Frame) -> bool:
        if tag == "tr":
            facts = self.facts.rows.get(node.mem_id)
            return facts is not None and facts.inline and inline_row(self, node, frame)
        table = self.facts.tables.get(node.mem_id)
        return table is not None and table.data and data_table(self, node, frame)

    def _history(self, attributes: Mapping[str, str | None], tag: str, inside: Frame) -> None:
        """Notes from where to where a mail program says that earlier or forwarded mail stands."""
        kind = marked(attributes, tag) if attributes else None
        if kind is None:
            return
        page, leave = self.page, inside.leave
        page.end()
        first = page.here

        def left() -> None:
            if leave is not None:
                leave()
            page.end()
            self.history.append(Mark(first, page.base + len(page.lines), kind))

        inside.leave = left


def parse(html: str, limits: Limits = FIRST) -> Body:
    """One HTML body as lines. Total: any text gives a Body; what a limit cut off is said in ``notes``."""
    limited = limit(html, limits)
    walker = Walker(limits)
    walker.read(limited.html, html[: limits.source], limits)
    walker.concealed.flush(walker.page)
    doubtful = walker.doubted.parts()
    if doubtful or veiled(html[: limits.source], walker.styles):
        walker.concealed.doubted(walker.page)
    walker.concealed.parts += doubtful
    return finish(
        Draft(
            lines=walker.page.lines,
            links=walker.links.found(),
            parts=walker.concealed.parts,
            history=walker.history,
            images=walker.images,
            trackers=walker.trackers,
            invisible=walker.concealed.invisible,
            unread=limited.unread,
            full=walker.page.full,
            cut=limited.cut | walker.cut(),
        )
    )

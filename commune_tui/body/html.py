"""HTML to lines: walks the parsed tree with its styles, shows what a person would see and collects what not.

Runs in the worker process. Fetches nothing, executes nothing; the input goes through the limiter first.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from selectolax.lexbor import LexborHTMLParser, LexborNode

from commune_tui.body.alarm import MACHINERY
from commune_tui.body.carried import carried, veiled
from commune_tui.body.cascade import Element
from commune_tui.body.concealed import Concealed, kind_of, subtree_text
from commune_tui.body.doubted import Doubted
from commune_tui.body.finish import Draft, finish
from commune_tui.body.frame import Frame
from commune_tui.body.generated import generate
from commune_tui.body.hidden import ROOT, text_reason
from commune_tui.body.limiter import limit
from commune_tui.body.lines import FIRST, Body, Limits, Line
from commune_tui.body.links import Links
from commune_tui.body.marks import Mark, marked, vivid
from commune_tui.body.page import Page
from commune_tui.body.raised import raised
from commune_tui.body.replaced import choice, details, form_field, image
from commune_tui.body.structure import begin
from commune_tui.body.styles import Styles
from commune_tui.body.survey import Survey, survey
from commune_tui.body.tables import tabular


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
        self.styles = Styles()
        self.doubted = Doubted()

    def read(self, limited: bytes, source: str, limits: Limits) -> None:
        """The whole document: styles first, then the head for hidden text, then the body."""
        parser = LexborHTMLParser(limited)
        self.styles.read(parser, limits.style)
        for remark in self.styles.remarks:
            self.concealed.comment(remark, self.page, "comment in a style sheet")
        for where, text in (*(("style sheet", order) for order in self.styles.orders), *carried(source)):
            self.concealed.said(where, text, self.page, None)
        root = parser.root
        if root is None:
            return
        self.facts = survey(root)
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
        found = (("rules", self.styles.spent), ("hidden", self.concealed.full), ("style", self.styles.cut))
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
        _, look = self.styles.look(tag, element, frame.look)
        if look.hidden:
            self._conceal(node, tag, look.hidden, element)
            return None
        return frame.inner(look, element)

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
        style, look = self.styles.look(tag, element, frame.look)
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
            self.page.rule()
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
        if tag in ("table", "tr") and tabular(self, node, tag, frame.inner(look, element)):
            return None
        inside = frame.inner(look, element)
        inside.row = style.get("display", "").endswith(("flex", "grid"))
        begin(self, tag, attributes, style, inside)
        self._history(attributes, tag, inside)
        if inside.leave is None:
            raised(self, node, tag, style, inside)
        if frame.row:  # things that a style sets in a row beside each other are no one word
            self.page.words(" ", "plain")
            inside.on_leave(partial(self.page.words, " ", "plain"))
        if self.styles.around:
            generate(self, "before", inside)
            inside.on_leave(partial(generate, self, "after", inside), first=True)
        return inside

    def _conceal(self, node: LexborNode, tag: str, reason: str, element: Element) -> None:
        if tag == "style":
            return
        if tag == "img":
            self.trackers += 1
        text = subtree_text(node)
        if what := kind_of(element, text) or (reason == "display none" and self.styles.shown_otherwise(element)):
            reason = f"{what} ({reason})"
        if reason.startswith(MACHINERY):
            self.concealed.said(reason, text, self.page, element)
        else:
            self.concealed.add(reason, text, self.page, element)
            self.concealed.flush(self.page)

    def _history(self, attributes: Mapping[str, str | None], tag: str, inside: Frame) -> None:
        """Notes from where to where a mail program says that earlier or forwarded mail stands."""
        kind = marked(attributes, tag) if attributes else None
        if kind is None:
            return
        page = self.page
        page.end()
        first = page.here

        def left() -> None:
            page.end()
            self.history.append(Mark(first, page.base + len(page.lines), kind))

        inside.on_leave(left)


def parse(html: str, limits: Limits = FIRST) -> Body:
    """One HTML body as lines. Total: any text gives a Body; what a limit cut off is said in ``notes``."""
    limited = limit(html, limits)
    walker = Walker(limits)
    walker.read(limited.html, html[: limits.source], limits)
    walker.concealed.flush(walker.page)
    doubtful = walker.doubted.parts()
    if doubtful or veiled(html[: limits.source], walker.styles.texts):
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

"""Collects what a mail carries and nobody sees: hidden text, comments, invisible characters."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from commune_tui.body.alarm import order_in
from commune_tui.body.cascade import Element
from commune_tui.body.lines import HiddenPart
from commune_tui.body.orders import orders
from commune_tui.body.page import Page
from commune_tui.text import clean, clean_text

_PART = 4_000
_RAW = frozenset(("style", "script", "-comment"))
_TAGS = re.compile("[\U000e0020-\U000e007e]{2,}")
_SELECTORS = re.compile("[\ufe00-\ufe0e\U000e0100-\U000e01ef]{3,}")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060-\u2064\ufeff\u180e]{8,}")
_OVERRIDE = re.compile("[\u202d\u202e]")


def subtree_text(node: LexborNode, raw: bool = False, images: bool = True) -> str:
    """The text below a node in order, without style, script and comments (``raw`` keeps all of it); no recursion."""
    out: list[str] = []
    size = 0
    todo: list[LexborNode | None] = [node.first_child]
    if node.tag == "template":
        todo += _fragments(node)
    keep_raw = raw or node.tag in ("script", "style")
    while todo and size < 4 * _PART * (16 if raw else 1):
        at = todo.pop()
        if at is None:
            continue
        todo.append(at.next)
        tag = at.tag or ""
        if tag == "-text":
            text = at.text_content or ""
            out.append(text)
            size += len(text)
        elif tag == "img" and images and at.attributes.get("alt"):
            out.append(f" {at.attributes['alt']} ")
        elif tag == "input" and at.attributes.get("value"):
            out.append(f" {at.attributes['value']} ")
        elif keep_raw or tag not in _RAW:
            out.append(" ")
            todo.append(at.first_child)
            if tag == "template":
                todo += _fragments(at)
    if node.tag == "input":
        out.append(node.attributes.get("value") or "")
    elif node.tag == "img" and images:
        out.append(node.attributes.get("alt") or "")
    return "".join(out)


def _fragments(node: LexborNode) -> list[LexborNode]:
    """The content of a template element, which stands outside the tree."""
    fragments = getattr(node, "template_fragments", None)
    if callable(fragments):
        fragments = fragments()
    return list(fragments or [])


def kind_of(element: Element, text: str) -> str:
    """What an element with this text is where it has a use although it is hidden; empty for any other."""
    if microdata(element):
        return "microdata"
    if text.strip() and element.node is not None and not subtree_text(element.node, images=False).strip():
        return "alternative text of hidden images"
    return "caption of a table" if element.tag == "caption" else ""


def microdata(element: Element) -> bool:
    """Is this said for search engines and calendars: an element with ``itemprop``, or below one within three steps?"""
    at: Element | None = element
    for _ in range(3):
        if at is None:
            return False
        if "itemprop" in at.attributes:
            return True
        at = at.parent
    return False


class Concealed:
    """The hidden parts of one mail. Text nodes with the same reason, one after the other, become one part."""

    def __init__(self, most: int) -> None:
        self.parts: list[HiddenPart] = []
        self.invisible = 0
        self.full = False
        self._most = most
        self._reason = ""
        self._texts: list[str] = []
        self._size = 0
        self._where = 0
        self._path = ""
        self._quiet = False

    def add(self, reason: str, text: str, page: Page, element: Element | None, quiet: bool = False) -> None:
        """Hidden text at the place where the page stands now."""
        if reason != self._reason or quiet != self._quiet or self._where != page.here:
            self.flush(page)
            self._reason, self._where, self._quiet = reason, page.here, quiet
            self._path = _path(element)
        if self._size <= _PART:  # one character too many makes the part end in "…"
            self._texts.append(text[: _PART + 1 - self._size])
            self._size += len(text)

    def flush(self, page: Page) -> None:
        """Ends the part that is being collected, and leaves a mark in the page."""
        if not self._reason:
            return
        raw = " ".join(self._texts)
        reason, quiet = self._reason, self._quiet
        self._reason, self._texts, self._size = "", [], 0
        cleaned = clean_text(raw, _PART)
        self.invisible += sum(cleaned.removed.values())
        text = _in_a_row(cleaned.text)
        if not any(mark.isalnum() for mark in text):
            return
        self._keep(HiddenPart(reason, text, self._where, self._path, quiet), page)

    def _keep(self, part: HiddenPart, page: Page) -> None:
        if len(self.parts) >= self._most:
            self.full = True
            at = next((at for at in range(len(self.parts) - 1, -1, -1) if self.parts[at].quiet), None)
            if part.quiet or at is None:
                return
            self.parts[at] = part  # no number of harmless parts pushes out one that is not
        else:
            self.parts.append(part)
            at = len(self.parts) - 1
        if not part.quiet:
            page.mark("", "hidden", at + 1)

    def clean(self, raw: str, page: Page, element: Element | None) -> str:
        """Visible text made safe; what was taken out is counted, and a smuggled message becomes a part."""
        if self._reason and raw.strip():
            self.flush(page)
        if raw.isascii() and "\x1b" not in raw:
            if raw.isprintable():
                return raw
            return clean(raw, None) if not raw.replace("\n", "").replace("\t", "").isprintable() else raw
        self.smuggled(raw, page, element)
        cleaned = clean_text(raw, None)
        self.invisible += sum(cleaned.removed.values())
        return cleaned.text

    def smuggled(self, raw: str, page: Page, element: Element | None) -> None:
        """Messages in characters that draw nothing."""
        if raw.isascii():
            return
        path = _path(element)
        for found in _TAGS.finditer(raw):
            spelt = "".join(chr(ord(mark) - 0xE0000) for mark in found[0])
            if spelt not in ("gbeng", "gbsct", "gbwls"):
                self._keep(HiddenPart("tag characters", clean(spelt), page.here, path), page)
        for found in _SELECTORS.finditer(raw):
            self._keep(HiddenPart("variation selectors", clean(_bytes(found[0])), page.here, path), page)
        for found in _ZERO_WIDTH.finditer(raw):
            if len(set(found[0])) > 1:
                text = f"{len(found[0])} characters: {_bits(found[0])}"
                self._keep(HiddenPart("run of zero-width characters", text, page.here, path), page)
        if _OVERRIDE.search(raw):
            text = _in_a_row(clean(raw, _PART))
            self._keep(HiddenPart("text direction overridden", text, page.here, path), page)

    def comment(self, raw: str, page: Page, reason: str = "") -> None:
        """A comment. What Outlook alone would show is named as that."""
        text = raw
        conditional = raw.lstrip().startswith("[if") or "[endif]" in raw
        if conditional:
            text = raw.partition("]>")[2] or ""
            reason = "comment that only Outlook shows"
        if "<" in text:
            text = _untagged(text)
        if any(mark.isalpha() for mark in text) and not (conditional and len(text.split()) < 3):
            self.said(reason or "comment", text, page, None)

    def doubted(self, page: Page) -> None:
        """Shown lines that give an order, in a mail that could hide them by means that are not followed here."""
        for index, line in enumerate(page.lines):
            if orders(line.text):
                self._keep(HiddenPart("may be hidden", line.text[:_PART], index, ""), page)

    def said(self, reason: str, text: str, page: Page, element: Element | None) -> None:
        """Words for machines and for those who build mails: quiet, unless they give an order to an agent."""
        order = order_in(text)
        part = HiddenPart(reason, _in_a_row(clean(order or text, _PART)), page.here, _path(element), quiet=not order)
        self.flush(page)
        if any(mark.isalnum() for mark in part.text):
            self._keep(part, page)


def _in_a_row(text: str) -> str:
    """Words with one blank between them. A mark that stood on another kind of blank has lost its ground, and goes."""
    return clean(" ".join(text.split()), _PART)


def _path(element: Element | None) -> str:
    names: list[str] = []
    while element is not None and len(names) < 6:
        names.append(element.tag)
        element = element.parent
    return " › ".join(reversed(names))


def _untagged(text: str) -> str:
    """Text without tags, in one pass; style and script blocks go whole."""
    out: list[str] = []
    at = 0
    while (start := text.find("<", at)) >= 0:
        out.append(text[at:start])
        name = text[start + 1 : start + 7].lower()
        end = text.find("</style", start) if name.startswith("style") else -1
        end = text.find(">", max(start, end))
        if end < 0:
            return " ".join(out)
        at = end + 1
    out.append(text[at:])
    return " ".join(out)


def _bytes(selectors: str) -> str:
    codes = (ord(mark) for mark in selectors[:500])
    return bytes(code - 0xFE00 if code < 0xFE10 else code - 0xE0100 + 16 for code in codes).decode("utf-8", "replace")


def _bits(run: str) -> str:
    """A run of two kinds of zero-width characters read as bits, where that gives letters."""
    kinds = sorted(set(run))
    if len(kinds) == 2:
        for one in kinds:
            bits = "".join("1" if mark == one else "0" for mark in run[:2_000])
            octets = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
            if octets.isascii() and octets.decode("ascii").isprintable():
                return octets.decode("ascii")
    return "not readable"

"""Lines in the making: joins words, breaks, gaps and markers into finished lines. Knows no HTML."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from commune_tui.body.lines import Kind, Line, Span, Style
from commune_tui.text import clean

Spot = tuple[int, int, int]
"""A line, how many spans it had, and how long the last of them was."""
STRUCK = "~~"
"""Stands on both sides of words that the writer took back: a line through them is no sign in a text."""


@dataclass(slots=True)
class Block:
    """What the next line will be, as set by the elements around it."""

    kind: Kind = "text"
    level: int = 0
    quote: int = 0
    indent: int = 0


@dataclass(slots=True)
class Page:
    """Collects lines. ``room`` is how many characters may still come; when it is used up, ``full`` is True.

    ``base`` is the number of lines of the page around this one (a table cell has its own).
    """

    room: int
    base: int = 0
    lines: list[Line] = field(default_factory=list)
    block: Block = field(default_factory=Block)
    full: bool = False
    _spans: list[Span] = field(default_factory=list)
    _marker: str = ""
    _marker_indent: int = 0
    _space: bool = False
    _gap: bool = False
    _solid: bool = False
    _strike: bool = False
    _struck: bool = False

    @property
    def started(self) -> bool:
        """Is there text in the line being made?"""
        return self._solid

    @property
    def here(self) -> int:
        """The index that the line being made will have in the whole mail."""
        return self.base + len(self.lines) + self._blank_due()

    def words(self, text: str, style: Style, link: int = 0) -> None:
        """Running text: white space collapses to one blank."""
        pieces = text.split()
        if not pieces:
            self._space = self._space or bool(text)
            return
        joined = " ".join(pieces)
        if self._solid and (self._space or text[0].isspace()):
            joined = " " + joined
        self._space = text[-1].isspace()
        self._put(joined, style, link)

    def rows(self, text: str, style: Style, link: int = 0) -> None:
        """Text whose line ends count and whose blanks do not."""
        first = True
        for piece in text.split("\n"):
            if not first:
                self.end(force=True)
            first = False
            self.words(piece, style, link)

    def strike(self, struck: bool) -> None:
        """Is the text that follows struck out? Its signs stand around it on every line."""
        self._strike = struck

    def exact(self, text: str, style: Style, link: int = 0) -> None:
        """Text whose blanks and newlines count."""
        first = True
        for piece in text.split("\n"):
            if not first:
                self.end(force=True)
            first = False
            if piece:
                self._put(piece, style, link)
            if self.full:
                return

    def mark(self, text: str, style: Style, link: int) -> None:
        """Text of ours (a link number, a note), set behind what stands there."""
        if self._space and self._solid:
            self._put(" ", "plain", 0)
            self._space = False
        self._put(text, style, link)

    def glue(self, text: str, style: Style, link: int = 0) -> None:
        """Text that joins what stands there, whatever blank was due; the blank follows it."""
        space, self._space = self._space, False
        self._put(text, style, link)
        self._space = space

    @property
    def last(self) -> str:
        """The last letter of the line being made, empty after a blank."""
        return "" if self._space or not self._spans else self._spans[-1].text[-1:]

    def _put(self, text: str, style: Style, link: int) -> None:
        if self.full:
            return
        if style not in ("mark", "hidden") and self._strike != self._struck and text.strip():
            text = self._signed(text)
        if len(text) >= self.room:
            text = text[: self.room]
            self.full = True
        self.room -= len(text) + 1
        self._solid = True
        last = self._spans[-1] if self._spans else None
        if last is not None and last.style == style and last.link == link and style != "mark":
            self._spans[-1] = Span(last.text + text, style, link) if len(last.text) < 4096 else last
            if len(last.text) >= 4096:
                self._spans.append(Span(text, style, link))
        else:
            self._spans.append(Span(text, style, link))

    def _signed(self, text: str) -> str:
        """The text with the sign that opens what is struck out; or what was struck out, closed before it."""
        if not self._strike:
            self._close()
            return text
        self._struck = True
        bare = text.lstrip(" ")
        return f"{' ' * (len(text) - len(bare))}{STRUCK}{bare}"

    def _close(self) -> None:
        self._struck = False
        for index in range(len(self._spans) - 1, -1, -1):
            span = self._spans[index]
            if span.style not in ("mark", "hidden") and (bare := span.text.rstrip(" ")):
                self._spans[index] = replace(span, text=f"{bare}{STRUCK}{span.text[len(bare) :]}")
                return

    def end(self, force: bool = False) -> None:
        """Ends the line; an empty one is kept only when forced."""
        self._space = False
        if self._struck:
            self._close()
        if not self._solid and not force:
            return
        if self.room <= 0:
            self.full = True
        self.room -= 1
        self._before()
        block = self.block
        self.lines.append(
            Line(
                self._kind(),
                tuple(self._spans),
                block.level,
                block.quote,
                self._marker_indent if self._marker else block.indent,
                self._marker,
            )
        )
        self._spans = []
        self._marker = ""
        self._solid = False

    def _kind(self) -> Kind:
        if not self._solid:
            return "text" if self.block.kind in ("heading", "item") else self.block.kind
        if self._marker:
            return "item"
        return "text" if self.block.kind == "item" else self.block.kind

    def _before(self) -> None:
        if self._blank_due():
            quote = min(self.lines[-1].quote, self.block.quote)
            self.lines.append(Line("text", quote=quote))
        self._gap = False

    def _blank_due(self) -> bool:
        return self._gap and bool(self.lines) and (bool(self.lines[-1].spans) or self.lines[-1].kind == "rule")

    def gap(self) -> None:
        """Ends the line and asks for one blank line before the next, unless a list marker waits for its text."""
        self.end()
        if not self._marker:
            self._gap = True

    def item(self, marker: str, indent: int) -> None:
        """The next line is a list item with this marker."""
        self.end()
        self._marker, self._marker_indent = marker, indent

    def drop_marker(self) -> None:
        """An item that stayed empty leaves no marker behind."""
        self._marker = ""

    def add(self, line: Line) -> None:
        """A line made elsewhere: a table row."""
        self.end()
        self._before()
        self.room -= len(line.text) + 1
        if self.room <= 0:
            self.full = True
        self.lines.append(line)

    def rule(self) -> None:
        """A line across the page, with room around it."""
        block = self.block
        self.gap()
        self.add(Line("rule", quote=block.quote, indent=block.indent))
        self.gap()

    def blank(self) -> None:
        """A ``<br>``: ends the line, or leaves one blank line where there was nothing to end."""
        if self._solid:
            self.end()
        elif self.lines and self.lines[-1].spans:
            self._gap = True

    def spot(self) -> Spot:
        """Where the page stands now, for :meth:`since`."""
        return len(self.lines) + self._blank_due(), len(self._spans), len(self._spans[-1].text) if self._spans else 0

    def since(self, spot: Spot, link: int) -> str:
        """What was written for this link since then: at most 200 characters of the line then begun and three more."""
        at, span, offset = spot
        made = [line.spans for line in self.lines[at : at + 4]]
        rows = made if len(made) == 4 else [*made, self._spans]
        pieces: list[str] = []
        size = 0
        for number, row in enumerate(rows):
            first = max(span - 1, 0) if number == 0 else 0
            for index in range(first, len(row)):
                text = row[index].text if row[index].link == link else ""
                pieces.append(text[offset:] if number == 0 and index == span - 1 else text)
                size += len(pieces[-1])
                if size > 200:
                    break
        return clean(" ".join("".join(pieces)[:200].split()), None)

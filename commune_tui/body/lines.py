"""What a mail body becomes: lines of styled spans, links, folds, hidden parts. Knows no width, no parser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Style = Literal["plain", "strong", "emph", "code", "link", "dim", "heading", "mark", "hidden", "only", "order"]
Kind = Literal[
    "text",
    "heading",
    "item",
    "row",
    "rule",
    "code",
    "diff",
    "log",
    "signature",
    "marker",
    "image",
    "preheader",
    "hidden",
]
Source = Literal["html", "text", "stripped", "none"]

STYLES: tuple[Style, ...] = get_args(Style)
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Span:
    """Clean text in one style; ``link`` is the number of a Link, 0 for none."""

    text: str
    style: Style = "plain"
    link: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """What the rows of one table share: natural column widths in cells, and which columns hold numbers."""

    widths: tuple[int, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line, before any width is known.

    ``level`` is 1–6 for a heading; ``quote`` the depth of quotation bars; ``indent`` blanks before ``marker``
    ("• ", "3. "), under which following rows hang. A table row keeps its ``cells`` (one tuple of spans per column)
    and the ``table`` it is aligned with; ``head`` marks a header row. ``spans`` is always the whole text.
    """

    kind: Kind
    spans: tuple[Span, ...] = ()
    level: int = 0
    quote: int = 0
    indent: int = 0
    marker: str = ""
    cells: tuple[tuple[Span, ...], ...] = ()
    table: Table | None = None
    head: bool = False
    hang: int = 0
    """By so many blanks the rows after the first are indented. No mail is read into lines that have it."""

    @property
    def text(self) -> str:
        """The words of the mail: without bars, indent, marker, link numbers and notes about hidden text."""
        return "".join(span.text for span in self.spans if span.style not in ("mark", "hidden"))


def joined(cells: Iterable[tuple[Span, ...]]) -> tuple[Span, ...]:
    """The cells of a row as the spans of its line: two blanks between those that hold something."""
    spans: list[Span] = []
    for cell in cells:
        spans += [_GAP, *cell] if spans and cell else cell
    return tuple(spans)


_GAP = Span("  ")


@dataclass(frozen=True, slots=True)
class Link:
    """A numbered link: only http, https and mailto targets become one.

    ``target`` is whole; where the mail wrote characters into it that cannot be shown, they stand there by their names,
    and ``raw`` is what the mail wrote. ``warning`` is a sentence or empty.
    """

    number: int
    target: str
    text: str
    warning: str = ""
    raw: str = ""

    @property
    def wrote(self) -> str:
        """The target exactly as the mail has it; only this may be opened."""
        return self.raw or self.target


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """Text that the mail carries and a person would not see.

    ``where`` is the index of the line it stands before, ``path`` the elements around it. ``quiet`` parts are usual in
    honest mail (template comments, copies of visible text): they are counted, never an alarm.
    """

    reason: str
    text: str
    where: int = 0
    path: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines ``first`` to ``last`` that may be earlier mail; what announces it stands before line ``begin``.

    ``sure``: it is taken for that where no earlier mail is known. ``marks`` are the lines in it that only announce.
    """

    first: int
    begin: int
    last: int
    sure: bool = False
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines ``first`` to ``last`` (both included) of earlier mail that a screen may fold away under ``title``.

    ``count`` of them are not empty. ``end`` is how they end, where words follow that answer them.
    """

    first: int
    last: int
    count: int
    end: str = ""

    @property
    def title(self) -> str:
        """What stands in their place."""
        number = f"{self.count} quoted line{'s' * (self.count != 1)}"
        return f"{number}: {self.end}" if self.end else number


@dataclass(frozen=True, slots=True)
class Body:
    """One mail body, ready to be wrapped.

    ``invisible`` counts zero-width, bidi and tag characters that were removed; ``trackers`` 1×1 remote images, never
    fetched. ``passages`` may be earlier mail, ``folds`` are by what is known. ``truncated`` says that the mail goes on
    after these lines; ``unread`` is how many characters were left, ``characters`` how many the lines hold. The lines of
    a very long mail are made as they are looked at.
    """

    lines: Sequence[Line] = ()
    links: tuple[Link, ...] = ()
    hidden: tuple[HiddenPart, ...] = ()
    passages: tuple[Passage, ...] = ()
    folds: tuple[Fold, ...] = ()
    notes: tuple[str, ...] = ()
    source: Source = "none"
    preheader: str = ""
    images: int = 0
    trackers: int = 0
    invisible: int = 0
    truncated: bool = False
    unread: int = 0
    characters: int = 0

    @property
    def alarms(self) -> tuple[HiddenPart, ...]:
        """The hidden parts that honest mail does not have."""
        return tuple(part for part in self.hidden if not part.quiet)

    @property
    def goes_on(self) -> bool:
        """Has the mail more than these lines?"""
        return self.truncated or self.unread > 0

    @property
    def text(self) -> str:
        """Every line a person sees, joined; without hidden parts and the preheader."""
        return "\n".join(line.text for line in self.lines if line.kind not in ("hidden", "preheader"))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a mail is read: characters of source and of text, tags, depth, bytes of one tag, hidden parts."""

    source: int = 400_000
    text: int = 100_000
    tags: int = 60_000
    depth: int = 200
    tag_bytes: int = 8_192
    style: int = 65_536
    hidden: int = 200


FIRST = Limits()
WHOLE = Limits(source=16_000_000, text=16_000_000, tags=600_000)

"""One message of the conversation as rows: folded to a line, or its head, its body in the chosen view, its foot.

Pure: what was read of the mail comes in, nothing is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from commune_tui.actions.looking import FACES
from commune_tui.body.lines import Body, Line, Span
from commune_tui.mail import conversation, faces, orders
from commune_tui.mail.bodies import Read
from commune_tui.mail.conversation import Mail, Memo, Said
from commune_tui.mail.timeline import Step
from commune_tui.text import wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs
from commune_tui.ui.thread import heads
from commune_tui.ui.thread.rows import BodyRows, Fragments, Pen, Rows, TwoColumns, Waiting, WithSide
from commune_tui.wording import do

WIDE = 100
_MOST_LINKS = 3
TITLES = ("What the agent got", "What a person sees")


@dataclass(slots=True)
class Shown:
    """How one message is looked at. ``open_quotes`` unfolds the history in it."""

    unfolded: bool = False
    view: str = "mail"
    open_quotes: bool = False
    extracted: bool = True
    delivery: bool = False
    whole: bool = False
    file: str = ""
    """The attachment that is read, in the view ``file``."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all messages of a screen have in common."""

    width: int
    glyphs: Glyphs
    now: datetime
    needle: str = ""
    worded: heads.Worded = str
    brief: bool = False
    """Of a mail's head only what warns: there are a few rows for all of it."""

    def pen(self, entry: Mail | Memo) -> Pen:
        """The gutter of a message: a bar for mail, another sign and colour for a note."""
        if isinstance(entry, Memo):
            return Pen("#", "warn", self.needle)
        return Pen(self.glyphs.bar, "faint", self.needle)


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a comparison, and what it comes to."""

    agent: Body
    person: Body
    verdict: Said


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a mail beyond its row; ``None`` bodies are still on their way."""

    read: Read | None = None
    other: Body | None = None
    sides: Sides | None = None
    steps: tuple[Step, ...] = ()
    answers_to: str = ""


@dataclass(slots=True)
class Section:
    """Rows of one message. ``rows`` lie between what is above and below."""

    entry: Mail | Memo
    above: list[Fragments]
    rows: Rows | None = None
    below: list[Fragments] = field(default_factory=list)
    body: Body | None = None

    @property
    def height(self) -> int:
        return max(1, len(self.above) + (self.rows.height if self.rows else 0) + len(self.below))

    def settle(self, rows: int) -> None:
        if self.rows is not None:
            self.rows.settle(rows)

    def line(self, row: int) -> Fragments:
        """One row; its first cell is a blank."""
        if row < len(self.above):
            return self.above[row]
        row -= len(self.above)
        if self.rows is not None:
            if row < self.rows.height:
                return self.rows.line(row)
            row -= self.rows.height
        return self.below[row] if 0 <= row < len(self.below) else ()


class Later:
    """A section that is made when somebody looks at it; until then its height is a guess."""

    def __init__(self, entry: Mail | Memo, guess: int, make: Callable[[], Section]) -> None:
        self.entry, self._guess, self._make = entry, guess, make
        self._made: Section | None = None

    @property
    def made(self) -> Section:
        """The section itself."""
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def height(self) -> int:
        return self._guess if self._made is None else self._made.height

    def settle(self, rows: int) -> None:
        self.made.settle(rows)

    def line(self, row: int) -> Fragments:
        """One row; its first cell is a blank."""
        return self.made.line(row)


def guess(entry: Mail | Memo, shown: Shown, width: int) -> int:
    """About how many rows a message will take."""
    if not shown.unfolded:
        return 1
    text = entry.text if isinstance(entry, Memo) else entry.message.content
    return 5 + min(text.count("\n", 0, 100_000), 2_000) + min(len(text), 200_000) // max(20, width)


def section(entry: Mail | Memo, shown: Shown, known: Known, sheet: Sheet) -> Section:
    """A message as it is looked at now."""
    if not shown.unfolded:
        return Section(entry, [heads.folded(entry, sheet.width, sheet.glyphs, sheet.now)])
    if isinstance(entry, Memo):
        body = Body(lines=tuple(Line("text", (Span(row),) if row else ()) for row in entry.text.split("\n")))
        above = heads.noted(entry, sheet.width, sheet.glyphs, sheet.now)
        return Section(entry, above, BodyRows(body, sheet.width - 1, sheet.pen(entry)), [[]], body)
    return _mail(entry, shown, known, sheet)


def _mail(mail: Mail, shown: Shown, known: Known, sheet: Sheet) -> Section:
    message, width, glyphs = mail.message, sheet.width, sheet.glyphs
    above = heads.opened(mail, width, glyphs, sheet.now, answers_to=known.answers_to, brief=sheet.brief)
    above += heads.said(conversation.verdicts(message), width, glyphs)
    above += heads.said(_findings(known, shown, sheet.worded), width, glyphs)
    above += heads.way(known.steps, width, glyphs, sheet.now, all_of_it=shown.delivery)
    if shown.delivery and not known.steps:
        above.append([Fragment(f"{heads.INDENT}Nothing is known of its delivery.", "dim")])
    above += heads.files(message.attachments, width, glyphs, sheet.worded)
    wanted = shown.extracted and bool(message.extracted) and shown.view in ("mail", "text")
    beside = wanted and width >= WIDE
    if wanted and not beside:
        above += heads.fields_above(message.extracted, width)
    if FACES[shown.view]:
        told = f"Shown: {FACES[shown.view]}. The same keys again show the mail."
        above += [[Fragment(f"{heads.INDENT}{part}", "accent")] for part in wrapped(told, max(8, width - 4))]
    if shown.view == "agent" and known.sides is not None:
        above += heads.said([known.sides.verdict], width, glyphs)
    above += [] if sheet.brief else [[]]
    room = width - 1 - (heads.SIDE if beside else 0)
    rows, body = _rows(mail, shown, known, sheet, room)
    if beside:
        rows = WithSide(rows, heads.fields_beside(message.extracted), room)
    return Section(mail, above, rows, [*_foot(body, shown, sheet.worded), []], body)


def _rows(mail: Mail, shown: Shown, known: Known, sheet: Sheet, width: int) -> tuple[Rows, Body | None]:
    message, pen = mail.message, sheet.pen(mail)
    if shown.view == "agent" and known.sides is not None:
        if width >= WIDE:
            return TwoColumns((known.sides.agent, known.sides.person), TITLES, width, pen), known.sides.person
        both = faces.stacked(known.sides.agent, known.sides.person, TITLES)
        return BodyRows(both, width, pen), known.sides.person
    read = known.read.body if known.read is not None else None
    body = known.other if shown.view in ("headers", "raw", "json", "hidden", "file") else read
    body = _worded(body, sheet.worded) if body is known.other else body
    if body is None or shown.view == "agent":
        return Waiting(len(message.content_html or message.content), width, pen), None
    if not body.lines:
        body = Body(lines=(Line("text", (Span("(nothing is written in this mail)", "dim"),)),))
    body = orders.marked(body) if orders.gives(message) else body
    closed = frozenset() if shown.open_quotes else frozenset(range(len(body.folds)))
    return BodyRows(body, width, pen, closed=closed), body


def _worded(body: Body | None, worded: heads.Worded) -> Body | None:
    """A body that the program wrote something into."""
    if body is None or not any(span.text != worded(span.text) for line in body.lines for span in line.spans):
        return body
    lines = (
        replace(line, spans=tuple(replace(span, text=worded(span.text)) for span in line.spans)) for line in body.lines
    )
    return replace(body, lines=tuple(lines))


def _findings(known: Known, shown: Shown, worded: heads.Worded) -> list[Said]:
    """What reading the mail has found: hidden words above all, links that deceive, then what could not be read."""
    if known.read is None:
        return []
    body, difference = known.read.body, known.read.difference
    if shown.view == "file" and known.other is not None:
        body, difference = known.other, None
    found = []
    if difference is not None and difference.received:
        number = len(difference.received)
        what = "a part" if number == 1 else f"{number} parts"
        told = f"The agent was given {what} of this mail that no person sees: {do('reader.agent')} shows it."
        found.append(Said(worded(told), "bad"))
    elif body.alarms:
        reasons = ", ".join(dict.fromkeys(part.reason for part in body.alarms[:3]))
        number = len(body.alarms)
        what = "1 hidden part" if number == 1 else f"{number} hidden parts"
        found.append(Said(worded(f"{what} ({reasons}): {do('reader.hidden')} shows what is hidden."), "warn"))
    elif unseen := faces.invisible(body):
        found.append(Said(worded(f"{unseen} {do('reader.hidden')} shows them."), "warn"))
    deceiving = [link for link in body.links if link.warning]
    found += [Said(f"Link {link.number}: {link.warning}", "warn") for link in deceiving[:_MOST_LINKS]]
    found += [Said(note, "dim") for note in body.notes if shown.view in ("mail", "text")]
    return found


def _foot(body: Body | None, shown: Shown, worded: heads.Worded) -> Sequence[Fragments]:
    if body is None or not body.goes_on or shown.whole:
        return ()
    more = f"{body.unread:,} more characters" if body.unread else "There is more"
    return [[Fragment(worded(f"{heads.INDENT}{more}: {do('reader.whole')} shows the whole mail."), "accent")]]

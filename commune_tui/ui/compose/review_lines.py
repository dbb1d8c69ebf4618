"""What the review shows of a mail before it leaves: all that will, and what to look at. Draft in, lines out; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from commune_tui import clock
from commune_tui.actions.sending import NO_CONCERN, STRANGER, size_of
from commune_tui.mail.compose.addresses import bare
from commune_tui.mail.compose.beside import Beside
from commune_tui.mail.compose.findings import Concern
from commune_tui.mail.compose.markup import FORWARDED
from commune_tui.store.drafts import Draft
from commune_tui.store.rows import MessageRow, ThreadRow
from commune_tui.text import cells, clean, cut, one_line, wrapped
from commune_tui.text.address import read_address
from commune_tui.text.size import size
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.wording import do

Lines = list[list[Fragment]]
_LABEL = 10
_FIRST_LINES = 30
_NEWS_ROWS = 12


def review_lines(
    draft: Draft, beside: Beside, width: int, *, ascii_only: bool = False, worded: Callable[[str], str] = str
) -> Lines:
    """The review as lines of at most ``width`` cells. ``worded`` puts the keys of this person into a sentence."""
    room = max(20, width - _LABEL - 2)
    lines = _row("From", [(beside.sender or "(no inbox chosen)", "plain" if beside.sender else "bad")], room)
    for label, entries in (("To", draft.to), ("Cc", draft.cc), ("Bcc", draft.bcc)):
        if entries or label == "To":
            lines += _people(label, entries, beside.strangers, room)
    subject = one_line(draft.subject)
    lines += _row("Subject", [(subject or "(none)", "strong" if subject else "bad")], room)
    files = [(f"{one_line(f.filename)}  {f.mime_type}  {size_of(f)}", "plain") for f in draft.attachments]
    if files:
        lines += _row("Files", files, room)
    total = len(draft.body.encode("utf-8", "replace"))
    form = "text, and HTML made of it" if draft.markdown else "text"
    weight = size(total + sum(file.size for file in draft.attachments))
    lines += _row("Size", [(f"{weight} in all, {form}", "dim")], room)
    if beside.limits:
        lines += _row("Limits", [(beside.limits, "dim"), *([(beside.no_room, "warn")] if beside.no_room else [])], room)
    lines.append([])
    lines += _notes(map(worded, beside.notes), width)
    lines += _concerns(beside.concerns, width, ascii_only, worded)
    lines += _news(beside.news, width)
    lines += _body(draft.body, width, ascii_only, worded)
    return lines


def kind_of(draft: Draft) -> str:
    """What a draft is, in a word or two: a forward is a conversation of its own, and told by the mail that is in it."""
    if draft.thread_id:
        return "reply"
    return "forward" if any(line.startswith(FORWARDED) for line in draft.body.splitlines()) else "new mail"


def title_of(what: str, thread: ThreadRow | None, width: int, right: Sequence[Fragment]) -> str:
    """``what`` with the subject of its conversation, in the room that ``right`` leaves of a line of ``width`` cells."""
    if thread is None:
        return what
    room = width - sum(cells(fragment.text) for fragment in right) - cells(f" {what} in “” ")
    return f"{what} in “{cut(thread.subject, max(10, room))}”"


def _row(label: str, values: Sequence[tuple[str, str]], room: int) -> Lines:
    lines: Lines = []
    for text, role in values:
        for part in wrapped(text, room):
            lead = f" {label}" if not lines else ""
            lines.append([Fragment(lead.ljust(_LABEL), "dim"), Fragment(part, role)])
    return lines


def _people(label: str, entries: Sequence[str], strangers: frozenset[str], room: int) -> Lines:
    lines: Lines = []
    for entry in entries or ("(nobody)",):
        address = read_address(entry)
        new = bare(entry) in strangers
        for number, part in enumerate(wrapped(address.shown if "@" in entry else one_line(entry), room)):
            lead = f" {label}" if not lines else ""
            fragments = [Fragment(lead.ljust(_LABEL), "dim"), Fragment(part, "plain" if entries else "bad")]
            if new and not number:
                fragments.append(Fragment(f"  ! {STRANGER}", "warn"))
            lines.append(fragments)
    return lines


def _notes(notes: Iterable[str], width: int) -> Lines:
    lines: Lines = []
    for note in notes:
        for number, part in enumerate(wrapped(note, max(20, width - 4))):
            lines.append([Fragment("   " if number else " > ", "accent"), Fragment(part, "accent")])
    return [*lines, []] if lines else []


def _concerns(concerns: Sequence[Concern], width: int, ascii_only: bool, worded: Callable[[str], str]) -> Lines:
    if not concerns:
        return [[Fragment(" ok " if ascii_only else " ✓ ", "good"), Fragment(NO_CONCERN, "dim")], []]
    glyphs = {"stop": (" X ", "bad") if ascii_only else (" ✗ ", "bad"), "look": (" ! ", "warn"), "know": (" i ", "dim")}
    lines: Lines = []
    for concern in concerns:
        sign, role = glyphs[concern.weight]
        for number, part in enumerate(wrapped(worded(concern.sentence), max(20, width - 4))):
            lines.append(
                [Fragment(sign if not number else "   ", role), Fragment(part, "dim" if role == "dim" else "plain")]
            )
    return [*lines, []]


def _news(news: Sequence[MessageRow], width: int) -> Lines:
    lines: Lines = []
    for message in news:
        when = f"{clock.local(message.created_at):%H:%M} " if message.created_at else ""
        lines.append([Fragment(f"   {when}{message.sender_name or message.sender}:", "accent")])
        words = [line for line in clean(message.content).splitlines() if line.strip() and not line.startswith(">")]
        rows = [row for line in words[: _NEWS_ROWS + 1] for row in wrapped(line, max(20, width - 6))]
        lines += [[Fragment("   | ", "accent"), Fragment(row)] for row in rows[:_NEWS_ROWS]]
        if len(rows) > _NEWS_ROWS:
            lines.append([Fragment("   | ", "accent"), Fragment("… the rest stands in the conversation", "dim")])
    return [*lines, []] if lines else []


def _body(body: str, width: int, ascii_only: bool, worded: Callable[[str], str]) -> Lines:
    bar = " | " if ascii_only else " │ "
    text = clean(body).strip("\n").splitlines()
    lines: Lines = []
    for line in text[:_FIRST_LINES]:
        role = "quote" if line.startswith(">") else "plain"
        lines += [[Fragment(bar, "accent"), Fragment(part, role)] for part in wrapped(line, max(20, width - 4))]
    if (more := len(text) - _FIRST_LINES) > 0:
        rest = worded(f"… {more} more lines; {do('review.body')} shows them all")
        lines.append([Fragment(bar, "accent"), Fragment(rest, "dim")])
    return lines

"""How a mail that is about to leave is read out: that it leaves, to whom, what to look at, then every word. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from commune_tui.actions.sending import MARKDOWN, NO_CONCERN, STRANGER, size_of
from commune_tui.actions.speech import INDENT, capital, number, quoted, seconds
from commune_tui.mail.compose.addresses import bare
from commune_tui.mail.compose.beside import Beside
from commune_tui.store.drafts import Draft
from commune_tui.text import clean, one_line
from commune_tui.text.address import read_address

_WEIGHTS = {"stop": "This keeps it from being sent:", "look": "Look at this:", "know": "To know:"}


def review_lines(draft: Draft, beside: Beside, hold_s: float) -> list[str]:
    """The whole review; ``hold_s`` is how long it can be taken back."""
    what = "Reply" if draft.thread_id else "Mail"
    lines = [f"Review. This {what.lower()} leaves the house when you type send.", *beside.notes]
    lines.append(f"From {beside.sender}." if beside.sender else "From no inbox yet: the word inbox chooses one.")
    for label, entries in (("To", draft.to), ("Cc", draft.cc), ("Bcc", draft.bcc)):
        if entries or label == "To":
            lines.append(f"{label} {_people(entries, beside.strangers)}.")
    subject = one_line(draft.subject)
    lines.append(f"Subject: {quoted(subject)}." if subject else "There is no subject.")
    for place, file in enumerate(draft.attachments, 1):
        lines.append(f"File {place}: {one_line(file.filename)}, {file.mime_type}, {size_of(file)}.")
    if draft.markdown:
        lines.append(MARKDOWN)
    if beside.limits:
        lines.append(f"Limits: {'. '.join(filter(None, (beside.limits, capital(beside.no_room))))}.")
    lines += [f"{_WEIGHTS[concern.weight]} {concern.sentence}" for concern in beside.concerns]
    if not beside.concerns:
        lines.append(NO_CONCERN)
    for message in beside.news:
        first = next(
            (row for row in clean(message.content).splitlines() if row.strip() and not row.startswith(">")), ""
        )
        lines.append(f"Came meanwhile from {message.sender_name or message.sender}: {quoted(first)}")
    return [*lines, *_text(draft.body), _end(hold_s, answers=bool(draft.thread_id))]


def _people(entries: Iterable[str], strangers: frozenset[str]) -> str:
    said = []
    for entry in entries:
        shown = read_address(entry).shown if "@" in entry else one_line(entry)
        said.append(f"{shown}, {STRANGER}" if bare(entry) in strangers else shown)
    return "; ".join(said) if said else "nobody yet"


def _text(body: str) -> list[str]:
    own, rest = parted(clean(body))
    rows = [f"{INDENT}{row}" for row in own.split("\n") if row.strip()]
    lines = [f"Your text, {number(len(rows), 'line')}:", *rows] if rows else ["There is no text of yours yet."]
    if below := [row for row in rest.split("\n") if row.strip()]:
        lines.append(f"Below it {number(len(below), 'line')}: signature and quoted mail.")
    return lines


def _end(hold_s: float, *, answers: bool) -> str:
    hold = f"After send, undo takes it back for {seconds(hold_s)}." if hold_s else "It leaves at once."
    words = ["send", *(["send close"] if answers else []), "body", "rewrite", "to", "cc", "subject", "keep", "discard"]
    return f"End of the review. Words: {', '.join(words)}. {hold}"


def parted(body: str) -> tuple[str, str]:
    """(what the person wrote, what stands below it: signature, quotation, forwarded mail)."""
    rows = body.split("\n")
    for at, row in enumerate(rows):
        quote = row.rstrip().endswith("wrote:") and at + 1 < len(rows) and rows[at + 1].startswith(">")
        if row == "-- " or row.startswith((">", "---------- Forwarded message")) or quote:
            return "\n".join(rows[:at]).strip("\n"), "\n".join(rows[at:])
    return body.strip("\n"), ""


def capital_title(draft: Draft) -> str:
    """What is being written, for the line before the first one typed."""
    to = ", ".join(read_address(entry).shown for entry in draft.to[:3]) or "nobody yet"
    return capital(f"{'reply' if draft.thread_id else 'new mail'} to {to}")

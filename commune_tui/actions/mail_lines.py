"""How a conversation is said: who, when, what is doubtful first; then the text, indented; links and files by number.

Pure: what was read of a mail comes in. What a mail says itself is always indented, so that it cannot pass for the
program's own words. Sentences name commands as :mod:`commune_tui.wording` has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commune_tui.actions import conflicts, silence
from commune_tui.actions.looking import UNNAMED
from commune_tui.actions.speech import INDENT, ago, capital, listed, moment, number, quoted
from commune_tui.body.lines import Body, Line
from commune_tui.mail import conversation, faces, orders
from commune_tui.mail.bodies import Read
from commune_tui.mail.conversation import Conversation, Entry, Mail, Memo
from commune_tui.mail.files import read_inside
from commune_tui.mail.thread_state import ASSUMED, elsewhere, has_it, loop_ended, state
from commune_tui.mail.timeline import Step, trouble
from commune_tui.risk.score import told
from commune_tui.store.rows import AttachmentRow
from commune_tui.text import clean
from commune_tui.text.address import read_address
from commune_tui.text.filename import read_name
from commune_tui.text.link import read_link
from commune_tui.text.size import size
from commune_tui.wording import do

_MOST_PEOPLE, _SNIPPET = 12, 160
_BULLETS = ("•", "*", "-", "!")
_SIGNS = str.maketrans("", "", "⟨⟩")


def head_lines(talk: Conversation, place: int, me: str, now: datetime) -> list[str]:
    """The conversation as a whole: subject, how it stands, why nothing happens, what is undecided."""
    row = talk.thread
    if row is None:
        return ["This thread is not here any more."]
    about = [state(row), has_it(row, me)]
    about += [f"tagged {listed(row.tags)}"] if row.tags else []
    about += [f"in {row.inbox_address or row.inbox_name}"] if row.inbox_address or row.inbox_name else []
    about += ["not confirmed by the server yet"] if row.pending else []
    mails = sum(isinstance(entry, Mail) for entry in talk.entries)
    notes = len(talk.entries) - mails
    held = [number(mails, "mail"), *([number(notes, "note")] if notes else [])]
    title = quoted(row.subject) if row.subject else "no subject"
    lines = [
        f"Thread {place}: {title}." if place else f"{title}.",
        f"{capital(', '.join(about))}. {capital(listed(held))}.",
    ]
    if (why := silence.why(talk, now)) is not None:
        lines.append(f"{capital(why.text)}.")
    lines += filter(None, (told(row.reasons), loop_ended(row)))
    if also := elsewhere(row):
        lines.append(f"{also} {do('thread.customer')} tells all of it.")
    if row.assumed:
        lines.append(f"{capital(ASSUMED)}.")
    if talk.mixed:
        lines.append(conversation.MIXED)
    lines += map(conflicts.to_decide, talk.clashes)
    lines += [each.text for each in talk.afoot]
    lines += [f"{talk.elsewhere} {do('reader.other_half')} opens it."] if talk.elsewhere else []
    return lines


def entry_line(entry: Entry, place: int, now: datetime) -> str:
    """One mail or note of a conversation on one line: to choose from."""
    if isinstance(entry, Memo):
        words = begun(entry.text.replace("\n", " "))
        return f"Mail {place} is an internal note, never sent, {ago(entry.made_at, now)}: {quoted(words)}"
    wrong = trouble(entry.message)
    bad = f" {capital(wrong)}." if wrong else ""
    risk = " Gives orders to the agent." if orders.gives(entry.message) else ""
    way = "out, to " + _people(entry, "to") if entry.message.direction == "outbound" else "in"
    first = begun(conversation.first_words(entry.message))
    return f"Mail {place}, {way}, from {entry.sender.short}, {ago(entry.at, now)}.{bad}{risk} {quoted(first)}"


def begun(text: str) -> str:
    """The beginning of a text, up to a word's end; dots say that it goes on."""
    if len(text) <= _SNIPPET:
        return text
    head, blank, _ = text[:_SNIPPET].rpartition(" ")
    return f"{head if blank else text[:_SNIPPET]} ..."


def _people(mail: Mail, role: str) -> str:
    named = [person.address for person in mail.message.people if person.role == role]
    more = f" and {len(named) - _MOST_PEOPLE} more" if len(named) > _MOST_PEOPLE else ""
    return ", ".join(named[:_MOST_PEOPLE]) + more if named else "nobody"


def above(mail: Mail, place: int, total: int, now: datetime, *, answers_to: str = "") -> list[str]:
    """Everything that is said before the text of a mail."""
    message, sender = mail.message, mail.sender
    if answers_to:
        sender = read_address(f"{sender.name} <{message.sender}>" if sender.name else message.sender, answers_to)
    way = "sent" if message.direction == "outbound" else "came in"
    lines = [f"Mail {place} of {total}, {way} {ago(mail.at, now)}, {moment(mail.at)}."]
    lines.append(f"From {sender.shown or 'nobody'}, {mail.writer}.")
    for role in ("to", "cc", "bcc"):
        if any(person.role == role for person in message.people):
            lines.append(f"{capital(role)} {_people(mail, role)}.")
    if message.direction != "outbound":
        lines += [f"Warning about the sender: {doubt}." for doubt in sender.doubts]
    for verdict in conversation.verdicts(message):
        lines.append(("Warning: " if verdict.role in ("warn", "bad") else "") + verdict.text)
    return lines


def findings(read: Read) -> list[str]:
    """What reading the mail has found: what only the agent was given, hidden parts, what could not be read."""
    body, difference, lines = read.body, read.difference, []
    if difference is not None and difference.received:
        parts = number(len(difference.received), "part")
        lines.append(
            f"Warning: the agent was given {parts} of this mail that no person sees. {do('reader.agent')} reads them."
        )
    elif body.alarms:
        reasons = ", ".join(dict.fromkeys(part.reason for part in body.alarms[:3]))
        parts = number(len(body.alarms), "hidden part")
        lines.append(f"Warning: {parts}, {reasons}. {do('reader.hidden')} reads what is hidden.")
    elif unseen := faces.invisible(body):
        lines.append(f"Warning: {unseen} {do('reader.hidden')} reads them.")
    return [*lines, *body.notes]


def text_lines(body: Body, *, quotes: bool = False) -> list[str]:
    """The words of a mail. Quoted history is one line that says how long it is, unless ``quotes``."""
    lines: list[str] = []
    at = 0
    folds = {} if quotes else {fold.first: fold for fold in body.folds}
    while at < len(body.lines):
        if (fold := folds.get(at)) is not None:
            lines.append(f"{capital(number(fold.count, 'quoted line'))}; {do('reader.quotes')} reads them.")
            lines += [f"{INDENT}quoted, at the end: {clean(fold.end)}"] if fold.end else []
            at = max(at, fold.last) + 1
            continue
        if said := _line(body.lines[at]):
            lines.append(said)
        at += 1
    return lines


def _line(line: Line) -> str:
    if line.kind == "rule":
        return ""
    depth = f"quoted {'twice ' if line.quote == 2 else ''}" if line.quote else ""
    mark = {"heading": "heading: ", "image": "image: ", "preheader": "preview: "}.get(line.kind, "")
    if line.cells:
        words = "; ".join(filter(None, ("".join(span.text for span in cell).strip() for cell in line.cells)))
    else:
        words = "".join(_span(span.text, span.link, span.style) for span in line.spans).strip()
    marker = line.marker.strip()
    marker = "" if marker in _BULLETS else f"{marker} " if marker else ""
    words = clean(f"{marker}{words}", None).replace("\n", " ").strip()
    order = "an order to the agent: " if any(span.style == "order" for span in line.spans) else ""
    return f"{INDENT}{order}{depth}{mark}{words}" if words else ""


def _span(text: str, link: int, style: str) -> str:
    if style == "mark":
        return f" (link {link})" if link else text.translate(_SIGNS)
    return text.translate(_SIGNS) if style == "hidden" else text


def spoken(body: Body, *, quotes: bool = False) -> list[str]:
    """The text with its length before it, so that its end is known; links follow as their own lines."""
    words = text_lines(body, quotes=quotes)
    if not words:
        return ["There is no text in this mail."]
    own = sum(word.startswith(INDENT) for word in words)
    lines = [f"Text, {number(own, 'line')}:", *words]
    if body.goes_on:
        more = f"{body.unread:,} more characters are" if body.unread else "The end is"
        lines.append(f"{more} not read; {do('reader.whole')} reads the whole mail.")
    return lines


def below(mail: Mail, read: Read, steps: Sequence[Step], now: datetime, attached: str = "") -> list[str]:
    """Everything that is said after the text: links, files, extracted fields, the mail's way."""
    lines: list[str] = []
    if read.body.links:
        links = len(read.body.links)
        targets = "its target" if links == 1 else "their targets"
        lines.append(f"{capital(number(links, 'link'))}; {do('reader.links')} reads {targets}.")
    lines += file_lines(mail.message.attachments, attached)
    lines += [f"Extracted: {name} is {quoted(value)}." for name, value in mail.message.extracted[:12]]
    return [*lines, *way_lines(steps, now)]


def link_lines(body: Body) -> list[str]:
    """Every link by number: where it really goes comes first, its words after it, then what is doubtful."""
    lines = []
    for each in body.links:
        link = read_link(each.wrote, each.text)
        words = f", its words are {quoted(each.text)}" if each.text and each.text != each.target else ""
        doubts = f" Warning: {', '.join(link.doubts)}." if link.doubts else ""
        refused = f" Not to be opened: {link.refused}." if link.refused else ""
        lines.append(
            f"Link {each.number} goes to {link.shown_host or link.scheme or 'no host'}{words}.{doubts}{refused}"
        )
        lines.append(f"{INDENT}{link.url}")
    return lines


def file_lines(attachments: Sequence[AttachmentRow], attached: str = "") -> list[str]:
    """The files by number, with everything that speaks against opening them. ``attached``: a sentence that says how one
    that is read inside is read, with ``{place}`` for its number; empty where there is no way."""
    lines = []
    for place, row in enumerate(attachments, 1):
        name = read_name(row.name)
        about = f", {row.mime_type}, {size(row.size)}" if row.size is not None else ", size not known yet"
        about = about if row.name or row.size is not None else ""
        doubts = f" Warning: {', '.join(name.doubts)}." if name.doubts else ""
        inside = not row.held and read_inside(row.name, row.mime_type)
        doubts += f" {attached.format(place=place)}" if inside and attached else ""
        lines.append(f"File {place}: {name.name if row.name else UNNAMED}{about}.{doubts}")
        lines += [f"The server holds file {place} back: {row.held}."] if row.held else []
    return lines


def way_lines(steps: Sequence[Step], now: datetime) -> list[str]:
    """The way of a mail that went out, step by step."""
    lines = []
    for step in steps:
        when = f" {ago(step.at, now)}" if step.at else ""
        to = f" for {step.recipient}" if step.recipient else ""
        detail = f": {step.detail}" if step.detail else ""
        lines.append(f"Delivery: {step.word}{to}{when}{detail}.")
    return lines


def whole_mail(
    mail: Mail, read: Read, steps: Sequence[Step], place: int, total: int, now: datetime, answers_to: str, attached: str
) -> list[str]:
    """One mail from its head to its end."""
    return [
        *above(mail, place, total, now, answers_to=answers_to),
        *findings(read),
        *spoken(orders.marked(read.body) if orders.gives(mail.message) else read.body),
        *below(mail, read, steps, now, attached),
        f"End of mail {place}.",
    ]


def memo_lines(memo: Memo, place: int, total: int, now: datetime) -> list[str]:
    """An internal note: it says what it is before anything else."""
    who = f" by {memo.who}" if memo.who else ""
    rows = [f"{INDENT}{row}" for row in memo.text.split("\n") if row.strip()]
    return [f"Mail {place} of {total} is an internal note, never sent,{who}, {ago(memo.made_at, now)}:", *rows]


def face_lines(title: str, body: Body) -> list[str]:
    """Another face of a mail: every line of it, with their number before it."""
    rows = [row for row in map(_line, body.lines) if row]
    return [f"{capital(title)}, {number(len(rows), 'line')}:", *rows]

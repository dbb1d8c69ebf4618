"""What stands above and below the text of a message: who, when, to whom, what is doubtful, files, its way, fields.

Pure: values in, lines of fragments out. Every line leaves its first cell free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.actions import silence
from commune_tui.actions.conflicts import WAYS
from commune_tui.actions.looking import UNNAMED
from commune_tui.mail import orders, thread_state
from commune_tui.mail.conversation import MIXED, Conversation, Mail, Memo, Said, first_words
from commune_tui.mail.thread_state import ASSUMED, elsewhere, loop_ended, shape, state
from commune_tui.mail.timeline import Step, trouble
from commune_tui.risk.score import told
from commune_tui.risk.terms import FROM
from commune_tui.store.rows import AttachmentRow
from commune_tui.text import cells, cut, cut_middle, fold, pad, wrapped
from commune_tui.text.address import Address, read_address
from commune_tui.text.filename import read_name
from commune_tui.text.size import size
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import STATUS_ROLES, Glyphs
from commune_tui.ui.thread.rows import Fragments, filled
from commune_tui.wording import do

SIDE = 34
INDENT = "   "
_HANDS = {"customer": "plain", "agent": "tag", "human": "accent", "you": "accent", "outbound": "tag"}
Worded = Callable[[str], str]
"""Puts the keys of this person into a sentence."""
_MOST_PEOPLE = 12
_MOST_LINES = 3


# -- times ---------------------------------------------------------------------------------------------------------


def moment(at: datetime | None, now: datetime) -> str:
    """A local time, as long as it must be: ``14:02``, ``Mon 2 Mar 14:02``, ``2 Mar 2024 14:02``."""
    if at is None:
        return "no date"
    here, today = clock.local(at), clock.local(now)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    if here.year == today.year:
        return f"{here:%a} {here.day} {here:%b %H:%M}"
    return f"{here.day} {here:%b %Y %H:%M}"


def when(at: datetime | None, now: datetime) -> str:
    """Absolute and relative: ``Mon 2 Mar 14:02, 3h ago``."""
    if at is None:
        return "no date"
    age = clock.age(at, now)
    return f"{moment(at, now)}, {'just now' if age == 'now' else f'{age} ago'}"


# -- the lines that never scroll -----------------------------------------------------------------------------------


def sticky(
    talk: Conversation, width: int, glyphs: Glyphs, now: datetime, *, me: str, notice: str, worded: Worded = str
) -> list[Fragments]:
    """The subject, how the thread stands, and what is undecided."""
    row = talk.thread
    if row is None:
        return [[Fragment(" This thread is not here any more.", "warn")], []]
    number = f"{row.message_count} messages" if row.message_count != 1 else ""
    subject = cut(row.subject or "(no subject)", max(10, width - 2 - (len(number) + 2 if number else 0)))
    first = filled([Fragment(f" {subject}", "strong")], max(0, width - len(number) - 1))
    lines: list[Fragments] = [[*first, Fragment(number, "dim")]]
    who, old, drawn = thread_state.who(row, me, "nobody has it"), thread_state.age(row, now), shape(row)
    standing = [
        Fragment(f" {glyphs.status(drawn)} {state(row)}", STATUS_ROLES.get(drawn, "dim")),
        Fragment(f"  {glyphs.pending} not confirmed yet" if row.pending else "", "accent"),
        Fragment(f"  {who}", "accent" if row.assignee and row.assignee == me else "dim"),
        Fragment("".join(f"  {tag}" for tag in row.tags), "tag"),
        Fragment(f"  read {old} ago" if old else "", "warn"),
        Fragment(f"  {row.inbox_address or row.inbox_name}", "dim"),
    ]
    lines.append([*filled(standing, max(0, width - cells(notice) - 1)), Fragment(notice, "accent")])
    if (why := silence.why(talk, now)) is not None:
        lines += _standing(why.text, "", width, why.role)
    if row.score >= FROM:
        lines += _standing(f"{glyphs.risk} {told(row.reasons)}", "", width, "warn")
    if also := elsewhere(row):
        lines += _standing(
            f"{glyphs.elsewhere} {also}", worded(f"{do('thread.customer')} shows all of it"), width, "accent"
        )
    if ended := loop_ended(row):
        lines += _standing(ended, "", width, "dim")
    if row.assumed:
        lines += _standing(f"{glyphs.other} {ASSUMED}", "", width, "dim")
    if talk.mixed:
        lines += _standing(f"! {worded(MIXED)}", "", width, "warn")
    for clash in talk.clashes[:3]:
        lines += _standing(f"! {clash.sentence}", worded(WAYS), width, "warn")
    for each in talk.afoot[:3]:
        lines += _standing(worded(each.text), "", width, each.role)
    if talk.elsewhere:
        lines += _standing(talk.elsewhere, worded(f"{do('reader.other_half')} goes there"), width, "accent")
    return lines


def _standing(sentence: str, keys: str, width: int, role: str) -> list[Fragments]:
    """What is undecided, and behind it the keys that decide it, or below it where there is too little room."""
    room = max(10, width - 2)
    shown = wrapped(sentence, room)
    if len(shown) > _MOST_LINES:
        shown = [*shown[: _MOST_LINES - 1], cut(f"{shown[_MOST_LINES - 1]} …", room)]
    lines: list[Fragments] = [[Fragment(f" {part}", role)] for part in shown]
    if keys and len(lines) == 1 and cells(sentence) + cells(keys) + 2 <= room:
        lines[0] = [*lines[0], Fragment(f"  {keys}", "key")]
    elif keys:
        lines.append([Fragment(f"   {cut(keys, room - 2)}", "key")])
    return lines


# -- one message ---------------------------------------------------------------------------------------------------


def folded(entry: Mail | Memo, width: int, glyphs: Glyphs, now: datetime) -> Fragments:
    """A message on one line: when, who, its first words."""
    roomy = width >= 70
    date = pad(moment(entry.at, now), 16) if roomy else pad(clock.age(entry.at, now) if entry.at else "", 4)
    if isinstance(entry, Memo) and entry.kind == "act":
        who = f"{entry.who}: " if entry.who else ""
        return filled([Fragment(f" {glyphs.done} {date} ", "dim"), Fragment(f"{who}{entry.text}", "dim")], width - 1)
    if isinstance(entry, Memo):
        start = [Fragment(f" {glyphs.folded} {date} ", "dim"), Fragment("# NOTE, never sent  ", "warn")]
        return filled([*start, Fragment(entry.text.replace("\n", " "), "dim")], width - 1)
    mail = entry
    wrong = trouble(mail.message)
    marks = [
        Fragment(f" {wrong}" if wrong else "", "bad"),
        Fragment(f" {glyphs.risk}" if orders.gives(mail.message) else "", "bad"),
        Fragment(f" {glyphs.file}" if mail.message.attachments else "", "dim"),
    ]
    right = sum(cells(fragment.text) for fragment in marks)
    room = max(10, min(40, width // 4))
    arrow = glyphs.outbound if mail.message.direction == "outbound" else glyphs.inbound
    who = mail.sender.shown if cells(mail.sender.shown) <= room else mail.sender.short or mail.sender.address
    doubtful = mail.message.direction != "outbound" and bool(mail.sender.doubts)
    left = [
        Fragment(f" {glyphs.folded} {date} {arrow} ", "dim"),
        Fragment(pad(who, room), "warn" if doubtful else _HANDS[mail.hand]),
        Fragment(f"  {first_words(mail.message)}", "dim"),
    ]
    return [*filled(left, width - 1 - right), *marks]


def opened(
    mail: Mail, width: int, glyphs: Glyphs, now: datetime, *, answers_to: str, brief: bool = False
) -> list[Fragments]:
    """The lines above an unfolded mail: its sender with the address always in sight, when, every doubt; if not
    ``brief``, to whom."""
    told = when(mail.at, now)
    room = width - len(INDENT) - cells(told) - 3
    sender = mail.sender
    if answers_to:
        raw = f"{sender.name} <{mail.message.sender}>" if sender.name else mail.message.sender
        sender = read_address(raw, answers_to)
    fold_sign, at = Fragment(f" {glyphs.unfolded} ", "dim"), Fragment(f" {told}", "dim")
    head, below = _sender(sender, room), list[Fragments]()
    if cells(sender.address) + 2 > room:
        head = [Fragment(cut(sender.name or "(no name)", max(8, width - len(INDENT) - cells(told) - 4)), "strong")]
        address = fold(f"<{sender.address}>", max(8, width - 5))
        below = [[Fragment(INDENT), Fragment(part, "plain")] for part in address]
    lines: list[Fragments] = [[*filled([fold_sign, *head], width - cells(told) - 2), at], *below]
    lines += [] if brief else people(mail, width, glyphs)
    if mail.message.direction != "outbound":
        lines += [_warning(f"Sender: {doubt}", glyphs) for doubt in sender.doubts]
    return lines


def _sender(sender: Address, room: int) -> list[Fragment]:
    if not sender.name:
        return [Fragment(sender.address or "(no address)", "strong")]
    name = cut(sender.name, max(4, room - cells(sender.address) - 3))
    return [Fragment(name, "strong"), Fragment(f" <{sender.address}>", "plain")]


def _warning(text: str, glyphs: Glyphs) -> Fragments:
    return [Fragment(f"{INDENT}{glyphs.risk} ", "bad"), Fragment(text, "warn")]


def people(mail: Mail, width: int, glyphs: Glyphs) -> list[Fragments]:
    """Who wrote it in words, and the receivers by their addresses."""
    parts = []
    for role in ("to", "cc", "bcc"):
        named = [person.address for person in mail.message.people if person.role == role]
        if named:
            more = f" and {len(named) - _MOST_PEOPLE} more" if len(named) > _MOST_PEOPLE else ""
            parts.append(f"{role} {', '.join(named[:_MOST_PEOPLE])}{more}")
    room = width - len(INDENT) - 1
    rest = "  ".join(parts)
    writer = f"{mail.writer}  "
    if cells(writer + rest) <= room:
        return [[Fragment(f"{INDENT}{writer}", _HANDS[mail.hand]), Fragment(rest, "dim")]]
    first: Fragments = [Fragment(f"{INDENT}{writer.rstrip()}", _HANDS[mail.hand])]
    lines = wrapped(rest, max(8, room))
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], cut(f"{lines[_MOST_LINES - 1]} …", room)]
    return [first, *([Fragment(f"{INDENT}{part}", "dim")] for part in lines)]


def noted(memo: Memo, width: int, glyphs: Glyphs, now: datetime) -> list[Fragments]:
    """The line above an internal note: it says what it is before anything else."""
    told = when(memo.made_at, now)
    who = f"  {memo.who}" if memo.who else ""
    what = Fragment("NOTE, never sent", "warn") if memo.kind == "note" else Fragment("DONE", "dim")
    start = [Fragment(f" {glyphs.unfolded} ", "dim"), what, Fragment(who, "plain")]
    return [[*filled(start, width - cells(told) - 2), Fragment(f" {told}", "dim")]]


def said(items: Iterable[Said], width: int, glyphs: Glyphs) -> list[Fragments]:
    """Sentences about a mail, each behind a sign when it warns."""
    lines: list[Fragments] = []
    for item in items:
        sign = f"{INDENT}{glyphs.risk} " if item.role in ("warn", "bad") else f"{INDENT}  "
        for number, part in enumerate(wrapped(item.text, max(8, width - len(INDENT) - 3))):
            lines.append([Fragment(sign if number == 0 else " " * len(sign), "bad"), Fragment(part, item.role)])
    return lines


def files(attachments: Sequence[AttachmentRow], width: int, glyphs: Glyphs, worded: Worded = str) -> list[Fragments]:
    """The files of a mail with everything that speaks against opening them."""
    lines: list[Fragments] = []
    offered: int | None = None
    for number, row in enumerate(attachments, 1):
        name = read_name(row.name)
        large = "size unknown" if row.size is None else size(row.size)
        about = f"  {row.mime_type}  {large}" if row.name or row.size is not None else ""
        shown = cut_middle(name.name if row.name else UNNAMED, max(12, width - len(INDENT) - 4 - cells(about)))
        lines.append([Fragment(f"{INDENT}{glyphs.file}{number} ", "dim"), Fragment(shown), Fragment(about, "dim")])
        lines += [_warning(doubt, glyphs) for doubt in name.doubts]
        lines += [_warning(f"Held back by the server: {row.held}", glyphs)] if row.held else []
        offered = offered if row.held else len(lines) - 1
    hint = worded(f"  {do('reader.files')} saves")
    if offered is not None and sum(cells(text) for text, _ in lines[offered]) + cells(hint) < width:
        lines[offered] = [*lines[offered], Fragment(hint, "dim")]
    return lines


def _joined(steps: Iterable[Fragment], arrow: str) -> list[Fragment]:
    return [part for step in steps for part in (Fragment(arrow, "dim"), step)][1:]


def _long(line: Iterable[Fragment]) -> int:
    return sum(cells(fragment.text) for fragment in line)


def _way_in(room: int, steps: Sequence[Step], glyphs: Glyphs, now: datetime) -> list[Fragment]:
    """In their order; where there is too little room the newest stands first, as it says most, and the oldest are left
    out."""
    told = [Fragment(f"{step.word} {moment(step.at, now)}" if step.at else step.word, step.role) for step in steps]
    line, back = _joined(told, f" {glyphs.outbound} "), f" {glyphs.inbound} "
    if _long(line) <= room:
        return line
    for kept in range(len(told), 0, -1):
        more = [Fragment("…", "dim")] if kept < len(told) else []
        line = _joined([*told[: -kept - 1 : -1], *more], back)
        if _long(line) <= room:
            return line
    return filled(told[-1:], room)


def way(steps: Sequence[Step], width: int, glyphs: Glyphs, now: datetime, *, all_of_it: bool) -> list[Fragments]:
    """The way of an outbound mail: on one line, and each step with its details when it went wrong or was asked for."""
    if not steps:
        return []
    label = f"{INDENT}Delivery: "
    lines: list[Fragments] = [[Fragment(label, "dim"), *_way_in(max(8, width - cells(label) - 1), steps, glyphs, now)]]
    for step in steps:
        if not (all_of_it or step.role == "bad"):
            continue
        told = f"{when(step.at, now)}: " if step.at else ""
        detail = f"  {step.detail}" if step.detail else ""
        text = f"{told}{step.word}{f' for {step.recipient}' if step.recipient else ''}{detail}"
        lines += [
            [Fragment(f"{INDENT}  "), Fragment(part, step.role)]
            for part in wrapped(text, max(8, width - len(INDENT) - 3))
        ]
    return lines


def fields_above(extracted: Sequence[tuple[str, str]], width: int) -> list[Fragments]:
    """The extracted fields above a mail, on a narrow screen."""
    return [
        [Fragment(f"{INDENT}{cut(name, 20)}: ", "dim"), Fragment(cut(value, max(8, width - 26)))]
        for name, value in extracted[:12]
    ]


def fields_beside(extracted: Sequence[tuple[str, str]]) -> list[Fragments]:
    """The extracted fields as a column of ``SIDE`` cells, on a wide screen."""
    lines: list[Fragments] = [[Fragment("  Extracted", "group")]]
    for name, value in extracted[:40]:
        label = cut(name, SIDE // 2)
        if cells(label) + cells(value) + 4 <= SIDE - 1:
            lines.append([Fragment(f"  {label}: ", "dim"), Fragment(value)])
        else:
            lines.append([Fragment(f"  {label}:", "dim")])
            lines += [[Fragment(f"    {part}")] for part in wrapped(value, SIDE - 5)[:4]]
    return lines

"""The earlier mail below an answer: what a person could read of it, and nothing that was hidden from them. Pure.

What a mail hides from people is often meant for agents; quoted, it would come back to them in our own words.
"""

from __future__ import annotations

from dataclasses import dataclass

from commune_tui.body.lines import Body, Line
from commune_tui.body.markers import sent_from
from commune_tui.mail.compose.addresses import written
from commune_tui.store.rows import MessageRow
from commune_tui.text import clean, one_line

MOST_LINES = 400
_SIGNATURE = 8
_UNREAD_KINDS = frozenset({"hidden", "preheader"})


@dataclass(frozen=True, slots=True)
class Quote:
    """``text`` is ready to stand below an answer; ``notes`` say what was left out, for the person."""

    text: str = ""
    notes: tuple[str, ...] = ()


def orders(message: MessageRow) -> bool:
    """Whether a mail was found to give orders to agents: its words are not quoted back to them."""
    return message.injection_detected or message.risk in ("high", "critical")


def reply(message: MessageRow, body: Body) -> Quote:
    """The quotation of an answer: who wrote when, then their own words. Earlier mail below them is left out."""
    opening = f"{_when(message)}{_writer(message)} wrote:"
    if orders(message):
        return Quote(
            f"{opening}\n> […]",
            ("The mail was not quoted: it looks like an attempt to give orders to the agent.",),
        )
    return Quote(f"{opening}\n{_quoted(own_lines(body))}", _notes(body))


def forward(message: MessageRow, body: Body) -> Quote:
    """A mail as it is handed on: its head and all that a person could read, without quotation marks."""
    to = ", ".join(written(p.name, p.address) for p in message.people if p.role == "to")
    cc = ", ".join(written(p.name, p.address) for p in message.people if p.role == "cc")
    head = ["---------- Forwarded message ----------", f"From: {_writer(message)}"]
    head += [f"Date: {message.created_at:%a, %d %b %Y %H:%M %z}"] if message.created_at else []
    head += [f"Subject: {message.subject}"] + ([f"To: {to}"] if to else []) + ([f"Cc: {cc}"] if cc else [])
    lines = [_plain(line) for line in body.lines if line.kind not in _UNREAD_KINDS]
    warning = ("This mail looks like an attempt to give orders to an agent. Be sure who reads it.",)
    return Quote("\n".join([*head, "", *lines]).rstrip(), (*_notes(body), *(warning if orders(message) else ())))


def own_lines(body: Body) -> list[str]:
    """What the writer of a mail wrote themselves: without what is folded as earlier mail, signature and hidden parts.
    Of earlier mail that is answered below it, the end stays, so that the answer has its question."""
    ends = {fold.last: fold.end for fold in body.folds}
    folded = {index for fold in body.folds for index in range(fold.first, fold.last + 1)}
    left_out = {*_signature(body)}
    lines: list[str] = []
    for index, line in enumerate(body.lines):
        if index in folded:
            lines += [f"> {end}"] if (end := ends.get(index)) else []
        elif index not in left_out and line.kind not in _UNREAD_KINDS:
            lines.append(_plain(line))
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return lines


def _signature(body: Body) -> list[int]:
    """The lines of a signature below two dashes and of phones, unless more than a signature may stand there."""
    lines: list[int] = []
    for index, line in enumerate(body.lines):
        below = lines[-1:] == [index - 1] and (body.lines[lines[0]].text.rstrip() == "--" or not line.spans)
        begins = line.text.rstrip() == "--" or sent_from(line.text)
        if line.kind == "signature" and (below or begins):
            lines.append(index)
    return lines if len(lines) <= _SIGNATURE else []


def _plain(line: Line) -> str:
    lead = "> " * line.quote + " " * line.indent
    if line.kind == "rule":
        return lead + "-" * 20
    if line.cells:
        return lead + " | ".join("".join(span.text for span in cell).strip() for cell in line.cells)
    return clean(lead + line.marker + line.text, None).rstrip()


def _quoted(lines: list[str]) -> str:
    more = len(lines) - MOST_LINES
    shown = [*lines[:MOST_LINES], f"[… {more} more lines]"] if more > 0 else lines
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in shown)


def _notes(body: Body) -> tuple[str, ...]:
    number = len(body.alarms)
    be = "are" if number != 1 else "is"
    hidden = (f"{number} hidden part{'s' * (number != 1)} of the mail {be} not quoted.",) if number else ()
    cut = ("Only the beginning of the mail is here: it is too long to be taken along whole.",) if body.goes_on else ()
    signature = len(_signature(body))
    sign = (f"The signature ({signature} line{'s' * (signature != 1)}) is not quoted.",) if signature else ()
    return hidden + sign + cut


def _writer(message: MessageRow) -> str:
    return one_line(written(message.sender_name, message.sender) or "somebody")


def _when(message: MessageRow) -> str:
    return f"On {message.created_at:%a, %d %b %Y at %H:%M %Z}, " if message.created_at else ""


def own_text(body: str) -> str:
    """What the person wrote in a draft: without quoted lines, what introduces them, and a forwarded mail."""
    kept: list[str] = []
    for line in body.splitlines():
        if line.startswith("---------- Forwarded message"):
            break
        if line.startswith(">"):
            while kept and not kept[-1].strip():
                kept.pop()
            if kept and kept[-1].rstrip().endswith("wrote:"):
                kept.pop()
            continue
        kept.append(line)
    if "-- " in kept:
        kept = kept[: kept.index("-- ")]
    return "\n".join(kept).strip()

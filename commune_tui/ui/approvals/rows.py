"""How mails that wait at the gate read on the screen: the rows of the queue, and all of one mail. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.actions import approvals
from commune_tui.actions.approvals import Look
from commune_tui.actions.sending import NO_CONCERN
from commune_tui.mail.approvals.rows import EarlierRow, HeldRow
from commune_tui.mail.bodies import Read
from commune_tui.text import cut, pad, wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs
from commune_tui.ui.kit.table import Row
from commune_tui.ui.thread.rows import BodyRows, Pen

Line = list[Fragment]
_LABEL = 12
_HIGH, _SOME = 40, 15
"""Points of risk from which a mail is marked, and from which its points are worth a colour."""
_MOST_ROWS = 20_000
_FOR_AGENT = 72
"""Columns from which there is room for the agent."""


def rows(found: Sequence[HeldRow], width: int, me: str, now: datetime) -> list[Row]:
    """The queue: risk, age, agent, whom it is to, about what, why it waits or how it stands."""
    agent, to, subject, why = _columns(width)
    made = []
    for row in found:
        high = row.risk is not None and row.risk >= _HIGH
        risk = "" if row.risk is None else str(row.risk)
        role = "bad" if high else "warn" if row.risk is not None and row.risk >= _SOME else "dim"
        reads = approvals.claimed(row, me, now)
        stands = reads or approvals.second(row) or approvals.why(row)
        if row.state == "approved":
            stands = approvals.standing(row, now).short
        age = clock.age(row.made_at, now) if row.made_at is not None else ""
        fragments = (
            Fragment(f" {'!' if high else ' '}{risk:>3} ", role),
            Fragment(f"{age:>4} ", "dim"),
            Fragment(pad(cut(row.agent, max(0, agent - 1)), agent), "accent"),
            Fragment(pad(cut(approvals.people(row), to - 1), to)),
            Fragment(pad(cut(row.subject or "(no subject)", subject - 1), subject), "strong" if row.waits else "dim"),
            Fragment(cut(stands, why), "good" if row.state == "approved" else "warn" if reads or row.paused else "dim"),
        )
        made.append(Row(fragments, row))
    return made


def heading(width: int) -> list[Fragment]:
    """What stands above the columns of :func:`rows`."""
    agent, to, subject, why = _columns(width)
    words = (("", 1), ("risk", 5), (" age", 5), ("agent", agent), ("to", to), ("subject", subject), ("why", why))
    return [Fragment("".join(pad(cut(word, max(0, cells - 1)), cells) for word, cells in words), "dim")]


def _columns(width: int) -> tuple[int, int, int, int]:
    agent = 13 if width >= _FOR_AGENT else 0
    room = max(24, width - 11 - agent)
    to, why = room * 4 // 16, room * 6 // 16
    return agent, to, room - to - why, why


def stops(found: Sequence[str], width: int) -> list[Line]:
    """What is paused, above the queue."""
    return [[Fragment(f" {row}", "warn")] for each in found for row in wrapped(each, max(20, width - 3))]


def preview(found: Look, width: int, glyphs: Glyphs, worded: Callable[[str], str]) -> list[Line]:
    """Below the queue: why the mail under the cursor waits, and what to look at in it."""
    lines = _reasons(found, width, glyphs, worded)
    for label, said in found.facts:
        lines += _fact(label, said, width)
    return lines


def whole(
    found: Look, odd: Sequence[str], read: Read | None, width: int, glyphs: Glyphs, worded: Callable[[str], str]
) -> list[Line]:
    """One mail as it would leave: why it waits, what to look at, who gets it, and all of its words."""
    lines = _reasons(found, width, glyphs, worded, odd, read=read is not None)
    lines.append([])
    for label, said in found.facts:
        lines += _fact(label, said, width)
    lines.append([])
    if read is None:
        return [*lines, [Fragment(" reading this mail", "dim")]]
    body = BodyRows(read.body, width, Pen(glyphs.bar, "accent"))
    body.settle(_MOST_ROWS)
    lines += [list(body.line(at)) for at in range(min(body.height, _MOST_ROWS))]
    if (more := body.height - _MOST_ROWS) > 0:
        lines.append([Fragment(f" It is too long to be shown whole: some {more:,} rows of it are not here.", "bad")])
    return lines


def changed(earlier: Sequence[EarlierRow], width: int) -> list[Line]:
    """What edits changed, the newest first."""
    lines: list[Line] = []
    for version in reversed(earlier):
        by = f", by {version.by}" if version.by else ""
        lines.append([Fragment(f" What made version {version.version}{by}", "strong")])
        for line in version.diff:
            role = {"+": "good", "-": "bad", "@": "dim"}.get(line[:1], "plain")
            lines += [[Fragment(f" {part}", role)] for part in wrapped(line, max(20, width - 2)) or [""]]
        lines.append([])
    return lines


def _reasons(
    found: Look,
    width: int,
    glyphs: Glyphs,
    worded: Callable[[str], str],
    odd: Sequence[str] = (),
    *,
    read: bool = False,
) -> list[Line]:
    """``read``: its words were read too, so that nothing odd means that nothing is."""
    signs = {"stop": f" {glyphs.trouble} ", "look": " ! ", "know": " i "}
    told = [(" > ", "accent", "plain", each) for each in found.reasons]
    told += [(" ! ", "bad", "plain", each) for each in odd]
    for each in found.concerns:
        role = {"stop": "bad", "look": "warn", "know": "dim"}[each.weight]
        told.append((signs[each.weight], role, "dim" if role == "dim" else "plain", worded(each.sentence)))
    if read and not found.concerns and not odd:
        told.append((" i ", "dim", "dim", NO_CONCERN))
    lines = []
    for sign, role, words, sentence in told:
        for number, part in enumerate(wrapped(sentence, max(20, width - 4))):
            lines.append([Fragment("   " if number else sign, role), Fragment(part, words)])
    return lines


def _fact(label: str, said: str, width: int) -> list[Line]:
    parts = wrapped(said, max(20, width - _LABEL - 2))
    role = "strong" if label == "subject" else "plain"
    return [
        [Fragment(pad("" if number else f" {label}", _LABEL), "dim"), Fragment(part, role)]
        for number, part in enumerate(parts)
    ]

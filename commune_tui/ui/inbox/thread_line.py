"""How a thread reads in the list: one line or two, at any width. Pure: a row in, fragments out.

From the left: what state it is in, who it is with, what it is about and what was said last; at the right, as far as
there is room: its inbox, tags, who has it, its marks, how long ago. The eye finds what needs a human first: only that
is bold and has a colour.
"""

from __future__ import annotations

from datetime import datetime

from commune_tui import clock
from commune_tui.mail import thread_state
from commune_tui.mail.thread_state import AGAIN, SENDING, shape, state
from commune_tui.store.rows import ThreadRow
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import STATUS_ROLES, Glyphs
from commune_tui.waits.rule import DONE

RISKY = ("high", "critical")
Columns = frozenset[str]
COLUMNS = ("sender", "tags", "inbox", "status", "assignee", "due", "age")
"""What can stand beside the subject, in the order in which it stands there."""
_LEAST_SUBJECT = 20
_SHOWS_OLD = 60


def thread_line(
    row: ThreadRow,
    width: int,
    *,
    glyphs: Glyphs,
    now: datetime,
    lines: int = 1,
    me: str = "",
    columns: Columns | None = None,
    words: tuple[str, ...] = (),
) -> tuple[tuple[Fragment, ...], ...]:
    """The lines of a thread, each at most ``width`` cells. ``words`` is what is being searched for; ``columns`` are
    those that somebody chose, and go from the left where there is too little room."""
    columns = by_width(width) if columns is None else columns
    lead = (
        Fragment(glyphs.status(shape(row)), STATUS_ROLES.get(shape(row), "dim")),
        Fragment(glyphs.unread if row.unread else " ", "accent"),
    )
    right = _right(row, width, columns, glyphs=glyphs, now=now, me=me)
    room = width - 3 - sum(cells(fragment.text) for fragment in right)
    people_width = max(8, min(24, width // 5)) if "sender" in columns else 0
    text = "strong" if row.unread or row.waits_since_at is not None else "plain"
    subject, again = row.subject or "(no subject)", _again(row)
    if lines == 2:
        people = [Fragment(_people(row, room), text)] if people_width else []
        first = (*lead, Fragment(" "), *_fit(people, room), *right)
        arrow = glyphs.outbound if row.direction == "outbound" else glyphs.inbound
        under = [*again, Fragment(subject, text), Fragment(f"  {row.snippet}", "dim")]
        return first, (Fragment(f"   {arrow} ", "dim"), *_fit(under, width - 5))
    said = [*again, Fragment(subject, text)]
    rest = ": ".join(filter(None, (AGAIN if not again and AGAIN in state(row) else "", row.snippet)))
    if rest and room - people_width - sum(cells(fragment.text) for fragment in said) > 12:
        said.append(Fragment(f" {glyphs.dash} {rest}", "dim"))
    if not people_width:
        return ((*lead, Fragment(" "), *_fit(said, room), *right),)
    name = pad(_people(row, people_width), people_width)
    return ((*lead, Fragment(" "), Fragment(name, text), Fragment(" "), *_fit(said, room - people_width - 1), *right),)


def _again(row: ThreadRow) -> list[Fragment]:
    """What must not be cut away: that an answer leaves just now, or that somebody wrote into a thread that was done
    with."""
    if row.sending:
        return [Fragment(SENDING, "accent"), Fragment("  ")]
    if row.waits_since_at is None or row.status not in DONE:
        return []
    return [Fragment(state(row), "warn"), Fragment("  ")]


def _people(row: ThreadRow, room: int) -> str:
    """Who the thread is with, and how many messages it has; the number stays when the name is cut."""
    name = thread_state.with_whom(row) or "(nobody)"
    number = f" ({row.message_count})" if row.message_count > 1 else ""
    return cut(name, max(1, room - len(number))) + number


def _fit(fragments: list[Fragment], room: int) -> list[Fragment]:
    """The fragments in exactly ``room`` cells: the last that fits is cut, the rest left out, blanks behind."""
    made: list[Fragment] = []
    for text, role in fragments:
        if room <= 0:
            break
        shown = cut(text, room)
        made.append(Fragment(shown, role))
        room -= cells(shown)
    if room > 0:
        made.append(Fragment(" " * room))
    return made


def by_width(width: int) -> Columns:
    """The columns that a list of this width shows when nobody chose."""
    fits = (("sender", 0), ("age", 0), ("tags", 70), ("inbox", 90), ("assignee", 60), ("due", 70))
    return frozenset(name for name, least in fits if width >= least)


def _due(row: ThreadRow, now: datetime) -> str:
    """``late 2h``, ``due 20m``; empty where nothing is due."""
    if row.waits_since_at is None or row.due_at is None:
        return ""
    return f"late {clock.age(row.due_at, now)}" if row.due_at < now else f"due {clock.age(now, row.due_at)}"


def _right(row: ThreadRow, width: int, columns: Columns, *, glyphs: Glyphs, now: datetime, me: str) -> list[Fragment]:
    """What stands at the right: the columns, and marks of what must be seen, which no choice hides."""
    shown = " ".join(row.tags[:3]) + (f" +{len(row.tags) - 3}" if len(row.tags) > 3 else "")
    inbox = row.inbox_address.partition("@")[0] or row.inbox_name
    who = thread_state.who(row, me, "")
    status = state(row).partition(",")[0]  # that somebody wrote again stands before the subject then
    due = _due(row, now)
    room = width - _LEAST_SUBJECT - (8 if "sender" in columns else 0)
    cells_of: dict[str, Fragment] = {
        "tags": Fragment("  " + cut(shown, min(24, width // 5)) if row.tags else "", "tag"),
        "inbox": Fragment("  " + pad(cut(inbox, 9), 9), "dim"),
        "status": Fragment("  " + pad(cut(status, 11), 11), STATUS_ROLES.get(shape(row), "dim")),
        "due": Fragment(f"  {due}" if due else "", "bad" if due.startswith("late") else "warn"),
        "assignee": Fragment(" " + pad(cut(who, 9), 9), "accent" if row.assignee and who == "@me" else "dim"),
    }
    made = [fragment for name, fragment in cells_of.items() if name in columns]
    marks = [
        Fragment(glyphs.pending if row.pending else " ", "accent"),
        Fragment(glyphs.risk if row.risk in RISKY else " ", "bad"),
        Fragment(glyphs.trouble if row.trouble else " ", "bad"),
        Fragment(glyphs.spam if row.spam else " ", "warn"),
        Fragment(glyphs.file if row.has_attachment else " ", "dim"),
    ]
    if width < 60:
        marks = [fragment for fragment in marks[:3] if fragment.text != " "]
    old = thread_state.age(row, now) if width >= _SHOWS_OLD else ""
    last = [Fragment(f" {glyphs.other}{old}" if old else "", "dim"), Fragment(" "), *marks]
    if width >= 40:
        last.append(Fragment(glyphs.outbound if row.direction == "outbound" else " ", "dim"))
    if "age" in columns:
        age = clock.age(row.last_message_at, now) if row.last_message_at else ""
        last.append(Fragment(age.rjust(5), "dim"))
    room -= sum(cells(fragment.text) for fragment in last)
    while made and sum(cells(fragment.text) for fragment in made) > room:
        made.pop(0)
    return [*made, *last]

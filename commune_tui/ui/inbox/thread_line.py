"""How a thread reads in the list: one line or two, at any width. Pure: a row in, fragments out.

From the left: the sign of what it needs, who it is with, what it is about and what was said last; at the right, as far
as there is room: tags, its inbox, who has it, what is wrong with it, how long ago. Bold is what was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.mail import thread_state
from commune_tui.mail.thread_state import AGAIN, SENDING, shape, state
from commune_tui.risk.terms import FROM
from commune_tui.store.rows import ThreadRow
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import IN_SHORT, STATUS_ROLES, Glyphs
from commune_tui.waits.rule import DONE

Columns = frozenset[str]
COLUMNS = ("sender", "tags", "inbox", "status", "assignee", "due", "age")
"""What can stand beside the subject, in the order in which it stands there."""
_LEAD = 2
_LEAST_SUBJECT = 20
_LEAST_NAME = 18
_SUBJECT_BEFORE_TAGS = 30
_LEAST_REST = 12
_LEAST_WORDS = 10
_SHOWS_OLD = 40
_AGE = 5


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
    why: bool = False,
) -> tuple[tuple[Fragment, ...], ...]:
    """The lines of a thread, each at most ``width`` cells. ``words`` is what is being searched for; ``columns`` are
    those that somebody chose, and go from the left where there is too little room. ``why`` says what makes it need a
    human."""
    columns = by_width(width, lines) - ({"tags"} if why else set()) if columns is None else columns
    text = "strong" if row.unread else "dim" if row.status == "closed" and not _again(row) else "plain"
    lead = [Fragment(f"{glyphs.status(shape(row))} ", STATUS_ROLES.get(shape(row), "dim"))]
    people_width = _people_width(width) if "sender" in columns else 0
    least = _LEAST_NAME if lines == 2 else _LEAST_SUBJECT + people_width
    right = _right(row, width, columns, glyphs=glyphs, now=now, me=me, least=least)
    room = width - _LEAD - _wide(right)
    if lines == 2:
        people = _people(row, room, text) if "sender" in columns else []
        behind = _tags(row, width - _LEAD) if "tags" in columns else []
        under = _fit(_said(row, width - _LEAD - _wide(behind), text, glyphs, why), width - _LEAD - _wide(behind))
        return (*lead, *_fit(people, room), *right), (Fragment(" " * _LEAD), *under, *behind)
    people = [*_fit(_people(row, people_width, text), people_width), Fragment(" ")] if people_width else []
    room -= _wide(people)
    behind = _tags(row, room) if "tags" in columns else []
    room -= _wide(behind)
    return ((*lead, *people, *_fit(_said(row, room, text, glyphs, why), room), *behind, *right),)


def by_width(width: int, lines: int = 1) -> Columns:
    """The columns that a list of this width shows when nobody chose."""
    fits = (("sender", 0), ("age", 0), ("tags", 0), ("inbox", 100), ("assignee", 60 // lines), ("due", 70 // lines))
    return frozenset(name for name, least in fits if width >= least)


def kept_columns(words: str) -> Columns | None:
    """The columns of a choice that was kept; ``None`` where nobody chose."""
    return frozenset(words.split()) & frozenset(COLUMNS) or None


def tags_in(tags: Sequence[str], room: int) -> str:
    """As many tags as there is room for, and of how many more there is none; empty where not even that fits."""
    for number in range(len(tags), -1, -1):
        more = f"+{len(tags) - number}" if number < len(tags) else ""
        shown = " ".join(filter(None, (*tags[:number], more)))
        if cells(shown) <= room:
            return shown
    return ""


def _tags(row: ThreadRow, room: int) -> list[Fragment]:
    """The tags in what the subject leaves of so many cells: all of it, or thirty, is shown before any tag."""
    subject = cells(row.subject) + _wide(_again(row))
    shown = tags_in(row.tags, room - min(_SUBJECT_BEFORE_TAGS, subject) - 2)
    return [Fragment(f"  {shown}", "tag")] if shown else []


def _people_width(width: int) -> int:
    return max(8, min(22, width // 5 if width >= 60 else width // 4))


def _people(row: ThreadRow, room: int, role: str) -> list[Fragment]:
    """Who the thread is with, and how many messages it has; the number stays when the name is cut."""
    name = thread_state.with_whom(row) or "(nobody)"
    number = f" ({row.message_count})" if row.message_count > 1 else ""
    return [Fragment(cut(name, max(1, room - len(number))), role), Fragment(number, "dim")]


def _said(row: ThreadRow, room: int, role: str, glyphs: Glyphs, why: bool) -> list[Fragment]:
    """What it is about, and as far as there is room what was said last."""
    again = _again(row)
    made = [*(_needs(row, room) if why else ()), *again, Fragment(row.subject or "(no subject)", role)]
    rest = ": ".join(filter(None, (AGAIN if not again and AGAIN in state(row) else "", row.snippet)))
    if rest and room - _wide(made) > _LEAST_REST:
        made.append(Fragment(f" {glyphs.dash} {rest}", "dim"))
    return made


def _needs(row: ThreadRow, room: int) -> list[Fragment]:
    """The strongest reason why a human is needed, as much of it as leaves the subject half of the room."""
    if not row.reasons:
        return []
    said, room = row.reasons[0].text, max(12, room // 2)
    if cells(said) > room and room - cells(says := said.partition(":")[0]) < _LEAST_WORDS:
        said = says  # of its words there would be no more than letters
    return [Fragment(cut(said, room), "bad" if row.score >= FROM else "warn"), Fragment("  ")]


def _again(row: ThreadRow) -> list[Fragment]:
    """What must not be cut away: that an answer leaves just now, or that somebody wrote into a thread that was done
    with."""
    if row.sending:
        return [Fragment(SENDING, "accent"), Fragment("  ")]
    if row.waits_since_at is None or row.status not in DONE:
        return []
    return [Fragment(state(row), "warn"), Fragment("  ")]


def _right(
    row: ThreadRow, width: int, columns: Columns, *, glyphs: Glyphs, now: datetime, me: str, least: int
) -> list[Fragment]:
    """What stands at the right: the columns, as far as they leave ``least`` cells, and marks of what must be seen,
    which no choice hides."""
    inbox = row.inbox_address.partition("@")[0] or row.inbox_name
    who = thread_state.who(row, me, "")
    status = state(row).partition(",")[0]  # that somebody wrote again stands before the subject then
    due = _due(row, now)
    cells_of: dict[str, Fragment] = {
        "inbox": Fragment("  " + pad(cut(inbox, 9), 9), "dim"),
        "status": Fragment("  " + pad(cut(status, 11), 11), STATUS_ROLES.get(shape(row), "dim")),
        "due": Fragment(f"  {due}" if due else "", "bad" if due.startswith("late") else "warn"),
        "assignee": Fragment("  " + cut(who, 9) if who else "", "accent" if row.assignee and who == "@me" else "dim"),
    }
    made = [cells_of[name] for name in cells_of if name in columns]
    old = thread_state.age(row, now) if width >= _SHOWS_OLD else ""
    last = [Fragment(f"  {glyphs.other}{old}" if old else "", "dim"), *marks(row, glyphs)]
    if "age" in columns:
        age = clock.age(row.last_message_at, now) if row.last_message_at else ""
        last.append(Fragment(age.rjust(_AGE), "dim"))
    room = width - least - _wide(last)
    while made and _wide(made) > room:
        made.pop(0)
    return [*made, *last]


def _due(row: ThreadRow, now: datetime) -> str:
    """``late 2h``, ``due 20m``; empty where nothing is due."""
    if row.waits_since_at is None or row.due_at is None:
        return ""
    return f"late {clock.age(row.due_at, now)}" if row.due_at < now else f"due {clock.age(now, row.due_at)}"


def marks(row: ThreadRow, glyphs: Glyphs) -> list[Fragment]:
    """What is wrong with a thread, what is on its way, and whether it has a file; those alone that are."""
    found = [
        Fragment(glyphs.pending if row.pending else "", "accent"),
        Fragment(glyphs.risk if row.score >= FROM or row.spam else "", "bad"),
        Fragment(glyphs.trouble if row.trouble else "", "bad"),
        Fragment(glyphs.file if row.has_attachment else "", "dim"),
        Fragment(glyphs.elsewhere if row.elsewhere else "", "accent"),
    ]
    shown = [fragment for fragment in found if fragment.text]
    return [Fragment(" "), *shown] if shown else []


def in_short(glyphs: Glyphs, width: int) -> list[Fragment]:
    """What the signs mean, in one line, as many as can be said whole; their roles are those of the list."""
    roles = {**STATUS_ROLES, "risk": "bad", "trouble": "bad", "pending": "accent", "bold": "strong"}
    signs, made = glyphs._asdict(), list[Fragment]()
    for name, meaning in IN_SHORT:
        sign = Fragment(signs.get(name, name), roles.get(name, "dim"))
        more = [Fragment("  "), sign, Fragment(f" {meaning}", "dim")]
        if _wide([*made, *more]) > width:
            break
        made += more
    return made


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


def _wide(fragments: Sequence[Fragment]) -> int:
    return sum(cells(fragment.text) for fragment in fragments)

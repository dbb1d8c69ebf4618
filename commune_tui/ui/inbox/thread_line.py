"""How a thread reads in the list: one line or two, at any width. Pure: a row in, pieces out.

From the left: what state it is in, who it is with, what it is about and what was said last; at the right, as far as
there is room: its inbox, tags, who has it, its marks, how long ago. The eye finds what needs a human first: only that
is bold and has a colour.
"""

from __future__ import annotations

from datetime import datetime

from commune_tui import clock
from commune_tui.mail import thread_state
from commune_tui.mail.thread_state import AGAIN, shape, state
from commune_tui.store.rows import ThreadRow
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Piece
from commune_tui.ui.kit.glyphs import STATUS_ROLES, Signs
from commune_tui.waits.rule import DONE

RISKY = ("high", "critical")
Columns = frozenset[str]
COLUMNS = ("sender", "tags", "inbox", "status", "assignee", "age")
"""What can stand beside the subject, in the order in which it stands there."""
_LEAST_SUBJECT = 20
_SHOWS_OLD = 60


def thread_line(
    row: ThreadRow,
    width: int,
    *,
    signs: Signs,
    now: datetime,
    lines: int = 1,
    me: str = "",
    columns: Columns | None = None,
    words: tuple[str, ...] = (),
) -> tuple[tuple[Piece, ...], ...]:
    """The lines of a thread, each at most ``width`` cells. ``words`` is what is being searched for; ``columns`` are
    those that somebody chose, and go from the left where there is too little room."""
    columns = by_width(width) if columns is None else columns
    lead = (
        Piece(signs.status(shape(row)), STATUS_ROLES.get(shape(row), "dim")),
        Piece(signs.unread if row.unread else " ", "accent"),
    )
    right = _right(row, width, columns, signs=signs, now=now, me=me)
    room = width - 3 - sum(cells(piece.text) for piece in right)
    people_width = max(8, min(24, width // 5)) if "sender" in columns else 0
    text = "strong" if row.unread or row.waits_since_at is not None else "plain"
    subject, again = row.subject or "(no subject)", _again(row)
    if lines == 2:
        people = [Piece(_people(row, room), text)] if people_width else []
        first = (*lead, Piece(" "), *_fit(people, room), *right)
        arrow = signs.outbound if row.direction == "outbound" else signs.inbound
        under = [*again, Piece(subject, text), Piece(f"  {row.snippet}", "dim")]
        return first, (Piece(f"   {arrow} ", "dim"), *_fit(under, width - 5))
    said = [*again, Piece(subject, text)]
    rest = ": ".join(filter(None, (AGAIN if not again and AGAIN in state(row) else "", row.snippet)))
    if rest and room - people_width - sum(cells(piece.text) for piece in said) > 12:
        said.append(Piece(f" {signs.dash} {rest}", "dim"))
    if not people_width:
        return ((*lead, Piece(" "), *_fit(said, room), *right),)
    name = pad(_people(row, people_width), people_width)
    return ((*lead, Piece(" "), Piece(name, text), Piece(" "), *_fit(said, room - people_width - 1), *right),)


def _again(row: ThreadRow) -> list[Piece]:
    """What must not be cut away: that somebody wrote into a thread that was thought to be done with."""
    if row.waits_since_at is None or row.status not in DONE:
        return []
    return [Piece(state(row), "warn"), Piece("  ")]


def _people(row: ThreadRow, room: int) -> str:
    """Who the thread is with, and how many messages it has; the number stays when the name is cut."""
    name = row.sender_name or row.sender or row.recipients or "(nobody)"
    number = f" ({row.message_count})" if row.message_count > 1 else ""
    return cut(name, max(1, room - len(number))) + number


def _fit(pieces: list[Piece], room: int) -> list[Piece]:
    """The pieces in exactly ``room`` cells: the last that fits is cut, the rest left out, blanks behind."""
    made: list[Piece] = []
    for text, role in pieces:
        if room <= 0:
            break
        shown = cut(text, room)
        made.append(Piece(shown, role))
        room -= cells(shown)
    if room > 0:
        made.append(Piece(" " * room))
    return made


def by_width(width: int) -> Columns:
    """The columns that a list of this width shows when nobody chose."""
    fits = (("sender", 0), ("age", 0), ("tags", 70), ("inbox", 90), ("assignee", 60))
    return frozenset(name for name, least in fits if width >= least)


def _right(row: ThreadRow, width: int, columns: Columns, *, signs: Signs, now: datetime, me: str) -> list[Piece]:
    """What stands at the right: the columns, and marks of what must be seen, which no choice hides."""
    shown = " ".join(row.tags[:3]) + (f" +{len(row.tags) - 3}" if len(row.tags) > 3 else "")
    inbox = row.inbox_address.partition("@")[0] or row.inbox_name
    who = thread_state.who(row, me, "")
    status = state(row).partition(",")[0]  # that somebody wrote again stands before the subject then
    room = width - _LEAST_SUBJECT - (8 if "sender" in columns else 0)
    cells_of: dict[str, Piece] = {
        "tags": Piece("  " + cut(shown, min(24, width // 5)) if row.tags else "", "tag"),
        "inbox": Piece("  " + pad(cut(inbox, 9), 9), "dim"),
        "status": Piece("  " + pad(cut(status, 11), 11), STATUS_ROLES.get(shape(row), "dim")),
        "assignee": Piece(" " + pad(cut(who, 9), 9), "accent" if row.assignee and who == "@me" else "dim"),
    }
    made = [piece for name, piece in cells_of.items() if name in columns]
    marks = [
        Piece(signs.pending if row.pending else " ", "accent"),
        Piece(signs.risk if row.risk in RISKY else " ", "bad"),
        Piece(signs.trouble if row.trouble else " ", "bad"),
        Piece(signs.spam if row.spam else " ", "warn"),
        Piece(signs.file if row.has_attachment else " ", "dim"),
    ]
    if width < 60:
        marks = [piece for piece in marks[:3] if piece.text != " "]
    old = thread_state.age(row, now) if width >= _SHOWS_OLD else ""
    last = [Piece(f" {signs.other}{old}" if old else "", "dim"), Piece(" "), *marks]
    if width >= 40:
        last.append(Piece(signs.outbound if row.direction == "outbound" else " ", "dim"))
    if "age" in columns:
        age = clock.age(row.last_message_at, now) if row.last_message_at else ""
        last.append(Piece(age.rjust(5), "dim"))
    room -= sum(cells(piece.text) for piece in last)
    while made and sum(cells(piece.text) for piece in made) > room:
        made.pop(0)
    return [*made, *last]

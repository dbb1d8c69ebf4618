"""How a thread reads in the list: one line or two, at any width. Pure: a row in, pieces out.

From the left: what state it is in, who it is with, what it is about and what was said last; at the right, as far as
there is room: its inbox, tags, who has it, its marks, how long ago. The eye finds what needs a human first: only that
is bold and has a colour.
"""

from __future__ import annotations

from datetime import datetime

from commune_tui import clock
from commune_tui.store.rows import ThreadRow
from commune_tui.text import cells, cut, pad
from commune_tui.ui.pieces import Piece
from commune_tui.ui.signs import STATUS_ROLES, Signs

RISKY = ("high", "critical")


def thread_line(
    row: ThreadRow,
    width: int,
    *,
    signs: Signs,
    now: datetime,
    lines: int = 1,
    me: str = "",
    show_inbox: bool = False,
    words: tuple[str, ...] = (),
) -> tuple[tuple[Piece, ...], ...]:
    """The lines of a thread, each at most ``width`` cells. ``words`` is what is being searched for."""
    lead = (
        Piece(signs.status(row.status), STATUS_ROLES.get(row.status, "dim")),
        Piece(signs.unread if row.unread else " ", "accent"),
    )
    right = _right(row, width, signs=signs, now=now, me=me, show_inbox=show_inbox)
    room = width - 3 - sum(cells(piece.text) for piece in right)
    people_width = max(8, min(24, width // 5))
    text = "strong" if row.unread or row.status == "needs_reply" else "plain"
    subject = row.subject or "(no subject)"
    if lines == 2:
        first = (*lead, Piece(" "), *_fit([Piece(_people(row, room), text)], room), *right)
        arrow = signs.outbound if row.direction == "outbound" else signs.inbound
        under = [Piece(subject, text), Piece(f"  {row.snippet}", "dim")]
        return first, (Piece(f"   {arrow} ", "dim"), *_fit(under, width - 5))
    said = [Piece(subject, text)]
    if row.snippet and room - people_width - cells(subject) > 12:
        said.append(Piece(f" {signs.dash} {row.snippet}", "dim"))
    people = pad(_people(row, people_width), people_width)
    return ((*lead, Piece(" "), Piece(people, text), Piece(" "), *_fit(said, room - people_width - 1), *right),)


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


def _right(row: ThreadRow, width: int, *, signs: Signs, now: datetime, me: str, show_inbox: bool) -> tuple[Piece, ...]:
    made: list[Piece] = []
    if row.tags and width >= 70:
        shown = " ".join(row.tags[:3]) + (f" +{len(row.tags) - 3}" if len(row.tags) > 3 else "")
        made.append(Piece("  " + cut(shown, min(24, width // 5)), "tag"))
    if show_inbox and width >= 90:
        made.append(Piece("  " + pad(cut(row.inbox_address.partition("@")[0] or row.inbox_name, 9), 9), "dim"))
    if width >= 60:
        who = "me" if row.assignee and row.assignee == me else row.assignee or ""
        made.append(Piece(" " + pad(cut("@" + who if who else "", 9), 9), "accent" if who == "me" else "dim"))
    marks = [
        Piece(signs.pending if row.pending else " ", "accent"),
        Piece(signs.risk if row.risk in RISKY else " ", "bad"),
        Piece(signs.trouble if row.trouble else " ", "bad"),
        Piece(signs.spam if row.spam else " ", "warn"),
        Piece(signs.file if row.has_attachment else " ", "dim"),
    ]
    if width < 60:
        marks = [piece for piece in marks[:3] if piece.text != " "]
    made += [Piece(" "), *marks]
    if width >= 40:
        made.append(Piece(signs.outbound if row.direction == "outbound" else " ", "dim"))
    age = clock.age(row.last_message_at, now) if row.last_message_at else ""
    made.append(Piece(age.rjust(5), "dim"))
    return tuple(made)

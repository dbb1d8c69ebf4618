"""How an inbox reads in the sidebar: its name, and what is to know about it in columns at the right. Pure.

From the left: how long ago its agent's last mail went out, how many threads have a mail that was not delivered, how
many are unread, of how many it was not read yet how they stand, in how many somebody waits for a reply. A column that
is empty everywhere takes no room; where there is too little of it, the columns at the left go first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from commune_tui import clock
from commune_tui.actions.views import SavedView, scope_of
from commune_tui.mail.reads import Frame
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs

SHORTEST_NAME = 9
SILENT = timedelta(days=1)
"""An agent that owes a word and has sent nothing for so long is worth a look."""


class Entry(NamedTuple):
    """One line. ``query`` is the filter that choosing it sets; headings have none and cannot be chosen."""

    kind: Literal["all", "heading", "inbox", "view"]
    label: str
    query: str = ""
    needs_reply: int | None = 0
    """Of a view: how many threads it finds, ``None`` until that is known."""
    unread: int = 0
    failing: int = 0
    last_outbound_at: datetime | None = None
    unknown: int = 0


def entries(frame: Frame, views: Sequence[SavedView], found: Mapping[str, int]) -> list[Entry]:
    """The lines of the sidebar: everything, the saved views, then the inboxes of each domain.

    ``found`` says for a query how many threads it finds, as far as that is known.
    """
    total = frame.total
    made = [Entry("all", "All inboxes", "", total.needs_reply, total.unread, total.trouble, unknown=total.unknown)]
    if views:
        made.append(Entry("heading", "Views"))
        made += [
            Entry("view", f"{n} {view.name}", view.query, found.get(view.query)) for n, view in enumerate(views, 1)
        ]
    domain = None
    for row, tally in frame.inboxes:
        if row.domain_name != domain:
            domain = row.domain_name
            made.append(Entry("heading", domain or row.address.partition("@")[2] or "Inboxes"))
        made.append(
            Entry(
                "inbox",
                row.address.partition("@")[0] or row.name,
                scope_of(row),
                tally.needs_reply,
                tally.unread,
                tally.trouble,
                row.last_outbound_at,
                tally.unknown,
            )
        )
    return made


def _cells(entry: Entry, glyphs: Glyphs, now: datetime) -> tuple[Fragment, ...]:
    """What stands in each column; an empty text where there is nothing to say."""
    if entry.kind == "view":
        return (
            *(Fragment(""),) * 4,
            Fragment("" if entry.needs_reply is None else f"{entry.needs_reply} ", "dim"),
        )

    def counted(number: int | None, sign: str, role: str) -> Fragment:
        return Fragment(f"{number}{sign}" if number else "", role)

    sent, role = "", "dim"
    if entry.kind == "inbox":
        sent = f"{clock.age(entry.last_outbound_at, now) if entry.last_outbound_at else 'never'}{glyphs.outbound}"
        silent = entry.last_outbound_at is None or now - entry.last_outbound_at > SILENT
        role = "warn" if entry.needs_reply and silent else "dim"
    return (
        Fragment(sent, role),
        counted(entry.failing, glyphs.trouble, "bad"),
        counted(entry.unread, glyphs.unread, "accent"),
        counted(entry.unknown, glyphs.other, "dim"),
        counted(entry.needs_reply, glyphs.needs_reply, "warn"),
    )


def widths(shown: Iterable[Entry], glyphs: Glyphs, now: datetime) -> tuple[int, ...]:
    """The cells of each column, a blank before it included; 0 for one that is empty everywhere."""
    rows = [_cells(entry, glyphs, now) for entry in shown if entry.kind != "heading"]
    widest = [max((cells(fragment.text) for fragment in column), default=0) for column in zip(*rows, strict=True)]
    return tuple(size + 1 if size else 0 for size in widest)


def inbox_line(entry: Entry, columns: Sequence[int], width: int, glyphs: Glyphs, now: datetime) -> tuple[Fragment, ...]:
    """A line of exactly ``width`` cells; ``columns`` are :func:`widths` of all lines."""
    if entry.kind == "heading":
        return (Fragment(pad(cut(entry.label, width), width), "group"),)
    first = 0
    while first < len(columns) - 1 and width - sum(columns[first:]) < SHORTEST_NAME:
        first += 1
    room = max(1, width - sum(columns[first:]))
    lead = "  " if entry.kind == "inbox" else " "
    said = zip(columns[first:], _cells(entry, glyphs, now)[first:], strict=True)
    counts = [Fragment(f"{fragment.text:>{size}}", fragment.role) for size, fragment in said]
    return (Fragment(pad(cut(lead + entry.label, room), room)), *counts)

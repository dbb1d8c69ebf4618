"""The inboxes, by domain, with what needs a human in each; and the views that were saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from commune_tui import clock
from commune_tui.mail.reading import Frame
from commune_tui.text import cells, cut, pad
from commune_tui.ui.pieces import Piece
from commune_tui.ui.signs import UNICODE, Signs
from commune_tui.ui.widgets.line_list import LineList


class Entry(NamedTuple):
    """One line. ``query`` is the filter that choosing it sets; headings have none and cannot be chosen."""

    kind: Literal["all", "heading", "inbox", "view"]
    label: str
    query: str = ""
    needs_reply: int = 0
    unread: int = 0
    failing: int = 0
    waiting: int = 0
    last_outbound_at: datetime | None = None


def entries(frame: Frame) -> list[Entry]:
    """The lines of the sidebar: everything, the saved views, then the inboxes of each domain."""
    total = frame.total
    made = [Entry("all", "All inboxes", "", total.needs_reply, total.unread, total.trouble, total.waiting_inbound)]
    if frame.views:
        made.append(Entry("heading", "Views"))
        made += [Entry("view", f"{n} {row.name}", row.query, number) for n, (row, number) in enumerate(frame.views, 1)]
    domain = None
    for row, tally in frame.inboxes:
        if row.domain_name != domain:
            domain = row.domain_name
            made.append(Entry("heading", domain or row.address.partition("@")[2] or "Inboxes"))
        made.append(
            Entry(
                "inbox",
                row.address.partition("@")[0] or row.name,
                f"in:{row.address or row.id}",
                tally.needs_reply,
                tally.unread,
                tally.trouble,
                tally.waiting_inbound,
                row.last_outbound_at,
            )
        )
    return made


class Entries:
    """The lines as a source."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries

    def count(self) -> int:
        return len(self.entries)

    def fetch(self, start: int, number: int) -> Sequence[Entry]:
        return self.entries[start : start + number]


class Sidebar(LineList[Entry]):
    """Counts stand at the right: needs reply, unread, failing, each with its sign."""

    DEFAULT_CSS = "Sidebar { width: 30; background: $surface; }"

    def __init__(self) -> None:
        super().__init__(id="sidebar")
        self.signs: Signs = UNICODE

    def fill(self, entries: Sequence[Entry], chosen: str) -> None:
        """Show these lines; the cursor stays on the line that was chosen."""
        at = next((i for i, entry in enumerate(entries) if entry.kind != "heading" and entry.query == chosen), 0)
        self.show(Entries(entries), cursor=self.cursor if self.has_focus else at, keep_row=True)

    def pieces(self, item: Entry, index: int, width: int) -> Sequence[Sequence[Piece]]:
        if item.kind == "heading":
            return ([Piece(cut(item.label, width), "group")],)
        counts = []
        if item.failing:
            counts.append(Piece(f" {item.failing}{self.signs.trouble}", "bad"))
        if item.unread:
            counts.append(Piece(f" {item.unread}{self.signs.unread}", "accent"))
        counts.append(Piece(f" {item.needs_reply:>3}{self.signs.needs_reply}" if item.needs_reply else "     ", "warn"))
        if item.kind == "inbox":
            quiet = clock.age(item.last_outbound_at) if item.last_outbound_at else "never"
            counts.insert(0, Piece(f" {quiet}", "dim"))
        room = width - sum(cells(piece.text) for piece in counts) - 1
        while room < 10 and len(counts) > 1:
            room += cells(counts.pop(0).text)
        lead = "  " if item.kind == "inbox" else " "
        return ([Piece(pad(cut(lead + item.label, room), room + 1)), *counts],)

    def move_to(self, index: int) -> None:
        """Like the list's, but headings are stepped over in the direction of the move."""
        step = 1 if index >= self.cursor else -1
        index = max(0, min(index, self.count - 1))
        while 0 <= index < self.count and (entry := self.item(index)) is not None and entry.kind == "heading":
            index += step
        if 0 <= index < self.count:
            super().move_to(index)

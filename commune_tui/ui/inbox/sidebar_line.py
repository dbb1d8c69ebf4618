"""How an inbox reads in the sidebar: its name, and at the right in how many threads somebody waits for a word. Pure.

Before that number stands only what is wrong or not known: a mail that was not delivered, and of how many threads it was
not read yet how they stand. The figures are elsewhere. Bold is an inbox with something unread; one that needs nothing
is dim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from commune_tui.actions.views import SavedView, scope_of
from commune_tui.mail.reads import Frame
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import Glyphs


class Entry(NamedTuple):
    """One line. ``query`` is the filter that choosing it sets; headings have none and cannot be chosen."""

    kind: Literal["all", "heading", "inbox", "view"]
    label: str
    query: str = ""
    needs_reply: int | None = 0
    """Of a view: how many threads it finds, ``None`` until that is known."""
    unread: int = 0
    failing: int = 0
    unknown: int = 0


def entries(frame: Frame, views: Sequence[SavedView], found: Mapping[str, int]) -> list[Entry]:
    """The lines of the sidebar: everything, the saved views, then the inboxes of each domain.

    ``found`` says for a query how many threads it finds, as far as that is known.
    """
    total = frame.total
    made = [Entry("all", "All inboxes", "", total.needs_reply, total.unread, total.trouble, total.unknown)]
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
                tally.unknown,
            )
        )
    return made


def inbox_line(entry: Entry, width: int, glyphs: Glyphs) -> tuple[Fragment, ...]:
    """A line of exactly ``width`` cells."""
    if entry.kind == "heading":
        return (Fragment(pad(cut(f" {entry.label}", width), width), "dim"),)
    right = _at_the_right(entry, glyphs)
    room = max(0, width - sum(cells(fragment.text) for fragment in right))
    lead = "   " if entry.kind == "inbox" else " "
    role = "strong" if entry.unread else "plain" if entry.needs_reply or entry.kind != "inbox" else "dim"
    return (Fragment(pad(cut(lead + entry.label, room), room), role), *right)


def _at_the_right(entry: Entry, glyphs: Glyphs) -> list[Fragment]:
    if entry.kind == "view":
        return [Fragment("" if entry.needs_reply is None else f" {entry.needs_reply} ", "dim")]
    number = f" {entry.needs_reply}{glyphs.needs_reply}" if entry.needs_reply else ""
    return [
        Fragment(f" {glyphs.trouble}" if entry.failing and entry.kind == "inbox" else "", "bad"),
        Fragment(f" {entry.unknown}{glyphs.other}" if entry.unknown else "", "dim"),
        Fragment(f"{number:>4}", "warn"),
    ]

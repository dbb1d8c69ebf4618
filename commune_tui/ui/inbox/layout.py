"""Which panes of the main screen stand where, and how wide: pure, a size and a wish in, a plan out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

Layout = Literal["side", "below", "off"]
SIDE: Final = "side"
BELOW: Final = "below"
OFF: Final = "off"
WAYS: dict[Layout, str] = {
    SIDE: "the conversation stands beside the list, and follows its cursor",
    BELOW: "the conversation shows below the list, and follows its cursor",
    OFF: "the list alone; a conversation that is opened takes its place",
}
"""The layouts, in the order in which a key goes through them, and what is said of each."""

THREE = 110
"""From so many columns on, three panes stand beside each other."""
_TWO, _ONE = 100, 70
_WIDE = 150
_PREVIEW = 6
_LEAST_LIST = 8
_LONGEST_LINE = 104
_ONE_LINE = 64
_SIDEBAR = (18, 24)


class Plan(NamedTuple):
    """``sidebar`` in cells, 0 for none. ``list_size``: cells or rows of the list, the reader has the rest; 0 where one
    of them has everything."""

    sidebar: int
    threads: bool
    reader: bool
    below: bool = False
    list_size: int = 0

    @property
    def lines(self) -> int:
        """How many lines a thread has in the list where nobody chose: one, if that holds a sender and a subject."""
        return 2 if not self.below and 0 < self.list_size < _ONE_LINE else 1


def fitting(width: int) -> tuple[Layout, ...]:
    """The layouts that a window of this width can have; the first is that of somebody who chose none."""
    return (SIDE, BELOW, OFF) if width >= THREE else (OFF, BELOW)


def chosen(word: str, width: int) -> Layout:
    """The layout of this name, or the usual one where a window of this width cannot have it."""
    ways = fitting(width)
    return next((way for way in ways if way == word), ways[0])


def kept_as(width: int) -> str:
    """Under which name the choice is kept: a wide window and a narrow one have one each."""
    return "layout" if width >= THREE else "layout of a narrow window"


async def keep(session: Session, width: int, layout: Layout) -> str:
    """Choose a layout for windows such as this one; what was done."""
    await session.preferences.keep(kept_as(width), layout)
    return f"Panes, {layout}: {WAYS[layout]}."


def no_layout(word: str, width: int) -> str:
    """Why a window of this width cannot have the layout that was named; empty where it can."""
    if word in fitting(width):
        return ""
    if word in WAYS:
        return f"Beside the list is room from {THREE} columns on; here are {width}."
    return f"There is no layout {word!r}. Layouts: {', '.join(fitting(width))}."


def planned(width: int, height: int, layout: Layout, *, reading: bool, in_inboxes: bool) -> Plan:
    """Where everything goes. ``reading``: a conversation has the keys; ``in_inboxes``: the sidebar has them.

    Only beside the list a conversation is read where it is previewed; six rows are for looking, not for reading.
    """
    side = layout == SIDE and width >= THREE
    preview = min(max(_PREVIEW, height // 2 - _PREVIEW), height - _LEAST_LIST)
    below = layout == BELOW and not reading and preview >= _PREVIEW
    alone = reading and not side
    sidebar = max(_SIDEBAR[0], min(_SIDEBAR[1], width // 6)) if in_inboxes or width >= (_WIDE if alone else _TWO) else 0
    if in_inboxes and width < _ONE:
        return Plan(width, threads=False, reader=False)
    if side:
        room = width - sidebar
        return Plan(sidebar, threads=True, reader=True, list_size=room - min(_LONGEST_LINE, room * 11 // 20))
    if below:
        return Plan(sidebar, threads=True, reader=True, below=True, list_size=height - preview)
    return Plan(sidebar, threads=not alone, reader=alone)

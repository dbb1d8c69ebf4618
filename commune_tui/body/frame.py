"""One open element while a mail is walked. Knows no tags."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui.body.cascade import Element
from commune_tui.body.hidden import Look
from commune_tui.body.lines import Style


class Frame:
    """One open element: its look, style and link, and what to do when it is left."""

    __slots__ = ("element", "leave", "link", "lists", "look", "numbers", "ordered", "pre", "row", "step", "style")

    def __init__(self, look: Look, element: Element | None) -> None:
        self.look = look
        self.element = element
        self.style: Style = "plain"
        self.link = 0
        self.pre = False
        self.lists = 0
        self.ordered: list[int] | None = None
        self.numbers = ""
        self.step = 1
        self.row = False
        self.leave: Callable[[], None] | None = None

    def on_leave(self, work: Callable[[], None], *, first: bool = False) -> None:
        """Do this too when the element is left, behind what is done then already, or ``first``."""
        if self.leave is None:
            self.leave = work
            return
        one, other = (work, self.leave) if first else (self.leave, work)

        def both() -> None:
            one()
            other()

        self.leave = both

    def inner(self, look: Look, element: Element) -> Frame:
        """A frame for a child, inheriting everything but what happens on leaving."""
        frame = Frame(look, element)
        frame.style, frame.link, frame.pre = self.style, self.link, self.pre
        frame.lists, frame.ordered = self.lists, self.ordered
        frame.numbers, frame.step = self.numbers, self.step
        return frame

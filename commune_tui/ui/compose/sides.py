"""A mail that is written, and beside it the conversation that it answers; where both have no room, one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from commune_tui.mail.conversation import Mail
from commune_tui.mail.events import Fact
from commune_tui.store.drafts import Draft
from commune_tui.ui.thread.reader import Reader

BESIDE = 110
"""From so many columns on both stand beside each other."""


class Sides(Horizontal):
    """``written`` is what the mail is written in. ``reading``: whether the conversation has the keys."""

    DEFAULT_CSS = """
    Sides { height: 1fr; }
    Sides > Vertical { width: 1fr; }
    Sides > Reader { width: 1fr; }
    Sides.-beside > Reader { border-left: solid $faint; }
    """

    def __init__(self, draft: Draft, *written: Widget) -> None:
        super().__init__()
        self._about, self._answers = draft.thread_id or "", draft.answers or ""
        self._written = Vertical(*written)
        self._reader: Reader | None = None
        self._writer: Widget | None = None
        self.reading = False

    def compose(self) -> ComposeResult:
        yield self._written

    @property
    def answers(self) -> bool:
        """Whether there is a conversation to be looked at."""
        return bool(self._about)

    def beside(self, width: int) -> bool:
        """Whether both have room in so many columns."""
        return self.answers and width >= BESIDE

    @property
    def covers(self) -> bool:
        """Whether the conversation is in front of the mail, which cannot be seen."""
        return self.reading and not self.has_class("-beside")

    def room(self, width: int) -> int:
        """Columns of what is written, of so many in all."""
        return width - width // 2 if self.beside(width) else width

    # -- showing -------------------------------------------------------------------------------------------------------

    def fit(self, width: int) -> None:
        """Show what there is room for in so many columns."""
        both = self.beside(width)
        self.set_class(both, "-beside")
        self._written.display = both or not self.reading
        if both and self._reader is None:
            self.call_after_refresh(self._read)  # the form is drawn first
        if self._reader is not None:
            self._reader.display = both or self.reading

    def _read(self) -> Reader:
        """The conversation, which is put beside the mail when it is wanted first."""
        if self._reader is None:
            reader = self._reader = Reader()
            reader.can_focus = False  # Tab goes from field to field
            self.mount(reader)
            reader.display = True
            reader.call_after_refresh(self._open, reader)
        return self._reader

    def _open(self, reader: Reader) -> None:
        reader.open(self._about)
        entries = reader.talk.entries
        for index, entry in enumerate(entries):
            if isinstance(entry, Mail) and entry.message.id == self._answers and index != reader.talk.newest:
                reader.shown_of(entry).unfolded = True
                reader.show_message(index)

    def hear(self, facts: Sequence[Fact]) -> None:
        """What the session learned may be about the conversation."""
        if self._reader is not None:
            self._reader.hear(facts)

    # -- keys ----------------------------------------------------------------------------------------------------------

    def flip(self) -> None:
        """Give the keys to the conversation, or back to what is written."""
        if not self.answers:
            return
        self.reading = not self.reading
        reader = self._read()
        reader.can_focus = self.reading
        self.fit(self.screen.size.width)
        if self.reading:
            self._writer = self.screen.focused
            self.screen.set_focus(reader)
        else:
            self.screen.set_focus(self._writer)

    def scroll(self, rows: int) -> None:
        """Scroll the conversation."""
        self._read().scroll_rows(rows)

    @property
    def page(self) -> int:
        """Rows of the conversation that scrolling by a page goes on."""
        return max(1, self._read().page - 1)

    def take(self, key: str) -> bool:
        """What a key does while the conversation has the keys; whether it does anything."""
        rows = {
            "j": 1, "down": 1, "k": -1, "up": -1, "space": self.page, "pagedown": self.page, "minus": -self.page,
            "pageup": -self.page,
        }  # fmt: skip
        if key in rows:
            self.scroll(rows[key])
        elif key in ("home", "end"):
            self._read().show_edge(top=key == "home")
        else:
            return False
        return True

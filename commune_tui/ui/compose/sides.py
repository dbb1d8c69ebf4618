"""A mail that is written, and beside it the conversation that it answers; where both have no room, one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widget import Widget

from commune_tui.mail.conversation import Mail
from commune_tui.mail.events import Fact
from commune_tui.ui.thread.reader import Reader

BESIDE = 110
"""From so many columns on both stand beside each other."""


_AROUND = 2
"""Rows of the screen that are not theirs: its title, its status line."""


class Answered(Reader):
    """The conversation that a mail answers, open before it is drawn first: ``meant`` is the size it will have then.
    ``answers`` is the message that is shown, where that is not the newest."""

    def __init__(self, thread_id: str, answers: str, meant: Size) -> None:
        super().__init__()
        self.can_focus = False  # Tab goes from field to field
        self._about, self._answers = thread_id, answers
        self._meant, self._laid_out = meant, False

    @property
    def room(self) -> int:
        return super().room if self.size else max(20, self._meant.width)

    @property
    def page(self) -> int:
        return super().page if self.size else max(1, self._meant.height - len(self.head))

    def on_mount(self) -> None:
        self.open(self._about)
        for index, entry in enumerate(self.talk.entries):
            if isinstance(entry, Mail) and entry.message.id == self._answers and index != self.talk.newest:
                self.shown_of(entry).unfolded = True
                self.show_message(index)

    def on_resize(self, event: events.Resize) -> None:  # type: ignore[override]
        first, self._laid_out = not self._laid_out, True
        if first and (self.room, self.size.height) == self._meant:
            event.prevent_default()  # it is built for that already


class Sides(Horizontal):
    """``written`` is what the mail is written in, ``thread_id`` what it answers, ``answers`` which message of that
    (empty: the newest). ``reading``: whether the conversation has the keys. ``whole``: both
    sides are drawn at once; else what is written is drawn first, and letters wait for nothing."""

    DEFAULT_CSS = """
    Sides { height: 1fr; }
    Sides > Vertical { width: 1fr; }
    Sides > Reader { width: 1fr; }
    Sides.-beside > Reader { border-left: solid $faint; }
    """

    def __init__(self, thread_id: str, answers: str, *written: Widget, whole: bool = False) -> None:
        super().__init__()
        self._about, self._answers, self._whole = thread_id, answers, whole
        self._written = Vertical(*written)
        self._reader: Reader | None = None
        self._writer: Widget | None = None
        self.reading = False

    def compose(self) -> ComposeResult:
        yield self._written
        width = self.app.size.width
        if self._whole and self.beside(width):
            self.set_class(True, "-beside")
            self._reader = self._made(width)
            yield self._reader

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
            self._reader = self._made(self.screen.size.width)
            self.mount(self._reader)
        return self._reader

    def _made(self, width: int) -> Reader:
        beside = self.beside(width)  # a line is between them
        room = width - self.room(width) - 1 if beside else width
        reader = Answered(self._about, self._answers, Size(room - 1, self.app.size.height - _AROUND))
        reader.display = True
        return reader

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

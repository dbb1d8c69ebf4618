"""The conversation: its messages, newest unfolded, as lines."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from commune_tui.text import clean, fold
from commune_tui.ui.pieces import Painter, Piece


class Reader(Painter, ScrollView, can_focus=True):
    """Shows one thread."""

    COMPONENT_CLASSES = Painter.COMPONENT_CLASSES
    DEFAULT_CSS = (
        "Reader { display: none; scrollbar-size-vertical: 1; overflow-x: hidden; background: $background; }"
        + Painter.css("Reader")
    )

    def __init__(self) -> None:
        super().__init__(id="reader")
        self.thread_id = ""
        self._lines: list[list[Piece]] = []

    @property
    def is_open(self) -> bool:
        return bool(self.thread_id)

    def open(self, thread_id: str) -> None:
        """Show a thread from its top."""
        self.thread_id = thread_id
        self.renew()
        self.scroll_home(animate=False, immediate=True)

    def close(self) -> None:
        self.thread_id = ""
        self._lines = []

    def renew(self) -> None:
        """Read the thread again and show what changed."""
        from commune_tui.ui.app import CommuneApp

        if not self.thread_id or not isinstance(self.app, CommuneApp):
            return
        session = self.app.session
        width = max(20, self.size.width - 2)
        self._lines = []
        if (row := session.thread(self.thread_id)) is not None:
            self._lines.append([Piece(f" {row.subject}", "strong")])
        for message in session.messages(self.thread_id):
            self._lines.append([])
            self._lines.append([Piece(f" {message.sender_name or message.sender}", "accent")])
            for line in clean(message.content).splitlines():
                self._lines.extend([Piece(f" {part}")] for part in fold(line, width) or [""])
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.refresh()

    def notify_style_update(self) -> None:
        self.forget_role_styles()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        pieces = self._lines[at] if at < len(self._lines) else []
        return self.strip_of(pieces, self.size.width, self.rich_style)

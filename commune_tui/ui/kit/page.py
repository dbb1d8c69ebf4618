"""Lines of fragments to be read and scrolled: no cursor, no items. Draws only what is on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.painter import Painter
from commune_tui.ui.kit.scrolled import Scrolled


class Page(Scrolled, can_focus=True):
    """Shows lines; whoever shows them wraps them."""

    DEFAULT_CSS = "Page { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; background: $background; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.painter = Painter(self)
        self._lines: Sequence[Sequence[Fragment]] = ()

    @property
    def words(self) -> str:
        """The lines as text, for tests and for reading aloud."""
        return "\n".join("".join(fragment.text for fragment in line) for line in self._lines)

    def show(self, lines: Sequence[Sequence[Fragment]]) -> None:
        """Show these lines; nothing is drawn when they are the same."""
        if lines != self._lines:
            self._lines = lines
            self.hold(len(lines))
            self.refresh()

    def roll(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        fragments = self._lines[at] if at < len(self._lines) else ()
        return self.painter.strip(fragments, self.scrollable_content_region.width, self.visual_style.rich_style)

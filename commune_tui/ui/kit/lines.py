"""A few lines of fragments that are drawn again only when they say something else: figures, a plot, an explanation."""

from __future__ import annotations

from collections.abc import Iterable

from textual.strip import Strip
from textual.widget import Widget

from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.painter import Painter


class Lines(Widget):
    """As high as what it says."""

    DEFAULT_CSS = "Lines { height: auto; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.painter = Painter(self)
        self._lines: tuple[tuple[Fragment, ...], ...] = ()

    def say(self, lines: Iterable[Iterable[Fragment]]) -> None:
        """Show these lines."""
        new = tuple(tuple(line) for line in lines)
        if new != self._lines:
            self._lines = new
            self.styles.height = len(new)
            self.refresh()

    @property
    def words(self) -> str:
        """The lines as text, for tests and for reading aloud."""
        return "\n".join("".join(fragment.text for fragment in line) for line in self._lines)

    def render_line(self, y: int) -> Strip:
        fragments = self._lines[y] if y < len(self._lines) else ()
        return self.painter.strip(fragments, self.size.width, self.visual_style.rich_style)

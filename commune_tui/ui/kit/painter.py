"""Draws lines of fragments for a widget; the one place where a role becomes a colour of Textual."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from commune_tui.ui.kit.fragments import ROLES, Fragment
from commune_tui.ui.kit.glyphs import UNICODE, Glyphs
from commune_tui.wording import named


class Painter:
    """Draws lines of fragments for a widget.

    The colours come straight from the theme: as component classes of style sheets they were a hundred rules to parse
    and to match before the first frame.
    """

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._theme = ""
        self._styles: dict[str, Style] = {}
        self._over: dict[Style, dict[str, Style]] = {}
        """What the roles are over each style that a widget has of its own."""

    def style(self, role: str) -> Style:
        """The style of a role in this theme, alone (to be laid over the widget's own)."""
        app = self._widget.app
        if app.theme != self._theme:
            self._theme, self._styles, self._over = app.theme, {}, {}
        if role not in self._styles:
            front, back, set_as = ROLES[role]
            letters = Style.parse(set_as)
            if role == "cursor" and app.no_color:
                letters += Style(reverse=True)
            colours = app.theme_variables
            self._styles[role] = letters + Style(
                color=Color.parse(colours[front]).rich_color if front else None,
                bgcolor=Color.parse(colours[back]).rich_color if back else None,
            )
        return self._styles[role]

    def row_sign(self, *, current: bool, marked: bool = False) -> str:
        """The one cell at the left of a row: whether it is the current one, or selected, is known without colour."""
        glyphs: Glyphs = getattr(self._widget.app, "glyphs", UNICODE)
        if marked:
            return glyphs.cursor_marked if current else glyphs.marked
        return (glyphs.cursor if self._widget.has_focus else glyphs.cursor_away) if current else " "

    def spoken(self, text: str) -> str:
        """The text with the keys of this person for the commands that it names."""
        return str(self._widget.app.worded(text)) if named(text) else text  # type: ignore[attr-defined]

    def strip(self, fragments: Iterable[Fragment], width: int, base: Style) -> Strip:
        """One line, exactly ``width`` cells: neighbours of one style are joined, the rest is cut or filled.

        Blanks take the style before them where that does not show, so that a slow line carries fewer colour codes.
        Commands that a text names get their keys here at the latest, so that none is shown by its id.
        """
        plain = self.style("plain")  # of this theme, as all that was laid over is from here on
        over = self._over.setdefault(base, {"plain": base + plain})
        segments: list[Segment] = []
        before: Style | None = None
        for text, role in fragments:
            text = self.spoken(text)
            style = over.get(role) or over.setdefault(role, base + self.style(role))
            blank = before is not None and text.isspace() and before.bgcolor == style.bgcolor and not before.underline
            if before is not None and (blank or before is style or before == style):
                segments[-1] = Segment(segments[-1].text + text, before)
            else:
                segments.append(Segment(text, style))
                before = style
        return Strip(segments).adjust_cell_length(width, base)

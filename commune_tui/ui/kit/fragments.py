"""Fragments of a line and the roles they play; the one place where a role becomes a colour.

Whoever says how a row or a status line reads returns fragments: clean text (it has passed the door of
:mod:`commune_tui.text`) and a role. The :class:`Painter` of a widget turns them into a strip. A fragment is never
parsed as markup, whatever it contains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from commune_tui.keys.hints import Hint
from commune_tui.ui.kit.glyphs import UNICODE, Glyphs
from commune_tui.wording import named

#: What a fragment can be: the theme's name for its colour, for what is behind it, and how its letters are set.
_ROLES: dict[str, tuple[str, str, Style]] = {
    "plain": ("foreground", "", Style()),
    "strong": ("foreground", "", Style(bold=True)),
    "dim": ("dim", "", Style()),
    "faint": ("faint", "", Style()),
    "accent": ("accent", "", Style()),
    "good": ("success", "", Style()),
    "warn": ("warning", "", Style()),
    "bad": ("error", "", Style()),
    "tag": ("secondary", "", Style()),
    "match": ("accent", "", Style(bold=True, underline=True)),
    "group": ("dim", "", Style(bold=True)),
    "key": ("accent", "", Style(bold=True)),
    "cursor": ("block-cursor-foreground", "block-cursor-background", Style()),
    "cursor-away": ("", "panel", Style()),
    "marked": ("", "marked", Style()),
    "bar": ("", "surface", Style()),
    "quote": ("dim", "", Style()),
    "link": ("accent", "", Style(underline=True)),
    "hidden": ("warning", "", Style(italic=True)),
}


class Fragment(NamedTuple):
    """Clean text and the role it plays in its line."""

    text: str
    role: str = "plain"


class Painter:
    """Draws lines of fragments for a widget.

    The colours come straight from the theme: as component classes of style sheets they were a hundred rules to parse
    and to match before the first frame.
    """

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._theme = ""
        self._styles: dict[str, Style] = {}

    def style(self, role: str) -> Style:
        """The style of a role in this theme, alone (to be laid over the widget's own)."""
        app = self._widget.app
        if app.theme != self._theme:
            self._theme, self._styles = app.theme, {}
        if role not in self._styles:
            front, back, letters = _ROLES[role]
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
        segments: list[Segment] = []
        for text, role in fragments:
            text = self.spoken(text)
            style = base + self.style(role)
            before = segments[-1].style if segments else None
            blank = before is not None and text.isspace() and before.bgcolor == style.bgcolor and not before.underline
            if segments and (blank or before == style):
                style = before or style
                segments[-1] = Segment(segments[-1].text + text, style)
            else:
                segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)


def hint_line(hints: Sequence[Hint], gap: str) -> list[Fragment]:
    """A line of hints."""
    line = [Fragment(" ")]
    for number, hint in enumerate(hints):
        line += [Fragment(gap, "dim")] if number else []
        if hint.key_role == "dim":
            line.append(Fragment(hint.text, "dim"))
        else:
            line += [Fragment(hint.keys, hint.key_role), Fragment(f" {hint.words}")]
    return line

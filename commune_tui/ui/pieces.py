"""Pieces of a line and the roles they play; the one place where a role becomes a colour.

Whoever says how a row or a status line reads returns pieces: clean text (it has passed the door of
:mod:`commune_tui.text`) and a role. :class:`Painter`, mixed into a widget, turns them into a strip. A piece is never
parsed as markup, whatever it contains.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from commune_tui.ui.signs import UNICODE, Signs

#: What a piece can be. Each has a component class ``line--<role>`` that style sheets may colour.
ROLES = (
    *("plain", "strong", "dim", "faint", "accent", "good", "warn", "bad", "tag", "match", "group", "key"),
    *("cursor", "cursor-away", "marked", "quote", "link", "hidden"),
)


class Piece(NamedTuple):
    """Clean text and the role it plays in its line."""

    text: str
    role: str = "plain"


_COLOURS = """
    X > .line--plain { color: $foreground; }
    X > .line--strong { color: $foreground; text-style: bold; }
    X > .line--dim { color: $dim; }
    X > .line--faint { color: $faint; }
    X > .line--accent { color: $accent; }
    X > .line--good { color: $success; }
    X > .line--warn { color: $warning; }
    X > .line--bad { color: $error; text-style: bold; }
    X > .line--tag { color: $secondary; }
    X > .line--match { color: $accent; text-style: bold underline; }
    X > .line--group { color: $dim; text-style: bold; }
    X > .line--key { color: $accent; text-style: bold; }
    X > .line--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    X:nocolor > .line--cursor { text-style: reverse; }
    X > .line--cursor-away { background: $panel; }
    X > .line--marked { background: $marked; }
    X > .line--quote { color: $dim; }
    X > .line--link { color: $accent; text-style: underline; }
    X > .line--hidden { color: $warning; text-style: italic; }
"""


class Painter:
    """Mixed into a widget that draws lines of pieces.

    Not a widget itself: Textual takes style sheets from the first base that is one. A widget that mixes this in says
    ``COMPONENT_CLASSES = Painter.COMPONENT_CLASSES`` and ends its ``DEFAULT_CSS`` with ``Painter.css("ItsName")``.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{role}" for role in ROLES}

    @staticmethod
    def css(name: str) -> str:
        """The colours of the roles in a widget class."""
        return _COLOURS.replace("X", name)

    _role_styles: dict[str, Style] | None = None

    def role_style(self, role: str) -> Style:
        """The style of a role in this widget, alone (to be laid over the widget's own)."""
        if self._role_styles is None:
            self._role_styles = {}
        if role not in self._role_styles:
            assert isinstance(self, Widget)
            self._role_styles[role] = self.get_component_rich_style(f"line--{role}", partial=True)
        return self._role_styles[role]

    def row_sign(self, *, current: bool, marked: bool = False) -> str:
        """The one cell at the left of a row: whether it is the current one, or selected, is known without colour."""
        assert isinstance(self, Widget)
        signs: Signs = getattr(self.app, "signs", UNICODE)
        if marked:
            return signs.cursor_marked if current else signs.marked
        return (signs.cursor if self.has_focus else signs.cursor_away) if current else " "

    def forget_role_styles(self) -> None:
        """The theme changed. Called from the widget's ``notify_style_update``."""
        self._role_styles = None

    def strip_of(self, pieces: Iterable[Piece], width: int, base: Style) -> Strip:
        """One line, exactly ``width`` cells: neighbours of one style are joined, the rest is cut or filled.

        Blanks take the style before them where that does not show, so that a slow line carries fewer colour codes.
        """
        segments: list[Segment] = []
        for text, role in pieces:
            style = base + self.role_style(role)
            before = segments[-1].style if segments else None
            blank = before is not None and text.isspace() and before.bgcolor == style.bgcolor and not before.underline
            if segments and (blank or before == style):
                style = before or style
                segments[-1] = Segment(segments[-1].text + text, style)
            else:
                segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)

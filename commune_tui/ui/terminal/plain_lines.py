"""The way by which the lines of most widgets become a frame: as they are, where no style adds anything to them.

Textual 8.2.8 asks for each line of each widget what border, padding, outline, tint and opacity add to it, which takes
as long as a row of the list takes to be made, and goes through all lines of all widgets for each frame. Hardly a widget
of ours has any of these. That is looked at once, until its styles change, and only lines that changed are touched.
"""

from __future__ import annotations

from typing import Any

from textual._styles_cache import StylesCache
from textual.css.styles import StylesBase
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

_styled = StylesCache.render_widget


def install() -> None:
    """Draw so in this process; may be called again."""
    StylesCache.render_widget = _lines  # type: ignore[method-assign]


def _lines(self: Any, widget: Widget, crop: Region) -> list[Strip]:
    styles: Any = widget.styles
    if getattr(self, "plain_for", None) != (key := styles._cache_key):
        self.plain_for, self.is_plain = key, adds_nothing(styles)
    if not self.is_plain or widget.hover_style.link_id:
        return _styled(self, widget, crop)
    size, made, rows = widget.region.size, self._cache, crop.line_range
    if size.width != self._width:
        self.clear()
        self._width = size.width
    if wanted := [y for y in rows if y in self._dirty_lines or y not in made]:
        if widget.opacity != 1.0:
            return _styled(self, widget, crop)
        _make(made, widget, wanted)
        self._dirty_lines.difference_update(rows)
    lines = [made[y] for y in rows]
    if crop.column_span != (0, size.width):
        lines = [line.crop(*crop.column_span) for line in lines]
    return lines


def _make(made: dict[int, Strip], widget: Widget, wanted: list[int]) -> None:
    width, height = widget.content_region.size
    beneath, background = widget.background_colors
    behind = Style(background=beneath + background).rich_style
    filters = widget.get_line_filters()
    for y in wanted:
        line = widget.render_line(y).adjust_cell_length(width, behind) if y < height else Strip.blank(width, behind)
        for each in filters:
            line = line.apply_filter(each, background)
        made[y] = line


def adds_nothing(styles: StylesBase) -> bool:
    """Whether a line of a widget with these styles is drawn as the widget made it."""
    outlined = any(kind for kind, _ in styles.outline)
    hatched = styles.has_rule("hatch") and styles.hatch != "none"
    return not (any(styles.gutter) or outlined or hatched or styles.tint.a) and styles.text_opacity == 1.0

"""The main screen as its first frame shows it, in cells: drawn from the store while Textual is still being imported.

Every row is made by what makes it later (:func:`.thread_line.thread_line`, :func:`.sidebar_line.inbox_line`,
:func:`.split_row.split_row`), of what was read just now. Where the panes stand, and the pens of their widgets, are said
here a second time; a test compares the two cell by cell. Needs no Textual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.actions.lists import ListQuery
from commune_tui.actions.splits import SPLITS
from commune_tui.actions.views import SavedViews
from commune_tui.keys import hints
from commune_tui.ui.inbox.hints import LIST_HINTS
from commune_tui.ui.inbox.layout import chosen, kept_as, planned
from commune_tui.ui.inbox.sidebar_line import entries, inbox_line
from commune_tui.ui.inbox.split_row import split_row
from commune_tui.ui.inbox.thread_line import kept_columns, thread_line
from commune_tui.ui.kit.fragments import Fragment, fitting, hint_line
from commune_tui.ui.kit.glyphs import ASCII, UNICODE
from commune_tui.ui.terminal.cells import Cell, Part, cells_of
from commune_tui.ui.terminal.pens import Pens

if TYPE_CHECKING:
    from commune_tui.config import Settings
    from commune_tui.keys.keymap import Keymap
    from commune_tui.mail.session import Session

_ENDS = " ▇▆▅▄▃▂▁"
"""How the moving part of a scroll bar ends within a cell, by the eighths that it takes of it; drawn reversed."""


class _Pane(NamedTuple):
    """A list: where it stands, and what its widget would say. ``total`` lines are in it; ``lines`` are the first ones
    in so many cells, of which as many as an item has are the one under the cursor."""

    x: int
    width: int
    height: int
    back: str
    sign: str
    cursor: str
    total: int
    lines: Callable[[int], list[Sequence[Fragment]]]
    lines_per_item: int = 1


class FirstList:
    """For a terminal of a size, with the pens that it has."""

    def __init__(self, pens: Pens, settings: Settings, width: int, height: int) -> None:
        self._pens, self._settings, self._width, self._height = pens, settings, width, height
        self._glyphs = ASCII if settings.ascii else UNICODE
        self.signs: Callable[[str], str] | None = None
        if settings.ascii:
            from commune_tui.text.signs import plain

            self.signs = plain

    def parts(self, session: Session, keymap: Keymap) -> list[Part]:
        """The whole screen; nothing where there is no thread to show."""
        shows, width, rows = ListQuery(), self._width, self._height - 2
        threads = self._threads(session, shows)
        if threads is None:
            return []
        counts = session.reads.counts([shows.narrowing(split) for split in SPLITS])
        left, _ = split_row(counts, shows.split, "", "", width)
        help_line = hint_line(*hints.fit(keymap.hints(LIST_HINTS), width))
        made = [(0, 0, self._line(fitting(left, width), "surface", width))]
        if threads.x:
            made += self._drawn(self._sidebar(session, threads.x))
        made += self._drawn(threads)
        beside = threads.x + threads.width
        if beside < width:
            made += [(y, beside, self._line((), "background", width - beside)) for y in range(1, rows + 1)]
        made += [
            (y, threads.x, self._line((), "background", width - threads.x)) for y in range(1 + threads.height, rows + 1)
        ]
        return [*made, (rows + 1, 0, self._line(fitting(help_line, width), "surface", width))]

    # -- what stands in the panes ----------------------------------------------------------------------------------

    def _threads(self, session: Session, shows: ListQuery) -> _Pane | None:
        listing = session.reads.listing(shows.query())
        if not (count := listing.count()):
            return None
        layout = chosen(session.preferences.get(kept_as(self._width)), self._width)
        plan = planned(self._width, self._height - 2, layout, reading=False, in_inboxes=False)
        each = self._settings.lines_per_thread or plan.lines
        height = plan.list_size if plan.below else self._height - 2
        columns, now = kept_columns(session.preferences.get("columns")), clock.now()

        def lines(width: int) -> list[Sequence[Fragment]]:
            made: list[Sequence[Fragment]] = []
            for row in listing.fetch(0, min(count, ceil(height / each))):
                made += [()] * each if row is None else thread_line(
                    row, width, glyphs=self._glyphs, now=now, lines=each, me=session.me, columns=columns,
                    why=listing.by_risk,
                )  # fmt: skip
            return made

        width = plan.list_size if plan.list_size and not plan.below else self._width - plan.sidebar
        return _Pane(
            plan.sidebar, width, height, "background", self._glyphs.cursor, "cursor", count * each, lines, each
        )

    def _sidebar(self, session: Session, width: int) -> _Pane:
        shown = entries(session.reads.frame(), SavedViews(session, self._settings.views).all(), {})
        return _Pane(
            0, width, self._height - 2, "surface", self._glyphs.cursor_away, "cursor-away", len(shown),
            lambda room: [inbox_line(entry, room - 1, self._glyphs) for entry in shown],
        )  # fmt: skip

    # -- how it is drawn -------------------------------------------------------------------------------------------

    def _drawn(self, pane: _Pane) -> list[Part]:
        over = pane.total > pane.height
        room = pane.width - over
        lines = pane.lines(room - 1)[: pane.height]
        made = []
        for y in range(pane.height):
            line = lines[y] if y < len(lines) else ()
            cells = self._row(pane, line, room, current=y < pane.lines_per_item)
            made.append((y + 1, pane.x, [*cells, self._bar(pane, y)] if over else cells))
        return made

    def _row(self, pane: _Pane, line: Sequence[Fragment], room: int, *, current: bool) -> list[Cell]:
        if not current:
            return self._line([Fragment(" ", "accent"), *line], pane.back, room)
        pen = self._pens.of(pane.cursor, pane.back, bold=any(fragment.role == "strong" for fragment in line))
        text = pane.sign + "".join(fragment.text for fragment in line)
        return self._filled(cells_of(text, pen, self.signs), cells_of(" ", pen), room)

    def _line(self, fragments: Sequence[Fragment], back: str, room: int) -> list[Cell]:
        made: list[Cell] = []
        for text, role in fragments:
            made += cells_of(text, self._pens.of(role, back), self.signs)
        return self._filled(made, cells_of(" ", self._pens.of("plain", back)), room)

    @staticmethod
    def _filled(cells: list[Cell], blank: list[Cell], room: int) -> list[Cell]:
        """Exactly ``room`` cells; of a wide character that is cut nothing stays."""
        if len(cells) > room and not cells[room][0]:
            cells[room - 1] = blank[0]
        return [*cells[:room], *blank * (room - len(cells))]

    def _bar(self, pane: _Pane, y: int) -> Cell:
        """One cell of the scroll bar of a list that stands at its beginning."""
        whole, eighths = divmod(ceil(max(1, pane.height * pane.height / pane.total) * 8), 8)
        if y < whole:
            return cells_of(" ", self._pens.pen("scrollbar", "scrollbar-background", reverse=True))[0]
        if y == whole and eighths and not self._settings.ascii:
            return cells_of(_ENDS[eighths], self._pens.pen("scrollbar", "scrollbar-background", reverse=True))[0]
        return cells_of(" ", self._pens.pen("foreground", "scrollbar-background"))[0]

"""A list as a table of extracted fields: a thread a row, a field a column, the values of one beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import fields
from commune_tui.actions.commands import FIELDS
from commune_tui.actions.fields import FieldTable, Line
from commune_tui.actions.lists import ListQuery, empty_lines
from commune_tui.actions.speech import number
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Fact, InboxesChanged, ThreadsChanged
from commune_tui.query import QueryError
from commune_tui.store.fields import Column
from commune_tui.ui.fields import rows
from commune_tui.ui.fields.narrowing import NarrowingCommands
from commune_tui.ui.fields.values import ValueList
from commune_tui.ui.inbox.exporting import ExportCommands
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.exclusive import beside
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_HINTS = (
    ("list.open", "open"), ("fields.right", "column"), ("fields.sort", "sort"), ("fields.values", "values"),
    ("app.filter", "filter"), ("list.export", "to a file"), ("app.help", "help"),
)  # fmt: skip
_VALUE_HINTS = (("list.open", "filter by it"), ("fields.values", "back to the table"), ("app.help", "help"))


class FieldList(LineList[Line]):
    """The rows; how they read is said by whoever knows the columns."""

    reads: Callable[[Line, int], Sequence[Fragment]]

    def fragments(self, item: Line, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        return (self.reads(item, width),)


class FieldsScreen(CommuneScreen):
    """Shows the threads of the list in its order; what is changed here is so in the list when one goes back."""

    key_context = FIELDS
    parts: tuple[NarrowingCommands, ExportCommands, CursorCommands]

    def __init__(self, shows: ListQuery | None = None) -> None:
        super().__init__()
        self._came_with = self.shows = shows or ListQuery()
        self._rows, self._values = FieldList(id="rows"), ValueList()
        self._rows.reads = self._line
        self.parts = (
            NarrowingCommands(self, self._shown, self.show),
            ExportCommands(self, self._shown),
            CursorCommands(self._here),
        )
        self._table: FieldTable | None = None
        self._shapes: Sequence[rows.Shape] = ()
        self._layout = rows.layout((), 0, 0, 80)
        self._directions: Sequence[int] = ()
        self._at = 0
        self._list, self._counts = beside(self, "listing"), beside(self, "values")

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield TextLine(id="columns")
        with Horizontal():
            yield self._rows
            yield self._values

    def on_mount(self) -> None:
        self._rows.focus()

    def on_screen_resume(self) -> None:
        self._open(stay=self._table is not None)

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, (ThreadsChanged, InboxesChanged)) for fact in facts):
            self._open(stay=True)

    def draw_ages(self) -> None:
        self._rows.repaint()

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _shown(self) -> ListQuery:
        return self.shows

    def show(self, shows: ListQuery, stay: bool = False) -> None:
        """Show something else, from its first thread on; ``stay`` keeps the cursor on its thread."""
        self.shows = shows
        self._open(stay=stay)

    def _open(self, *, stay: bool) -> None:
        """Read the table anew; ``stay`` keeps the cursor on its thread. In the same inbox it stays in its column."""
        before, column, current = self._table, self._column, self._rows.current
        try:
            self._table = table = FieldTable(self.program.session, self.shows)
        except QueryError as error:
            self.tell(str(error))
            return
        self._shapes = rows.shapes(table.columns, table.fetch(0, fields.FIRST))
        self._directions = [fields.direction(self.shows, each) for each in table.columns]
        same = before is not None and before.inbox == table.inbox and column in table.columns
        self._at = table.columns.index(column) if same and column is not None else 0
        place = table.listing.place(current.thread.seq) if stay and current is not None else None
        self._rows.show(table, cursor=place if place is not None else self._rows.cursor if stay else 0, keep_row=stay)
        if not table.count():
            self._rows.say_when_empty(*map(self.program.worded, empty_lines(self.program.session, self.shows)))
        self._list.overtake()
        if not table.listing.settled:
            self._list.ask(table.settle, lambda _: self._settled(table))
        self._draw()
        self._count()

    def _settled(self, table: FieldTable) -> None:
        """Every place is known: as many rows as there are, with the cursor where it was."""
        self._rows.show(table, cursor=self._rows.cursor, keep_row=True)
        self._draw()

    @property
    def _column(self) -> Column | None:
        columns = self._table.columns if self._table is not None else []
        return columns[self._at] if columns else None

    def _draw(self) -> None:
        table = self._table
        if table is None:
            return
        width = (self.size.width or 80) - 2 - self._values.taken
        self._layout = rows.layout(self._shapes, self._at, self._layout.before, width)
        hidden = self._layout.before + self._layout.after
        more = f", {number(hidden, 'more column')}" if hidden else ""
        title = [Fragment(" Fields ", "strong"), Fragment(fields.title(self.shows, table.inbox), "dim")]
        self.query_one("#where", TextLine).say(title, [Fragment(f"{number(table.count(), 'thread')}{more} ", "dim")])
        heads = rows.heading(self._layout, self._at, self._directions, self.program.glyphs)
        empty = [Fragment(f" {self.program.worded(table.nothing)}", "warn")] if table.count() else []
        self.query_one("#columns", TextLine).say(heads if table.columns else empty)
        self._rows.repaint()

    def _line(self, item: Line, width: int) -> Sequence[Fragment]:
        return rows.line(item, self._layout, self._at, clock.now(), self.program.glyphs)

    # -- rows and columns ----------------------------------------------------------------------------------------------

    def _here(self) -> LineList[Line] | ValueList:
        return self._values if self._values.has_focus else self._rows

    def chosen(self) -> list[str]:
        return [self._rows.current.thread.id] if self._rows.current is not None else []

    def do_list_open(self) -> None:
        column, row = self._column, self._rows.current
        if self._values.has_focus and column is not None:
            choice = self._values.choice
            if choice is not None:
                self._rows.focus()
                narrowed = fields.without_any(self.shows, column) if choice == "" else None
                self.show(narrowed or fields.with_value(self.shows, column, choice))
        elif row is not None:
            self.program.go.open_thread(row.thread.id)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.set_focus(event.list)
        self.do_list_open()

    def do_fields_left(self) -> None:
        self._turn(-1)

    def do_fields_right(self) -> None:
        self._turn(1)

    def _turn(self, step: int) -> None:
        if self._table is not None and self._table.columns:
            self._at = (self._at + step) % len(self._table.columns)
            self._draw()
            self._count()

    def do_fields_sort(self, words: str = "") -> None:
        if self._choose(words) and (column := self._column) is not None:
            self.shows = fields.turned(self.shows, column)
            self._open(stay=False)
            self.tell(f"Sorted {fields.in_order(self.shows) or 'as before'}.")

    def _choose(self, words: str) -> bool:
        """Go to the column of this name; whether there is one. Without a name the present one is meant."""
        table = self._table
        if table is None or not table.columns or (words.strip() and table.column(words) is None):
            self.tell(table.no_column(words) if table is not None else "")
            return False
        if words.strip() and (column := table.column(words)) is not None:
            self._at = table.columns.index(column)
        return True

    # -- values --------------------------------------------------------------------------------------------------------

    def do_fields_values(self, words: str = "") -> None:
        """The values of the column, and the keys to their list; from there back to the rows."""
        if not words.strip() and self._values.has_focus:
            self._rows.focus()
            self._values.close()
            self._draw()
        elif self._choose(words):
            self._values.open()
            self._values.focus()
            self._draw()
            self._count()

    def _count(self) -> None:
        """The values of the column where somebody sees them: counted beside the screen."""
        column = self._column
        if self._values.shown and column is not None:
            found = partial(fields.values, self.program.session, self.shows, column)
            self._counts.ask(found, lambda values: self._values.fill_with(column, values, self.program.glyphs))

    def do_app_back(self) -> None:
        if self._values.shown:
            self._rows.focus()
            self._values.close()
            self._draw()
        elif self.shows != self._came_with:
            self.program.go.show_list(self.shows)
        else:
            self.program.go.back()

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_VALUE_HINTS if self._values.has_focus else _HINTS)

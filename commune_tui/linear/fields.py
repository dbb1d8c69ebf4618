"""The list as a table of extracted fields, read out; the values of one; what the list shows, written to a file."""

from __future__ import annotations

from commune_tui.actions import export, fields
from commune_tui.actions.commands import FIELDS
from commune_tui.actions.fields import FieldTable
from commune_tui.actions.speech import capital, number
from commune_tui.linear.position import NumberedView
from commune_tui.linear.shared import Shared
from commune_tui.linear.speech import worded
from commune_tui.linear.thread_list import ThreadList


class Fields:
    """The numbers are those of the threads, in the order of the list."""

    def __init__(self, shared: Shared, threads: ThreadList) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._threads = threads

    async def _table(self) -> FieldTable:
        table = FieldTable(self._session, self._threads.shows)
        if not table.listing.settled:
            await table.settle()
        return table

    async def do_go_fields(self, argument: str) -> None:
        table, shows, tell = await self._table(), self._threads.shows, self._dialogue.tell
        if not table.columns or not table.count():
            tell(worded(table.nothing if table.count() else f"{capital(self._threads.title())}: no threads."))
            return
        self._position.go(FIELDS)
        self._position.numbered = NumberedView(self._session, table.listing, shows.query())
        tell(f"Fields of {self._threads.title()}: {number(table.count(), 'thread')}.")
        lines = (table.fetch(at, 1)[0] for at in range(table.count()))
        said = (
            fields.sentence(at, line, table.columns) if line is not None else f"{at}. This thread is not here any more."
            for at, line in enumerate(lines, 1)
        )  # fmt: skip
        self._dialogue.read_out(said, table.count(), "thread")

    async def do_fields_values(self, argument: str) -> None:
        table, tell = await self._table(), self._dialogue.tell
        column = table.column(argument)
        if column is None:
            asked = f"Which field? {table.there_are}" if table.columns and not argument.strip() else ""
            tell(worded(asked or table.no_column(argument)))
            return
        found = await fields.values(self._session, self._threads.shows, column)
        tell(f"{column.title}: {number(found.distinct, 'value')} in {number(found.threads, 'thread')}.")
        for line in (*fields.value_lines(found), f"To narrow the list: filter {fields.example(column, found)}"):
            tell(line)

    async def do_list_export(self, argument: str) -> None:
        shows = self._threads.shows
        path = argument.strip() or export.usual_path(self._session, shows)
        self._dialogue.tell(export.no_path(path) or await export.export(self._session, shows, path))

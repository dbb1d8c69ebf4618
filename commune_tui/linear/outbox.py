"""The outbox as numbered lines: drafts, the hold, what is to decide, what left; and undo, which takes back from it."""

from __future__ import annotations

from commune_tui.actions import outbox, outbox_rows
from commune_tui.actions.commands import OUTBOX
from commune_tui.actions.outbox_rows import Row
from commune_tui.actions.speech import listed
from commune_tui.linear import report_lines
from commune_tui.linear.reader import Reader
from commune_tui.linear.review import Review
from commune_tui.linear.shared import Shared


class Outbox:
    """The numbers are those of the rows as they were read out last."""

    acts = outbox.ACTIONS

    def __init__(self, shared: Shared, reader: Reader, review: Review) -> None:
        self._session, _, self._dialogue, self._position = shared
        self._reader, self._review = reader, review
        self._rows: tuple[Row, ...] = ()

    async def do_go_outbox(self, argument: str) -> None:
        await self.save_drafts()
        found, groups = outbox_rows.rows_of(self._session)
        self._rows = tuple(found)
        if not found:
            self._dialogue.tell("Nothing waits: no draft, nothing in the hold, nothing to decide.")
            return
        self._position.go(OUTBOX)
        self._dialogue.read_text(report_lines.outbox_lines(found, groups))

    async def save_drafts(self) -> None:
        """Everything that was typed, to the disk now."""
        for draft in self._session.drafts.unsaved():
            await self._session.drafts.flush(draft.id)

    def _row(self, argument: str, command_id: str) -> Row | None:
        """The row with a number if the command fits it; without a number, the only one that it fits."""
        fitting = [row for row in self._rows if outbox.fits(command_id, row)]
        if not argument and len(fitting) == 1:
            return fitting[0]
        place = int(argument) if argument.isdecimal() and len(argument) < 10 else 0
        if not 1 <= place <= len(self._rows):
            self._dialogue.tell("Which one? Give its number in the outbox. The word outbox reads it again.")
            return None
        row = self._rows[place - 1]
        if outbox.fits(command_id, row):
            return row
        can = report_lines.can(row)
        here = f"Here: {listed(can)}." if can else "It waits for nothing."
        self._dialogue.tell(f"That cannot be done with number {place}. {here}")
        return None

    async def act(self, command_id: str, argument: str) -> None:
        """What a command does to a row."""
        if (row := self._row(argument, command_id)) is not None:
            self._dialogue.tell(await outbox.ACTIONS[command_id](self._session, row))
        if command_id == "outbox.take_back":
            await self._review.open_returned()

    async def open_number(self, argument: str) -> None:
        """Go on with the row that has a number: its conversation, its draft."""
        row = self._row(argument, "list.open")
        if row is None:
            return
        thread_id, draft, work = outbox.opens(self._session, row)
        if thread_id:
            await self._reader.open(thread_id)
        elif draft is not None:
            await self._review.open(draft)
        elif work is not None:
            self._dialogue.tell(await work)

    async def do_app_undo(self, argument: str) -> None:
        self._dialogue.tell(await outbox.undo(self._session))
        await self._review.open_returned()

    async def do_app_redo(self, argument: str) -> None:
        self._dialogue.tell(await outbox.redo(self._session))

"""What is not mail itself, as lines: the outbox, the journal, delivery figures, events and suppressed addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from commune_tui import clock
from commune_tui.actions import delivery, journal, outbox, outbox_rows
from commune_tui.actions.commands import DELIVERY, JOURNAL, OUTBOX, Command
from commune_tui.actions.speech import capital, listed, number
from commune_tui.linear import report_lines
from commune_tui.linear.compose import Composing
from commune_tui.linear.position import FromIds
from commune_tui.linear.speech import worded


class Reports(Composing):
    """Part of the front."""

    waiting: tuple[outbox_rows.Row, ...] = ()
    look = delivery.Look()

    # -- the outbox ----------------------------------------------------------------------------------------------------

    async def do_go_outbox(self, argument: str) -> None:
        await self.save_drafts()
        found, groups = outbox_rows.rows_of(self.session)
        self.waiting = tuple(found)
        if not found:
            self.tell("Nothing waits: no draft, nothing in the hold, nothing to decide.")
            return
        self.go(OUTBOX)
        lines = report_lines.outbox_lines(found, groups)
        self.read_out(lines, len(lines), "line", each=self.page * 4)

    def _row(self, argument: str, command_id: str) -> outbox_rows.Row | None:
        """The row with a number if the command fits it; without a number, the only one that it fits."""
        fitting = [row for row in self.waiting if outbox.fits(command_id, row)]
        if not argument and len(fitting) == 1:
            return fitting[0]
        place = int(argument) if argument.isdecimal() and len(argument) < 10 else 0
        if not 1 <= place <= len(self.waiting):
            self.tell("Which one? Give its number in the outbox. The word outbox reads it again.")
            return None
        row = self.waiting[place - 1]
        if outbox.fits(command_id, row):
            return row
        can = report_lines.can(row)
        self.tell(
            f"That cannot be done with number {place}. {f'Here: {listed(can)}.' if can else 'It waits for nothing.'}"
        )
        return None

    @classmethod
    def answered(cls) -> set[str]:
        return super().answered() | set(outbox.ACTIONS)

    def _method(self, command: Command) -> Callable[[str], Any]:
        return partial(self._act_on_row, command.id) if command.id in outbox.ACTIONS else super()._method(command)

    async def _act_on_row(self, command_id: str, argument: str) -> None:
        if (row := self._row(argument, command_id)) is not None:
            self.tell(worded(await outbox.ACTIONS[command_id](self.session, row)))

    async def do_list_open(self, argument: str) -> None:
        if self.place != OUTBOX:
            await super().do_list_open(argument)
            return
        row = self._row(argument, "list.open")
        if row is None:
            return
        if row.thread_id:
            await self.open_thread(row.thread_id)
        elif row.kind == "thrown":
            self.tell(await outbox.bring_back(self.session, row))
        elif (draft := self.session.drafts.get(row.draft_id)) is not None:
            await self.open_review(draft)

    # -- the journal ---------------------------------------------------------------------------------------------------

    def do_go_journal(self, argument: str) -> None:
        entries = journal.page(self.session)
        if not entries:
            self.tell(journal.EMPTY)
            return
        self.go(JOURNAL)
        self.numbered = FromIds([entry.thread_id or "" for entry, _ in entries], self.session)
        self.tell(f"Journal, who did what on this machine, newest first: {number(len(entries), 'entry', 'entries')}.")
        self.read_out(report_lines.journal_lines(entries), len(entries), "entry", "entries")

    def do_journal_export(self, argument: str) -> None:
        self.tell(journal.export(self.session, argument))

    # -- delivery ------------------------------------------------------------------------------------------------------

    async def do_go_delivery(self, argument: str) -> None:
        self.go(DELIVERY)
        await self._figures()

    async def _figures(self) -> None:
        """Ask the server, wait a little, and say what is known."""
        delivery.ask(self.session, self.look)
        await self.until(lambda: delivery.all_told(self.session, self.look))
        standings = delivery.compared(delivery.standings(self.session, self.look))
        lines = report_lines.figures(standings, self.look.period, clock.now(), self.session.status.sentence())
        self.read_out(lines, len(lines), "inbox", "inboxes", each=len(lines))
        self.tell("Words: events, suppressed, period 24h, scope and the number of an inbox.")

    async def do_delivery_period(self, argument: str) -> None:
        if argument not in delivery.PERIOD_WORDS:
            self.tell(f"period takes {listed(list(delivery.PERIOD_WORDS), 'or')}; it is {self.look.period}.")
            return
        self.look = self.look._replace(period=argument)
        await self._figures()

    async def do_delivery_scope(self, argument: str) -> None:
        row = self.inbox_numbered(argument)
        words = row.address or row.id if row is not None else argument
        scope = delivery.scope_named(self.session, words)
        if not words:
            self.tell("scope takes a number from the word inboxes, an address, a domain, or all.")
        elif scope is None:
            self.tell(delivery.no_scope(self.session, words))
        else:
            self.look = self.look._replace(scope=scope)
            await self._figures()

    def do_listen_events(self, argument: str) -> None:
        known = delivery.kinds(self.session, self.look)
        if argument and (objection := delivery.no_kind(argument, known)):
            self.tell(objection)
            return
        look = self.look._replace(kind=delivery.kind_named(argument, known) or "")
        found = delivery.log(self.session, look)
        self.numbered = FromIds([event.thread_id for event in found], self.session)
        self.at, self.thread_id = 0, ""
        if not found:
            self.tell(delivery.no_events(look))
            return
        self.tell(f"{capital(number(len(found), 'event'))} in {look.time}, newest first.")
        self.read_out(report_lines.event_lines(found, clock.now()), len(found), "event")

    def do_delivery_type(self, argument: str) -> None:
        self.do_listen_events(argument)

    def do_listen_suppressed(self, argument: str) -> None:
        rows = delivery.suppressed(self.session, self.look)
        if not rows:
            self.tell(delivery.NONE_SUPPRESSED)
            return
        self.tell(f"{capital(number(len(rows), 'address', 'addresses'))} may not be written to.")
        self.read_out(report_lines.suppressed_lines(rows), len(rows), "address", "addresses")

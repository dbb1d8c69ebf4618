"""What is not mail itself, as lines: the outbox, the journal, delivery figures, events and suppressed addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from commune_tui import clock
from commune_tui.actions import outbox, outbox_rows
from commune_tui.actions.commands import DELIVERY, JOURNAL, OUTBOX, Command
from commune_tui.actions.speech import capital, listed, number, quoted
from commune_tui.linear import report_lines
from commune_tui.linear.composing import Composing
from commune_tui.linear.numbered import FromIds
from commune_tui.linear.speech import worded
from commune_tui.mail import delivery
from commune_tui.mail.delivery import EVERYTHING, PERIODS
from commune_tui.store.rows import EventRow, InboxRow, MetricsRow
from commune_tui.wording import did_you_mean

_MOST_EVENTS = 5000


class Reports(Composing):
    """Part of the front."""

    waiting: tuple[outbox_rows.Row, ...] = ()
    period = "7d"
    delivery_of = EVERYTHING

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
        elif (draft := self.session.draft(row.draft_id)) is not None:
            await self.open_review(draft)

    # -- the journal ---------------------------------------------------------------------------------------------------

    def do_go_journal(self, argument: str) -> None:
        entries = self.session.journal()
        if not entries:
            self.tell("Nothing was done on this machine yet.")
            return
        self.go(JOURNAL)
        self.numbered = FromIds([entry.thread_id or "" for entry in entries], self.session)
        subjects = {name: self.session.subject_of(name) for name in {entry.thread_id or "" for entry in entries}}
        self.tell(f"Journal, who did what on this machine, newest first: {number(len(entries), 'entry', 'entries')}.")
        lines = report_lines.journal_lines(entries, subjects)
        self.read_out(lines, len(entries), "entry", "entries")

    def do_journal_export(self, argument: str) -> None:
        from pathlib import Path

        from commune_tui.mail.journal import NAME, export

        path = Path(argument).expanduser() if argument else Path.home() / NAME
        entries = self.session.whole_journal()
        try:
            made = export(entries, path)
        except OSError as error:
            self.tell(f"The journal could not be written there ({error.strerror}).")
            return
        self.tell(f"{number(len(entries), 'entry', 'entries')} are in {made}.")

    # -- delivery ------------------------------------------------------------------------------------------------------

    async def do_go_delivery(self, argument: str) -> None:
        self.go(DELIVERY)
        await self._figures()

    def _boxes(self) -> list[InboxRow]:
        return delivery.scopes(self.session.inboxes()).get(self.delivery_of, [])

    def _newest(self) -> dict[str, MetricsRow | None]:
        return {row.id: next(iter(self.session.metrics(row.id, self.period)), None) for row in self._boxes()}

    async def _figures(self) -> None:
        """Ask the server, wait a little, and say what is known."""
        boxes = self._boxes()
        self.session.look_at_delivery([row.id for row in boxes], self.period)
        await self.until(lambda: None not in self._newest().values())
        standings = delivery.standings(boxes, self._newest(), self.delivery_of)
        standings = standings if len(boxes) > 1 else standings[1:]
        lines = report_lines.figures(standings, self.period, clock.now())
        self.read_out(lines, len(lines), "inbox", "inboxes", each=len(lines))
        self.tell("Words: events, suppressed, period 24h, scope and the number of an inbox.")

    async def do_delivery_period(self, argument: str) -> None:
        if argument not in PERIODS:
            self.tell(f"period takes {listed(list(PERIODS), 'or')}; it is {self.period}.")
            return
        self.period = argument
        await self._figures()

    async def do_delivery_scope(self, argument: str) -> None:
        boxes, known = self.session.inboxes(), list(delivery.scopes(self.session.inboxes()))
        word = argument.strip().lower()
        if word[:9].isdecimal() and 1 <= int(word[:9]) <= len(boxes):
            row = boxes[int(word) - 1]
            word = (row.address or row.id).lower()
        found = next((name for name in known if name.lower() == word), None)
        if found is None:
            hint = did_you_mean(word, known)
            self.tell(f"scope takes a number from the word inboxes, an address, a domain, or all.{hint}")
            return
        self.delivery_of = found
        await self._figures()

    def _events(self, kind: str = "") -> list[EventRow]:
        now = clock.now()
        if self.delivery_of == EVERYTHING:
            found = self.session.events(kind=kind, limit=_MOST_EVENTS)
        else:
            found = self.session.events_of([row.id for row in self._boxes()], kind=kind, limit=_MOST_EVENTS)
        return [event for event in found if event.at is not None and now - event.at <= PERIODS[self.period]]

    def do_listen_events(self, argument: str) -> None:
        kind = argument.strip().lower().replace(" ", "_")
        kinds = sorted({event.type for event in self._events()})
        if kind and kind not in kinds and kind != "all":
            self.tell(f"There is no event {quoted(argument)} in this time. There are: {listed(kinds) or 'none'}.")
            return
        found = self._events("" if kind == "all" else kind)
        self.numbered = FromIds([event.thread_id for event in found], self.session)
        self.at, self.thread_id = 0, ""
        self.tell(f"{capital(number(len(found), 'event'))} in {report_lines.PERIOD_WORDS[self.period]}, newest first.")
        lines = report_lines.event_lines(found, clock.now())
        if lines:
            self.read_out(lines, len(lines), "event")

    def do_delivery_type(self, argument: str) -> None:
        self.do_listen_events(argument)

    def do_listen_suppressed(self, argument: str) -> None:
        boxes, every = self._boxes(), self.delivery_of == EVERYTHING
        rows = [row for row in self.session.suppressions() if every or delivery.concerns(row, boxes)]
        if not rows:
            self.tell("Every address may be written to.")
            return
        self.tell(f"{capital(number(len(rows), 'address', 'addresses'))} may not be written to.")
        self.read_out(report_lines.suppressed_lines(rows), len(rows), "address", "addresses")

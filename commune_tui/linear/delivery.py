"""Delivery, read out: figures of each inbox, the events, the suppressed addresses."""

from __future__ import annotations

from commune_tui import clock
from commune_tui.actions import delivery
from commune_tui.actions.commands import DELIVERY
from commune_tui.actions.speech import capital, listed, number
from commune_tui.actions.views import inbox_numbered
from commune_tui.linear import report_lines
from commune_tui.linear.position import Numbered
from commune_tui.linear.shared import Shared


class Delivery:
    """``look`` is what is looked at: of which inbox or domain, and since when."""

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, self._position = shared
        self.look = delivery.Look()

    async def do_go_delivery(self, argument: str) -> None:
        self._position.go(DELIVERY)
        await self._figures()

    async def _figures(self) -> None:
        """Ask the server, wait a little, and say what is known."""
        session, look, dialogue = self._session, self.look, self._dialogue
        delivery.ask(session, look)
        await dialogue.until(lambda: delivery.all_told(session, look))
        stats = delivery.compared(delivery.stats(session, look))
        lines = report_lines.figures(stats, look.period, clock.now(), session.status.sentence())
        dialogue.read_out(lines, len(lines), "inbox", "inboxes", each=len(lines))
        dialogue.tell("Words: events, suppressed, period 24h, scope and the number of an inbox.")

    async def do_delivery_period(self, argument: str) -> None:
        if argument not in delivery.PERIOD_WORDS:
            periods = listed(list(delivery.PERIOD_WORDS), "or")
            self._dialogue.tell(f"period takes {periods}; it is {self.look.period}.")
            return
        self.look = self.look._replace(period=argument)
        await self._figures()

    async def do_delivery_scope(self, argument: str) -> None:
        row = inbox_numbered(self._session.reads.inboxes(), argument)
        words = row.address or row.id if row is not None else argument
        scope = delivery.scope_named(self._session, words)
        if not words:
            self._dialogue.tell("scope takes a number from the word inboxes, an address, a domain, or all.")
        elif scope is None:
            self._dialogue.tell(delivery.no_scope(self._session, words))
        else:
            self.look = self.look._replace(scope=scope)
            await self._figures()

    def do_listen_events(self, argument: str) -> None:
        known = delivery.kinds(self._session, self.look)
        if argument and (objection := delivery.no_kind(argument, known)):
            self._dialogue.tell(objection)
            return
        look = self.look._replace(kind=delivery.kind_named(argument, known) or "")
        found = delivery.log(self._session, look)
        self._position.numbered = Numbered(self._session, [event.thread_id for event in found])
        self._position.at, self._position.thread_id = 0, ""
        if not found:
            self._dialogue.tell(delivery.no_events(look))
            return
        self._dialogue.tell(f"{capital(number(len(found), 'event'))} in {look.time}, newest first.")
        self._dialogue.read_out(report_lines.event_lines(found, clock.now()), len(found), "event")

    do_delivery_type = do_listen_events

    def do_listen_suppressed(self, argument: str) -> None:
        rows = delivery.suppressed(self._session, self.look)
        if not rows:
            self._dialogue.tell(delivery.NONE_SUPPRESSED)
            return
        many = capital(number(len(rows), "address", "addresses"))
        self._dialogue.tell(f"{many} may not be written to.", delivery.READ_ONLY)
        self._dialogue.read_out(report_lines.suppressed_lines(rows), len(rows), "address", "addresses")

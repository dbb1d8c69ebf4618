"""Delivery: what became of the mail that went out, inbox by inbox, over time, event by event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual import events as textual_events
from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.mail import delivery
from commune_tui.mail.delivery import PERIODS, Standing
from commune_tui.mail.events import DeliveryChanged, Fact
from commune_tui.store.rows import EventRow, InboxRow, SuppressionRow
from commune_tui.ui import delivery_lines
from commune_tui.ui.acts.moving import Moving
from commune_tui.ui.commands import DELIVERY
from commune_tui.ui.pieces import Piece
from commune_tui.ui.question import Question, Suggestion
from commune_tui.ui.screens.base import CommuneScreen
from commune_tui.ui.widgets.line_list import LineList
from commune_tui.ui.widgets.lines import Lines
from commune_tui.ui.widgets.table import Row, Table
from commune_tui.ui.widgets.text_line import TextLine

_TABS = ("Inboxes", "Events", "Suppressed")
_STRETCHES = 30
_MOST_EVENTS = 5000
_WORDS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days"}


class DeliveryScreen(Moving, CommuneScreen):
    """Tab changes between inboxes, events and suppressed addresses; ``p`` the period; Enter goes into a row."""

    key_context = DELIVERY

    def __init__(self) -> None:
        super().__init__()
        self._period = "7d"
        self._tab = 0
        self._inbox: InboxRow | None = None
        self._kind = ""

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="where")
        yield Lines(id="figures")
        yield Lines(id="plot")
        yield TextLine(id="tabs")
        yield Table(id="rows")

    def on_mount(self) -> None:
        self.query_one(Table).focus()
        self._look()
        self._show()

    def on_unmount(self) -> None:
        self.program.session.look_at_delivery((), "")

    def moving_list(self) -> LineList[Any]:
        return self.query_one(Table)

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, DeliveryChanged) for fact in facts):
            self._show()

    def on_resize(self, event: textual_events.Resize) -> None:
        self.call_after_refresh(self._show)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Ask the server about what is on the screen."""
        inboxes = [self._inbox] if self._inbox is not None else self.program.session.inboxes()
        self.program.session.look_at_delivery([row.id for row in inboxes], self._period)

    def _standings(self) -> list[Standing]:
        session = self.program.session
        inboxes = [self._inbox] if self._inbox is not None else session.inboxes()
        newest = {row.id: next(iter(session.metrics(row.id, self._period)), None) for row in inboxes}
        found = delivery.standings(inboxes, newest)
        return found[1:] if self._inbox is not None else found

    def _events(self, kind: str = "") -> list[EventRow]:
        inbox_id = self._inbox.id if self._inbox is not None else ""
        return self.program.session.events(inbox_id=inbox_id, kind=kind, limit=_MOST_EVENTS)

    def _show(self) -> None:
        width, now = self.size.width or 80, clock.now()
        name = self._inbox.address if self._inbox is not None else "all inboxes"
        left = [Piece(" Delivery ", "strong"), Piece(f"{name}, {_WORDS[self._period]}", "accent")]
        self.query_one("#where", TextLine).say(left, [Piece("p period   i inbox ", "dim")])
        standings = self._standings()
        self.query_one("#figures", Lines).say(delivery_lines.figures(standings[0], now, width) if standings else [])
        drawn = self.size.height >= 20
        stretches = delivery.buckets(self._events(), self._period, now, _STRETCHES) if drawn else []
        ascii_only = self.program.settings.ascii
        self.query_one("#plot", Lines).say(
            delivery_lines.plot(stretches, width, ascii_only=ascii_only) if drawn else []
        )
        self._show_tab(standings, width)

    def _show_tab(self, standings: Sequence[Standing], width: int) -> None:
        session = self.program.session
        names = {row.id: row.address.partition("@")[0] for row in session.inboxes()}
        logged = [event for event in self._events(self._kind) if self._within(event)]
        silent = [row for row in session.suppressions() if self._concerns(row)]
        rows = (
            delivery_lines.compared(standings, width),
            delivery_lines.events(logged, width, self.program.signs, names),
            delivery_lines.suppressed(silent, width),
        )
        pieces: list[Piece] = []
        for place, (label, found) in enumerate(zip(_TABS, rows, strict=True)):
            here = place == self._tab
            text = f"{label} {len(found):,}"
            pieces.append(Piece(f" [{text}]" if here else f"  {text} ", "strong" if here else "dim"))
        more = [Piece(f"only {self._kind.replace('_', ' ')}  ", "accent")] if self._kind and self._tab == 1 else []
        self.query_one("#tabs", TextLine).say(pieces, more)
        self.query_one(Table).fill(rows[self._tab] or [self._nothing()])

    def _nothing(self) -> Row:
        words = ("There is no inbox yet.", "No such event is known here.", "Every address may be written to.")
        return Row((Piece(f" {words[self._tab]}", "dim"),))

    def _within(self, event: EventRow) -> bool:
        return event.at is not None and clock.now() - event.at <= PERIODS[self._period]

    def _concerns(self, row: SuppressionRow) -> bool:
        return self._inbox is None or row.inbox_id in ("", self._inbox.id)

    # -- commands --------------------------------------------------------------------------------------------------

    def do_delivery_period(self) -> None:
        names = list(PERIODS)
        self._period = names[(names.index(self._period) + 1) % len(names)]
        self._look()
        self._show()

    def do_delivery_scope(self) -> None:
        found = {row.address or row.id: row for row in self.program.session.inboxes()}

        def suggest(line: str) -> Sequence[Suggestion]:
            names = ["all", *found]
            return [Suggestion(name) for name in names if line.strip().lower() in name.lower()]

        def check(name: str) -> str | None:
            return None if name == "all" or name in found else "Choose one of the inboxes above, or all."

        def then(name: str) -> None:
            self._narrow(found.get(name))

        self.ask(Question("show inbox", then, suggest=suggest, check=check, take_first=True))

    def _narrow(self, inbox: InboxRow | None) -> None:
        self._inbox = inbox
        self._look()
        self._show()

    def do_delivery_type(self) -> None:
        kinds = sorted({event.type for event in self._events()})

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(kind) for kind in ("all", *kinds) if line.strip().lower() in kind]

        def check(kind: str) -> str | None:
            return None if kind == "all" or kind in kinds else "Choose one of the kinds above, or all."

        def then(kind: str) -> None:
            self._kind, self._tab = "" if kind == "all" else kind, 1
            self._show()

        self.ask(Question("show events of kind", then, suggest=suggest, check=check, take_first=True))

    def do_app_filter(self) -> None:
        self.do_delivery_type()

    def do_list_next_tab(self) -> None:
        self._turn(1)

    def do_list_previous_tab(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self._tab = (self._tab + step) % len(_TABS)
        self.query_one(Table).move_to(0)
        self._show()

    def do_list_open(self) -> None:
        row = self.query_one(Table).current
        about = row.about if row is not None else None
        if isinstance(about, EventRow):
            if about.thread_id:
                self.program.open_thread(about.thread_id)
            else:
                self.tell("The mail of this event is not here.")
        elif isinstance(about, InboxRow):
            self._narrow(about)
            self._turn(1)
        elif isinstance(about, SuppressionRow):
            self._explain(about)

    def _explain(self, row: SuppressionRow) -> None:
        """Go to the newest event that tells why an address is suppressed."""
        for event in self._events():
            if event.recipient.casefold() == row.email.casefold() and event.thread_id and event.type != "sent":
                self.program.open_thread(event.thread_id)
                return
        self.tell(f"No mail to {row.email} is here that would say more.")

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def do_app_back(self) -> None:
        if self._inbox is not None:
            self._tab = 0
            self._narrow(None)
        else:
            super().do_app_back()

    def keys_line(self) -> Sequence[Piece]:
        return [Piece(" Tab inboxes, events, suppressed   Enter into   p period   t kind   q back   ? help", "dim")]

"""Delivery: what became of the mail that went out, inbox by inbox, over time, event by event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual import events as textual_events
from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions.action import Suggestion
from commune_tui.actions.commands import DELIVERY
from commune_tui.keys.hints import Hint
from commune_tui.mail import delivery
from commune_tui.mail.delivery import EVERYTHING, PERIODS, Standing
from commune_tui.mail.events import DeliveryChanged, Fact
from commune_tui.store.rows import EventRow, InboxRow, SuppressionRow
from commune_tui.ui import delivery_lines
from commune_tui.ui.acts.moving import Moving
from commune_tui.ui.pieces import Piece
from commune_tui.ui.question import Question
from commune_tui.ui.screens.base import CommuneScreen
from commune_tui.ui.widgets.line_list import LineList
from commune_tui.ui.widgets.lines import Lines
from commune_tui.ui.widgets.table import Row, Table
from commune_tui.ui.widgets.text_line import TextLine

_TABS = ("Inboxes", "Events", "Suppressed addresses")
_STRETCHES = 30
_MOST_EVENTS = 5000
_LEAST_FOR_PLOT = 22
_WORDS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days"}


_HINTS = (
    ("list.next_tab", "inboxes, events, suppressed"), ("list.open", "into"), ("delivery.period", "period"),
    ("delivery.scope", "inbox, domain"), ("delivery.type", "kind"), ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip


class DeliveryScreen(Moving, CommuneScreen):
    """Tab changes between inboxes, events and suppressed addresses; ``p`` the period; Enter goes into a row."""

    key_context = DELIVERY

    def __init__(self) -> None:
        super().__init__()
        self._period = "7d"
        self._tab = 0
        self._scope = EVERYTHING
        self._kind = ""

    def body(self) -> Iterable[Widget]:
        yield TextLine(id="where")
        yield Lines(id="figures")
        yield Lines(id="plot")
        yield TextLine(id="tabs")
        yield TextLine(id="columns")
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

    def _boxes(self) -> list[InboxRow]:
        """The inboxes that are looked at."""
        return delivery.scopes(self.program.session.inboxes()).get(self._scope, [])

    def _look(self) -> None:
        """Ask the server about what is on the screen."""
        self.program.session.look_at_delivery([row.id for row in self._boxes()], self._period)

    def _standings(self) -> list[Standing]:
        session, boxes = self.program.session, self._boxes()
        newest = {row.id: next(iter(session.metrics(row.id, self._period)), None) for row in boxes}
        return delivery.standings(boxes, newest, self._scope)

    def _events(self, kind: str = "") -> list[EventRow]:
        session = self.program.session
        if self._scope == EVERYTHING:
            return session.events(kind=kind, limit=_MOST_EVENTS)
        return session.events_of([row.id for row in self._boxes()], kind=kind, limit=_MOST_EVENTS)

    def _show(self) -> None:
        width, height, now = self.size.width or 80, self.size.height or 24, clock.now()
        standings = self._standings()
        name = "all inboxes" if self._scope == EVERYTHING else self._scope
        self.query_one("#where", TextLine).say(*delivery_lines.heading(name, _WORDS[self._period], standings, now))
        self.query_one("#figures", Lines).say(
            delivery_lines.figures(standings[0], width, self.program.worded(self.program.session.weather()))
        )
        rows = 4 if height >= 24 else 2
        drawn = height >= _LEAST_FOR_PLOT
        stretches = delivery.buckets(self._events(), self._period, now, _STRETCHES) if drawn else []
        ascii_only = self.program.settings.ascii
        self.query_one("#plot", Lines).say(
            delivery_lines.plot(stretches, width, rows, ascii_only=ascii_only) if drawn else []
        )
        self._show_tab(standings, width)

    def _show_tab(self, standings: Sequence[Standing], width: int) -> None:
        session = self.program.session
        names = {row.id: row.address.partition("@")[0] for row in session.inboxes()}
        logged = [event for event in self._events(self._kind) if self._within(event)]
        silent = [row for row in session.suppressions() if self._concerns(row)]
        shown = standings if delivery.answered(standings)[1] > 1 else standings[1:]
        rows = (
            delivery_lines.compared(shown, width),
            delivery_lines.events(logged, width, self.program.signs, names),
            delivery_lines.suppressed(silent, width),
        )
        numbers = (delivery.answered(standings)[1], len(logged), len(silent))
        pieces: list[Piece] = []
        for place, (label, number) in enumerate(zip(_TABS, numbers, strict=True)):
            here = place == self._tab
            text = f"{label} {number:,}"
            pieces.append(Piece(f" [{text}]" if here else f"  {text} ", "strong" if here else "dim"))
        more = [Piece(f"only {self._kind.replace('_', ' ')}  ", "accent")] if self._kind and self._tab == 1 else []
        self.query_one("#tabs", TextLine).say(pieces, more)
        head = self.query_one("#columns", TextLine)
        head.display = self._tab == 0 and bool(shown)
        head.say(delivery_lines.columns(width))
        self.query_one(Table).fill(rows[self._tab] or [self._nothing()])

    def _nothing(self) -> Row:
        kind = f"“{self._kind.replace('_', ' ')}” " if self._kind else ""
        words = (
            "There is no inbox yet.",
            f"No {kind}event is known of these {_WORDS[self._period]}.",
            "Every address may be written to.",
        )
        return Row((Piece(f" {words[self._tab]}", "dim"),))

    def _within(self, event: EventRow) -> bool:
        return event.at is not None and clock.now() - event.at <= PERIODS[self._period]

    def _concerns(self, row: SuppressionRow) -> bool:
        return self._scope == EVERYTHING or delivery.concerns(row, self._boxes())

    # -- commands --------------------------------------------------------------------------------------------------

    def do_delivery_period(self) -> None:
        names = list(PERIODS)
        self._period = names[(names.index(self._period) + 1) % len(names)]
        self._look()
        self._show()

    def do_delivery_scope(self) -> None:
        names = list(delivery.scopes(self.program.session.inboxes()))

        def suggest(line: str) -> Sequence[Suggestion]:
            return [Suggestion(name) for name in names if line.strip().lower() in name.lower()]

        def check(name: str) -> str | None:
            return None if name in names else "Choose an inbox or a domain of those above, or all."

        self.ask(Question("show", self._narrow, suggest=suggest, check=check, take_first=True))

    def _narrow(self, scope: str) -> None:
        self._scope = scope
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
        elif isinstance(about, Standing):
            if about.name in delivery.scopes(self.program.session.inboxes()):
                self._narrow(about.name)
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
        if self._scope != EVERYTHING:
            self._tab = 0
            self._narrow(EVERYTHING)
        else:
            super().do_app_back()

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

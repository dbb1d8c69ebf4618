"""Delivery: what became of the mail that went out, inbox by inbox, over time, event by event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual import events as textual_events
from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import delivery
from commune_tui.actions.commands import DELIVERY
from commune_tui.keys.hints import Hint
from commune_tui.mail.delivery import EVERYTHING, Stats, answered, buckets
from commune_tui.mail.events import DeliveryChanged, Fact
from commune_tui.store.rows import EventRow, SuppressionRow
from commune_tui.ui.delivery import lines
from commune_tui.ui.kit.cursor import CursorCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.lines import Lines
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_TABS = ("Inboxes", "Events", "Suppressed addresses")
_STRETCHES = 30
_LEAST_FOR_PLOT = 22


_HINTS = (
    ("list.next_tab", "inboxes, events, suppressed"), ("list.open", "into"), ("delivery.period", "period"),
    ("delivery.scope", "inbox, domain"), ("delivery.type", "kind"), ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip


class DeliveryScreen(CommuneScreen):
    """Tab changes between inboxes, events and suppressed addresses; ``p`` the period; Enter goes into a row."""

    key_context = DELIVERY
    parts: tuple[CursorCommands]

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (CursorCommands(lambda: self._rows),)
        self._look = delivery.Look()
        self._tab = 0

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield Lines(id="figures")
        yield Lines(id="plot")
        yield TextLine(id="tabs")
        yield TextLine(id="columns")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.focus()
        self._ask()
        self._show()

    def on_unmount(self) -> None:
        self.program.session.viewing.look_at_delivery((), "")

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, DeliveryChanged) for fact in facts):
            self._show()

    def on_resize(self, event: textual_events.Resize) -> None:
        self.call_after_refresh(self._show)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask the server about what is on the screen."""
        delivery.ask(self.program.session, self._look)

    def draw_ages(self) -> None:
        self._show()

    def _show(self) -> None:
        width, height, now = self.size.width or 80, self.size.height or 24, clock.now()
        session, look = self.program.session, self._look
        stats = delivery.stats(session, look)
        name = "all inboxes" if look.scope == EVERYTHING else look.scope
        self.query_one("#where", TextLine).say(*lines.heading(name, look.time, stats, now))
        self.query_one("#figures", Lines).say(
            lines.figures(stats[0], width, self.program.worded(session.status.sentence()))
        )
        rows = 4 if height >= 24 else 2
        drawn = height >= _LEAST_FOR_PLOT
        happened = delivery.events(session, look._replace(kind="")) if drawn else []
        stretches = buckets(happened, look.period, now, _STRETCHES) if drawn else []
        ascii_only = self.program.settings.ascii
        self.query_one("#plot", Lines).say(lines.plot(stretches, width, rows, ascii_only=ascii_only) if drawn else [])
        self._show_tab(stats, width)

    def _show_tab(self, stats: Sequence[Stats], width: int) -> None:
        session, look = self.program.session, self._look
        names = {row.id: row.address.partition("@")[0] for row in session.reads.inboxes()}
        logged, silent = delivery.log(session, look), delivery.suppressed(session, look)
        shown = delivery.compared(stats)
        rows = (
            lines.compared(shown, width),
            lines.events(logged, width, self.program.glyphs, names),
            lines.suppressed(silent, width),
        )
        numbers = (answered(stats)[1], len(logged), len(silent))
        fragments: list[Fragment] = []
        for place, (label, number) in enumerate(zip(_TABS, numbers, strict=True)):
            here = place == self._tab
            text = f"{label} {number:,}"
            fragments.append(Fragment(f" [{text}]" if here else f"  {text} ", "strong" if here else "dim"))
        more = [Fragment(f"only {delivery.kind_word(look.kind)}  ", "accent")] if look.kind and self._tab == 1 else []
        self.query_one("#tabs", TextLine).say(fragments, more)
        head = self.query_one("#columns", TextLine)
        head.display = self._tab == 0 and bool(shown)
        head.say(lines.columns(width))
        self._rows.fill(rows[self._tab] or [self._nothing()])

    def _nothing(self) -> Row:
        words = (delivery.NO_INBOX, delivery.no_events(self._look), delivery.NONE_SUPPRESSED)
        return Row((Fragment(f" {words[self._tab]}", "dim"),))

    # -- commands --------------------------------------------------------------------------------------------------

    def do_delivery_period(self) -> None:
        self._turn_to(self._look._replace(period=delivery.next_period(self._look.period)))

    def _turn_to(self, look: delivery.Look) -> None:
        self._look = look
        self._ask()
        self._show()

    def do_delivery_scope(self) -> None:
        session = self.program.session

        def check(words: str) -> str | None:
            return delivery.no_scope(session, words) or None

        suggest = partial(delivery.scopes, session)
        self.ask(Question("show", self._narrow, suggest=suggest, check=check, take_first=True))

    def _narrow(self, words: str) -> None:
        if (scope := delivery.scope_named(self.program.session, words)) is not None:
            self._turn_to(self._look._replace(scope=scope))

    def do_delivery_type(self) -> None:
        known = delivery.kinds(self.program.session, self._look)

        def check(words: str) -> str | None:
            return delivery.no_kind(words, known) or None

        def then(words: str) -> None:
            self._look, self._tab = self._look._replace(kind=delivery.kind_named(words, known) or ""), 1
            self._show()

        suggest = partial(delivery.kinds_like, known=known)
        self.ask(Question("show events of kind", then, suggest=suggest, check=check, take_first=True))

    def do_app_filter(self) -> None:
        self.do_delivery_type()

    def do_list_next_tab(self) -> None:
        self._turn(1)

    def do_list_previous_tab(self) -> None:
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self._tab = (self._tab + step) % len(_TABS)
        self._rows.move_to(0)
        self._show()

    def do_list_open(self) -> None:
        row = self._rows.current
        about = row.about if row is not None else None
        if isinstance(about, EventRow):
            if about.thread_id:
                self.program.go.open_thread(about.thread_id)
            else:
                self.tell(delivery.NOT_HERE)
        elif isinstance(about, Stats):
            self._narrow(about.name)
            self._turn(1)
        elif isinstance(about, SuppressionRow):
            self._explain(about)

    def _explain(self, row: SuppressionRow) -> None:
        """Go to the newest event that tells why an address is suppressed."""
        if (event := delivery.behind(self.program.session, self._look, row)) is not None:
            self.program.go.open_thread(event.thread_id)
        else:
            self.tell(delivery.nothing_behind(row))

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def do_app_back(self) -> None:
        if self._look.scope != EVERYTHING:
            self._tab = 0
            self._narrow(EVERYTHING)
        else:
            self.program.go.back()

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

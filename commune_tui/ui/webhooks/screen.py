"""Webhook deliveries: how the endpoints do, what was posted to them, when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import webhook_filter, webhooks
from commune_tui.actions.administration import Target
from commune_tui.actions.commands import WEBHOOKS
from commune_tui.actions.speech import ago, number
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Administered, Fact, PlaceChanged, ThreadsChanged
from commune_tui.mail.sync.resources.webhooks import opened
from commune_tui.store.webhooks import WebhookRow
from commune_tui.text import wrapped
from commune_tui.ui.administration import AdministrationCommands, AdministrationScreen
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.question import Question
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import HeadLine
from commune_tui.ui.webhooks import rows

_HINTS = (
    ("list.open", "attempts"), ("webhooks.mail", "the mail"), ("webhook.retry", "again"),
    ("webhook.retry_all", "many again"), ("webhooks.filter", "filter"), ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip
_ROOMY = 100


def _tells(fact: Fact) -> bool:
    """Whether the list was read anew, or a mail that something of it was about may have come."""
    return isinstance(fact, ThreadsChanged | Administered) or (
        isinstance(fact, PlaceChanged) and fact.place == WEBHOOKS
    )


class WebhooksScreen(AdministrationScreen):
    """Newest first; Enter shows the attempts of a delivery below the list, and hides them again."""

    key_context = WEBHOOKS
    parts: tuple[PagedCommands, AdministrationCommands]
    DEFAULT_CSS = """
    WebhooksScreen #health { height: auto; }
    WebhooksScreen #rows { height: 3fr; }
    WebhooksScreen #about { height: 2fr; border-top: solid $faint; }
    """

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (
            PagedCommands(lambda: self._rows),
            AdministrationCommands(self, self._meant, lambda came: self.show()),
        )
        self._known, self._words, self._opened = False, words, ""

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield Page(id="health")
        yield self._rows
        yield Page(id="about")

    def on_mount(self) -> None:
        self._rows.focus()

    def place(self) -> str:
        return opened(self._opened) if self._opened else WEBHOOKS

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if not self._known or any(map(_tells, facts)):
            self.show()  # while nothing is known, what is in the way of it is shown

    @property
    def current(self) -> WebhookRow | None:
        """The delivery under the cursor."""
        row = self._rows.current
        return row.about if row is not None and isinstance(row.about, WebhookRow) else None

    def _meant(self, target: Target) -> str:
        return self.current.id if self.current is not None else ""

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Read the list and the health of the endpoints, and draw them."""
        session, now, width = self.program.session, clock.now(), self.size.width or 80
        found, chosen = webhooks.deliveries(session), webhooks.shown(session, self._words)
        self._known = found.read_at is not None
        newest = "the newest " if found.more else ""
        fits = f"{len(chosen)} of " if self._words else ""
        whole, roomy = number(len(found.rows), "delivery", "deliveries"), width >= _ROOMY
        whole = f"{whole}, as of" if roomy else f"{len(found.rows)},"
        count = f"{fits}{newest}{whole} {ago(found.read_at, now)} "
        about = webhooks.shows(self._words) if self._words or roomy else ""
        title = [Fragment(" Webhooks ", "strong"), Fragment(about, "dim")]
        self.query_one("#where", TextLine).say(title, [Fragment(count, "dim")] if self._known else [])
        endpoints, signs = webhooks.endpoints(session), self.program.settings.ascii
        health = rows.health(endpoints, found.rows, width, now, ascii_only=signs)
        page = self.query_one("#health", Page)
        page.styles.height = len(health)
        page.show(health)
        sentence = wrapped(self.program.worded(webhooks.empty(session, found, self._words)), width - 4)
        self._rows.fill(rows.lines(chosen, width, now) or [Row((Fragment(f" {each}", "dim"),)) for each in sentence])
        self._tell_more()

    @on(LineList.CursorMoved)
    def _tell_more(self) -> None:
        row, width = self.current, self.size.width or 80
        tried = webhooks.tried(self.program.session, row.id) if row is not None and row.id == self._opened else ()
        about = self.query_one("#about", Page)
        about.display = row is not None
        about.show(rows.about(row, tried, width, clock.now()))

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

    # -- going ---------------------------------------------------------------------------------------------------------

    def do_list_open(self) -> None:
        row = self.current
        if row is not None:
            self._opened = "" if row.id == self._opened else row.id
            self.program.session.viewing.be_in(self.place())
            self._tell_more()

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def do_webhooks_mail(self) -> None:
        row = self.current
        if row is not None and row.thread_id:
            self.program.go.open_thread(row.thread_id)
        else:
            self.tell(webhooks.NOT_HERE)

    def do_webhooks_filter(self, words: str = "") -> None:
        def then(line: str) -> None:
            self._words = line.strip()
            self._rows.move_to(0)
            self.show()

        def check(line: str) -> str | None:
            return webhook_filter.wrong(line) or None

        if words and not check(words):
            then(words)
        else:
            self.ask(Question("show deliveries", then, words or self._words, webhook_filter.suggested, check,
                              enter="show"))  # fmt: skip

    def do_app_filter(self) -> None:
        self.do_webhooks_filter()

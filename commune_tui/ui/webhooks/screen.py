"""Webhook deliveries: what was posted to the endpoints of inboxes, when, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from textual import on
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions import webhooks
from commune_tui.actions.commands import WEBHOOKS
from commune_tui.actions.speech import ago, number
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Fact, PlaceChanged, ThreadsChanged
from commune_tui.store.webhooks import WebhookRow
from commune_tui.text import cut, pad, wrapped
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen, HeadLine

_ROLES = {"delivered": "good", "retrying": "warn", "dead": "bad"}
_LEAST_FOR_SUBJECT = 100
_HINTS = (("list.open", "to the mail"), ("app.sync", "ask again"), ("app.leave", "back"), ("app.help", "help"))


def lines(rows: Sequence[WebhookRow], width: int, now: datetime) -> list[Row]:
    """The deliveries as rows: when, where to, how it stands, how often it was tried, when again and why; where there is
    room, about which mail."""
    made = []
    room = max(0, width - 36)
    about = room * 3 // 10 if width >= _LEAST_FOR_SUBJECT else 0
    to = (room - about) * 9 // 20
    why = room - about - to
    for row in rows:
        at = f"{clock.local(row.created_at):%d %b %H:%M}" if row.created_at is not None else "no date"
        fragments = (
            Fragment(pad(f" {at}", 15), "dim"),
            Fragment(pad(cut(webhooks.host(row), to), to + 1), "accent"),
            Fragment(pad(cut(webhooks.what(row).short, 9), 10), _ROLES.get(row.status, "plain")),
            Fragment(pad(cut(webhooks.tries(row), 5), 6)),
            Fragment(pad(cut(", ".join(filter(None, (webhooks.again(row, now), webhooks.answer(row)))), why), why + 1)),
            Fragment(cut(row.subject, about), "dim"),
        )
        made.append(Row(fragments, row))
    return made


def _tells(fact: Fact) -> bool:
    """Whether the list was read anew, or a mail that something of it was about may have come."""
    return isinstance(fact, ThreadsChanged) or (isinstance(fact, PlaceChanged) and fact.place == WEBHOOKS)


class WebhooksScreen(CommuneScreen):
    """Newest first; Enter goes to the mail that a delivery was about."""

    key_context = WEBHOOKS
    parts: tuple[PagedCommands]

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        self.parts = (PagedCommands(lambda: self._rows),)
        self._known = False

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        yield self._rows

    def on_mount(self) -> None:
        self._rows.focus()

    def on_screen_resume(self) -> None:
        self.program.session.viewing.be_in(WEBHOOKS)
        self._show()

    def on_screen_suspend(self) -> None:
        if not isinstance(self.program.screen, WebhooksScreen):
            self.program.session.viewing.be_in("")

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if not self._known or any(map(_tells, facts)):
            self._show()  # while nothing is known, what is in the way of it is shown

    def _show(self) -> None:
        session, now, width = self.program.session, clock.now(), self.size.width or 80
        found = webhooks.deliveries(session)
        self._known = found.read_at is not None
        newest = "the newest " if found.more else ""
        count = f"{newest}{number(len(found.rows), 'delivery', 'deliveries')}, as of {ago(found.read_at, now)} "
        title = [Fragment(" Webhooks ", "strong"), Fragment("posts to the owners of inboxes", "dim")]
        self.query_one("#where", TextLine).say(title, [Fragment(count, "dim")] if self._known else [])
        sentence = wrapped(self.program.worded(webhooks.empty(session, found)), width - 4)
        self._rows.fill(lines(found.rows, width, now) or [Row((Fragment(f" {each}", "dim"),)) for each in sentence])

    def do_list_open(self) -> None:
        row = self._rows.current
        if row is not None and isinstance(row.about, WebhookRow):
            if row.about.thread_id:
                self.program.go.open_thread(row.about.thread_id)
            else:
                self.tell(webhooks.NOT_HERE)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

"""The screen one leaves open: inboxes, threads, the conversation. Composes and routes; others fetch, format, act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from commune_tui.actions.commands import LIST, READER
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import ActUndone, CameOnline, Fact, InboxesChanged, SyncMoved, ThreadsChanged, WentOffline
from commune_tui.query import ALL
from commune_tui.ui.acts.going import Going
from commune_tui.ui.acts.looking import Looking
from commune_tui.ui.acts.moving import Moving
from commune_tui.ui.acts.reading import Reading
from commune_tui.ui.acts.selecting import Selecting
from commune_tui.ui.acts.triaging import Triaging
from commune_tui.ui.acts.writing import Writing
from commune_tui.ui.thread_line import COLUMNS
from commune_tui.ui.widgets.line_list import LineList
from commune_tui.ui.widgets.sidebar import Sidebar
from commune_tui.ui.widgets.status_line import StatusLine
from commune_tui.ui.widgets.text_line import TextLine
from commune_tui.ui.widgets.thread_list import ThreadList

_HELP = ("app.help", "help")
_LIST_HINTS = (
    ("list.open", "open"), ("thread.close", "close"), ("thread.reply", "reply"), ("thread.assign", "assign"),
    ("thread.tag", "tag"), ("app.filter", "filter"), ("list.next_tab", "split"), _HELP,
)  # fmt: skip
_INBOX_HINTS = (("list.open", "show"), ("list.reader", "to the threads"), ("app.filter", "filter"), _HELP)
_READER_HINTS = (
    ("thread.close", "close"), ("thread.reply", "reply"), ("thread.assign", "assign"), ("reader.next_thread", "next"),
    ("reader.agent", "view…"), ("app.leave", "back"), _HELP,
)  # fmt: skip


_AGES_S = 60.0
"""So often ages are drawn anew, whatever else happens."""


class MainScreen(Reading, Going, Looking, Selecting, Triaging, Writing, Moving):
    """Inboxes, threads and reader, as many beside each other as there is room for.

    The cursor stays on its thread whatever comes in; only while the first mail is being fetched, and nobody has
    pressed a key, it stays at the top.
    """

    _pressed = False
    _first_fetch = True

    def body(self) -> ComposeResult:
        yield TextLine(id="splits")
        with Horizontal(id="panes"):
            yield Sidebar()
            yield ThreadList()

    def compose(self) -> ComposeResult:
        # The first frame needs no more; all else comes with complete(), while the person looks at the list.
        yield from self.body()
        yield StatusLine(self)

    async def complete(self) -> None:
        """Add what the first frame did without: the reader, the line that asks, the hints."""
        from commune_tui.ui.widgets.reader import Reader

        self._reader = Reader()
        await self.query_one("#panes").mount(self._reader)
        await self.mount(*self.on_demand(), before="#status")
        self.set_interval(_AGES_S, self.draw_ages)

    @property
    def key_context(self) -> str:  # type: ignore[override]
        return READER if self.in_reader else LIST

    def moving_list(self) -> LineList[Any]:
        return self.sidebar if self.focused is self.sidebar else self.threads

    def on_mount(self) -> None:
        self.threads.signs = self.sidebar.signs = self.program.signs
        self.threads.me = self.session.me
        self.threads.lines_per_item = self.program.settings.lines_per_thread
        self.threads.columns = frozenset(self.session.choice("columns").split()) & frozenset(COLUMNS) or None
        self.threads.focus()
        self.open_view(stay=False)
        self._first_fetch = not any(self._counts[1])

    def clear_told(self) -> None:
        super().clear_told()
        self.reader.wanted = None
        self._pressed = True

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        undone = [fact for fact in facts if isinstance(fact, ActUndone)]
        if undone and len(undone[-1].thread_ids) == 1 and not self.in_reader:
            (self.wanted,) = undone[-1].thread_ids
        if undone or any(isinstance(fact, (ThreadsChanged, InboxesChanged)) for fact in facts):
            moved = self._pressed or self.in_reader or self.threads.cursor > 0
            self.open_view(stay=moved or not self._first_fetch)
            self._first_fetch = self._first_fetch and not self.session.whole
        elif not self.threads.count and any(isinstance(fact, (SyncMoved, WentOffline, CameOnline)) for fact in facts):
            self.show_emptiness(*self.session.counts([ALL]))
        if any(isinstance(fact, SyncMoved) for fact in facts):
            self.draw_ages()
        self.reader.hear(facts)
        self.look()

    def draw_ages(self) -> None:
        """Time has passed: how old everything is."""
        self.threads.repaint()
        self.sidebar.repaint()
        self.reader.draw_ages()
        self.follow_standing()

    @on(LineList.CursorMoved)
    def _moved(self, event: LineList.CursorMoved) -> None:
        if event.list is self.threads and type(event) is LineList.CursorMoved:
            self.look()

    def on_resize(self, event: events.Resize) -> None:
        self.fit_panes(event.size.width)
        self.show_splits(event.size.width)

    def hints(self) -> Sequence[Hint]:
        in_inboxes = self.focused is self.sidebar
        shown = _READER_HINTS if self.in_reader else _INBOX_HINTS if in_inboxes else _LIST_HINTS
        return self.program.keys.keymap.hints(shown)

"""The screen one leaves open: inboxes, threads, the conversation. Composes and routes; its parts fetch, format, act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from commune_tui.actions.commands import LIST, READER
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import ActUndone, CameOnline, Fact, InboxesChanged, SyncMoved, ThreadsChanged, WentOffline
from commune_tui.query import ALL
from commune_tui.ui.inbox.hints import INBOX_HINTS, LIST_HINTS, READER_HINTS
from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.inbox.split_row import split_at
from commune_tui.ui.inbox.targets import Targets
from commune_tui.ui.inbox.thread_line import in_short, kept_columns
from commune_tui.ui.inbox.view import View
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.ui.inbox.commands import InboxCommands

_LEGEND_FROM = 20
"""Rows that a window has at least where one of them explains the signs."""


class MainScreen(CommuneScreen):
    """Inboxes, threads and reader, as many beside each other as there is room for.

    The cursor stays on its thread whatever comes in; only while the first mail is being fetched, and nobody has
    pressed a key, it stays at the top.
    """

    parts: InboxCommands

    def __init__(self) -> None:
        super().__init__()
        self.panes = Panes(self)
        self.view = View(self, self.panes)
        self.targets = Targets(self, self.panes)
        self._pressed = False
        self._first_fetch = True
        self._legend = TextLine(id="legend")
        """What the signs mean, for somebody who has never seen them."""

    def body(self) -> ComposeResult:
        yield self.view.splits
        with Horizontal(id="panes"):
            yield self.panes.sidebar
            yield self.panes.pair

    def compose(self) -> ComposeResult:
        # The first frame needs no more; all else comes with complete(), while the person looks at the list.
        yield from self.body()
        if self.program.demo:
            yield self._legend
        yield self.status_line

    async def complete(self) -> None:
        """Add what the first frame did without: the reader, the line that asks, the hints, what answers commands."""
        from commune_tui.ui.inbox.commands import commands
        from commune_tui.ui.thread.reader import Reader

        await self.panes.complete(Reader())
        self.parts = commands(self, self.panes, self.view, self.targets)
        await self.mount(*self.on_demand(), before="#status")
        self.panes.following.now()

    @property
    def key_context(self) -> str:  # type: ignore[override]
        return READER if self.panes.in_reader else LIST

    def chosen(self) -> list[str]:
        return self.targets.chosen()

    def on_mount(self) -> None:
        threads, session = self.panes.threads, self.program.session
        threads.glyphs = self.panes.sidebar.glyphs = self.program.glyphs
        threads.me = session.me
        threads.density = self.program.settings.lines_per_thread
        threads.columns = kept_columns(session.preferences.get("columns"))
        self.set_focus(threads)  # at once, so that the first frame shows it
        self.view.open(stay=False)
        self._first_fetch = not self.view.has_any

    def clear_told(self) -> None:
        super().clear_told()
        self.panes.reader.wanted = None
        self._pressed = True

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        session, threads, in_reader = self.program.session, self.panes.threads, self.panes.in_reader
        undone = [fact for fact in facts if isinstance(fact, ActUndone)]
        if undone and len(undone[-1].thread_ids) == 1:
            (self.view.wanted,) = undone[-1].thread_ids
            if in_reader:
                self.parts.opening.read_thread(self.view.wanted)
        if undone or any(isinstance(fact, (ThreadsChanged, InboxesChanged)) for fact in facts):
            moved = self._pressed or in_reader or threads.cursor > 0
            self.view.open(stay=moved or not self._first_fetch)
            self._first_fetch = self._first_fetch and not session.status.whole
        elif not threads.count and any(isinstance(fact, (SyncMoved, WentOffline, CameOnline)) for fact in facts):
            self.view.show_emptiness(*session.reads.counts([ALL]))
        if any(isinstance(fact, SyncMoved) for fact in facts):
            self.draw_ages()
        self.panes.reader.hear(facts)
        self.panes.look()

    def follow_agents(self) -> None:
        super().follow_agents()
        self.view.show_splits()

    def draw_ages(self) -> None:
        self.panes.threads.repaint()
        if self.parts:  # all that comes after the first frame is there
            self.panes.reader.draw_ages()
        self.follow_status()

    @on(LineList.CursorMoved)
    def _moved(self, event: LineList.CursorMoved) -> None:
        event.stop()
        if event.list is self.panes.threads and type(event) is LineList.CursorMoved:
            self.panes.look()
            self.panes.following.moved()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click gave a pane the keys: as a key would have done it."""
        panes = self.panes
        if event.widget is self.focused and event.widget is not panes.has_keys:
            if event.widget is panes.sidebar or event.widget is panes.threads:
                self.parts.display.go_to(event.widget)
            elif panes.previews and event.widget is panes.reader:
                self.parts.opening.read_thread(panes.reader.thread_id)

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        self.set_focus(event.list)  # at once: where opening leads to has the keys in the end
        self.parts.opening.do_list_open()

    @on(TextLine.Clicked, "#splits")
    def _clicked_split(self, event: TextLine.Clicked) -> None:
        self.view.go_to(self.view.shows._replace(split=split_at(event.index)))

    def on_resize(self, event: events.Resize) -> None:
        self._legend.display = legend = bool(self.program.demo) and event.size.height >= _LEGEND_FROM
        self._legend.say(in_short(self.program.glyphs, event.size.width))
        self.panes.around = 2 + legend
        self.panes.fit(event.size.width, event.size.height)
        self.panes.follow()
        self.view.show_splits(event.size.width)

    def hints(self) -> Sequence[Hint]:
        panes = self.panes
        shown = READER_HINTS if panes.in_reader else INBOX_HINTS if panes.in_inboxes else LIST_HINTS
        return self.program.keys.keymap.hints(shown)

"""The conversation beside the list shows the thread under its cursor, once that rests. Nothing is read by that, unless
the settings say after how long it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from commune_tui.actions.looking import read
from commune_tui.ui.kit.rest import Rest
from commune_tui.ui.screen import CommuneScreen

if TYPE_CHECKING:
    from commune_tui.ui.inbox.thread_list import ThreadList
    from commune_tui.ui.thread.reader import Reader

REST_S = 0.12
"""A key that is held repeats faster than this, so that it draws rows of the list only."""


class Panes(Protocol):
    """List and conversation, and whether the one is to follow the other."""

    @property
    def previews(self) -> bool: ...

    @property
    def threads(self) -> ThreadList: ...

    @property
    def reader(self) -> Reader: ...


class Following:
    """Part of the panes."""

    def __init__(self, screen: CommuneScreen, panes: Panes) -> None:
        self._screen, self._panes = screen, panes
        program = screen.program
        self._rest = Rest(program.after, REST_S, self.now)
        self._read_after_s = program.settings.read_after_s
        self._reading = Rest(program.after, self._read_after_s, self._count_as_read)
        self._fetching = False

    def moved(self) -> None:
        """The cursor stands on another thread."""
        if self._panes.previews:
            self._reading.stop()
            self._rest.moved()

    def now(self) -> None:
        """Show the thread under the cursor."""
        self._rest.stop()
        if not self._panes.previews:
            return
        reader, row = self._panes.reader, self._panes.threads.current
        if row is None:
            reader.close()
        elif row.id != reader.thread_id:
            reader.open(row.id, only_looked_at=True)
        if row is not None and self._read_after_s:
            self._reading.moved()
        self._fetch(row is not None and not reader.talk.entries)

    def stop(self) -> None:
        """The conversation was opened, or is not shown any more."""
        self._rest.stop()
        self._reading.stop()
        self._fetching = False

    def _fetch(self, wanted: bool) -> None:
        """A thread of which no mail is here yet is asked for; the others are as fresh as the list."""
        if wanted or self._fetching:
            self._screen.program.session.viewing.open_thread(self._panes.reader.thread_id if wanted else None)
        self._fetching = wanted

    def _count_as_read(self) -> None:
        if self._panes.previews and (row := self._panes.threads.current) is not None:
            self._screen.program.attempt(read(self._screen.program.session, row))

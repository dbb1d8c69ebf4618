"""The loop that keeps the copy true: plans, asks, and tells what changed. One for an account; stops cleanly."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.mail.events import (
    CameOnline,
    DeliveryChanged,
    Fact,
    InboxesChanged,
    SyncMoved,
    ThreadsChanged,
    WentOffline,
)
from commune_tui.mail.sync.asks import Ask
from commune_tui.mail.sync.budget import Budget
from commune_tui.mail.sync.known import InboxKnown, Known, from_json
from commune_tui.mail.sync.perform import Performer
from commune_tui.mail.sync.plan import Pace, Screen, next_due_s, plan, steps_left
from commune_tui.mail.sync.weather import Weather, judge
from commune_tui.store import attachments, due, inboxes, sync_state
from commune_tui.store.database import Database
from commune_tui.store.errors import StoreError

if TYPE_CHECKING:
    from commune_tui.api import Commune

_TRIAGE_BATCH = 64
_FILES_BATCH = 16


def remembered(conn: sqlite3.Connection) -> Known:
    """The knowledge of the last run."""
    known = Known()
    for row in inboxes.rows(conn):
        kept = sync_state.get(conn, f"inbox:{row.id}")
        inbox = known.inboxes[row.id] = InboxKnown() if kept is None else from_json(kept)
        if inbox.history_done and inbox.listed_at is not None:
            known.counts_differ += due.counts_differ(conn, row.id)
    known.triage_in_list = sync_state.get(conn, "triage_in_list")
    return known


class Sync:
    """``tell`` is called with facts, from the loop's task. ``weather`` says how the server stands."""

    def __init__(
        self, client: Commune, database: Database, tell: Callable[[Fact], None], *, pace: Pace | None = None
    ) -> None:
        self._client, self._database, self._tell = client, database, tell
        self._pace = pace or Pace()
        self.known = database.read_now(remembered)
        self.weather = Weather()
        self.synced_at: datetime | None = None
        """When the copy last held everything that was known to be on the server."""
        self._performer = Performer(client, database, self.known)
        self._screen = Screen()
        self._budget = Budget()
        self._running: dict[asyncio.Task[set[str]], Ask] = {}
        self._failures = 0
        self._changed = asyncio.Event()
        self._told_progress: tuple[int, int] = (-1, -1)
        self._due_at: datetime | None = None

    # -- wishes ------------------------------------------------------------------------------------------------------

    def look_at(self, screen: Screen) -> None:
        """The person sees something else now: it comes first."""
        if screen != self._screen:
            self._screen = screen
            self._due_at = None
            self._changed.set()

    def now(self) -> None:
        """Ask every inbox for new mail at once, and try again if the server could not be used."""
        for inbox in self.known.inboxes.values():
            inbox.announced = True
        self._budget = Budget()
        self._changed.set()

    def announced(self, inbox_id: str | None) -> None:
        """The live stream said that there is new mail."""
        for key, inbox in self.known.inboxes.items():
            if inbox_id in (None, key):
                inbox.announced = True
        self._changed.set()

    @property
    def settled(self) -> bool:
        """Whether nothing is running and nothing is left to fetch but what time will bring."""
        history, triage = steps_left(self.known)
        listing = any(inbox.listed_at is None for inbox in self.known.inboxes.values())
        return (
            not self._running
            and self.known.inboxes_at is not None
            and not (history or triage or listing or self.known.counts_differ)
            and not (self.known.triage_in_list is False and self._due_at is None)
        )

    # -- the loop ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled."""
        listener = asyncio.create_task(self._listen(), name="live stream")
        try:
            while True:
                await self._step()
        finally:
            listener.cancel()
            for task in self._running:
                task.cancel()
            await asyncio.gather(listener, *self._running, return_exceptions=True)

    async def _step(self) -> None:
        now = clock.now()
        self._changed.clear()
        await self._read_due(now)
        free = self._budget.free(len(self._running), now)
        for ask in plan(self.known, self._screen, frozenset(self._running.values()), free, now, self._pace):
            task = asyncio.create_task(self._performer.perform(ask), name=type(ask).__name__)
            self._running[task] = ask
        self._tell_progress()
        if self.settled:
            self.synced_at = now
        done = await self._wait(now)
        changed: set[str] = set()
        for task in done:
            changed |= await self._finish(task, self._running.pop(task))
        self._tell_changes(changed)

    async def _wait(self, now: datetime) -> set[asyncio.Task[set[str]]]:
        pause = next_due_s(self.known, self._screen, now, self._pace)
        if self._budget.paused_until is not None and self._budget.paused_until > now:
            pause = (self._budget.paused_until - now).total_seconds()
        woken = asyncio.create_task(self._changed.wait())
        try:
            done, _ = await asyncio.wait({woken, *self._running}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        return {task for task in self._running if task in done}

    async def _finish(self, task: asyncio.Task[set[str]], ask: Ask) -> set[str]:
        from commune_tui.api.errors import CommuneError, NotFound, RateLimited

        now = clock.now()
        try:
            changed = task.result()
        except asyncio.CancelledError:
            return set()
        except NotFound:
            return await self._vanished(ask)
        except CommuneError as error:
            weather = judge(error, ask.scope, self._failures, now)
            if weather.forbidden:
                self.known.forbidden.add(weather.forbidden)
            elif isinstance(error, RateLimited):
                self._budget = self._budget.after_limit(weather.wait_s, now)
            elif weather.state != "fine":
                self._failures += 1
                self._budget = self._budget.after_failure(self._failures, now)
            self._became(weather)
            return set()
        except (StoreError, sqlite3.Error) as error:
            self._failures += 1
            self._budget = self._budget.after_failure(self._failures, now)
            self._became(Weather("offline", str(error)))
            return set()
        self._failures = 0
        limits = self._client.rate_limits
        self._budget = self._budget.after_success(limits.remaining, now)
        if self.weather.state != "fine":
            self._became(Weather())
        return changed

    async def _vanished(self, ask: Ask) -> set[str]:
        """The server knows nothing of what was asked about: it is not asked again, and the next listing tells why."""
        for waiting in (self.known.counts_differ, self.known.triage_due, self.known.files_due):
            for thing in (getattr(ask, "thread_id", None), getattr(ask, "attachment_id", None)):
                if thing in waiting:
                    waiting.remove(thing)
        if inbox_id := getattr(ask, "inbox_id", None):
            self.known.inboxes.pop(inbox_id, None)
            self.known.inboxes_at = None
        for thing in (getattr(ask, "thread_id", None), getattr(ask, "message_id", None)):
            if thing:
                self.known.asked_at[thing] = clock.now()
        return set()

    async def _read_due(self, now: datetime) -> None:
        """Ask the copy what it lacks, when the last answer has been worked off."""
        known = self.known
        if known.triage_in_list is None or known.triage_due or known.files_due or not self._may_look(now):
            return
        on_screen, each = self._screen.thread_ids, known.triage_in_list is False

        def read(conn: sqlite3.Connection) -> tuple[list[str], int, list[str]]:
            return (
                due.triage(conn, now, on_screen, _TRIAGE_BATCH) if each else [],
                due.triage_never_read(conn) if each else 0,
                attachments.unknown(conn, _FILES_BATCH),
            )

        known.triage_due, known.triage_total, known.files_due = await self._database.read(read)
        self._due_at = None if known.triage_due or known.files_due else now

    def _may_look(self, now: datetime) -> bool:
        return self._due_at is None or (now - self._due_at).total_seconds() > 10

    # -- telling -----------------------------------------------------------------------------------------------------

    def _became(self, weather: Weather) -> None:
        before, self.weather = self.weather, weather
        if weather.state == "fine" and before.state != "fine":
            self._tell(CameOnline())
        elif weather.sentence and weather.sentence != before.sentence:
            self._tell(WentOffline(weather.sentence))

    def _tell_progress(self) -> None:
        history, triage = steps_left(self.known)
        if (history, triage) != self._told_progress:
            self._told_progress = (history, triage)
            total = len(self.known.inboxes)
            if history:
                self._tell(SyncMoved("mail", total - history, total))
            else:
                self._tell(SyncMoved("triage" if triage else "", 0, triage))

    def _tell_changes(self, changed: Iterable[str]) -> None:
        if ids := frozenset(changed):
            self._tell(ThreadsChanged(ids))
        if self._performer.inboxes_changed:
            self._performer.inboxes_changed = False
            self._tell(InboxesChanged())
        if self._performer.delivery_changed:
            self._performer.delivery_changed = False
            self._tell(DeliveryChanged())

    async def _listen(self) -> None:
        """The live stream, as long as the server has one. A hint to ask, never the news itself."""
        with suppress(Exception):
            async for event in self._client.events.stream():
                if event.type.startswith("email."):
                    self.known.stream_works = True
                    self.announced(event.inbox_id)
        self.known.stream_works = False

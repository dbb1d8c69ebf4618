"""The loop that keeps the copy true: plans, asks, and tells what changed. One for an account; stops cleanly."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from commune_tui import clock, tasks
from commune_tui.errors import Explained
from commune_tui.mail.events import (
    CameOnline,
    DeliveryChanged,
    Fact,
    InboxesChanged,
    PlaceChanged,
    ServerSaid,
    SyncMoved,
    ThreadsChanged,
    WentOffline,
)
from commune_tui.mail.sync.connection_status import ConnectionStatus
from commune_tui.mail.sync.endpoint import Ask, Pace, Screen
from commune_tui.mail.sync.fetcher import Fetcher
from commune_tui.mail.sync.health import SyncHealth
from commune_tui.mail.sync.known import DomainKnown, InboxKnown, Known, from_json
from commune_tui.mail.sync.plan import due_of_what_shows, next_due_s, plan
from commune_tui.mail.sync.progress import progress, steps_left
from commune_tui.mail.sync.resources.attachments import AskAttachment
from commune_tui.mail.sync.resources.inbox_threads import bringing_triage
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.mail.sync.resources.triage import AskTriage
from commune_tui.mail.sync.stream import listen
from commune_tui.store import attachments, driver, due, inboxes, sync_state
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.api import Commune

log = logging.getLogger(__name__)

_TRIAGE_BATCH = 64
_FILES_BATCH = 16
_LOOK_AGAIN = timedelta(seconds=5)
_STALE_EVERY = timedelta(seconds=30)
"""So often a batch of triage that was read once is read again: at most two requests a second for what nobody sees."""
_TOLD_EVERY = timedelta(seconds=1)


def remembered(conn: sqlite3.Connection) -> Known:
    """The knowledge of the last run."""
    known = Known()
    for row in inboxes.rows(conn):
        kept = sync_state.get(conn, f"inbox:{row.id}")
        inbox = known.inboxes[row.id] = InboxKnown() if kept is None else from_json(kept)
        inbox.domain_id = row.domain_id
        if row.domain_id:
            known.domains.setdefault(row.domain_id, _domain(conn, row.domain_id))
        if inbox.history_done and inbox.listed_at is not None:
            known.counts_differ += due.counts_differ(conn, row.id)
    known.triage_in_list = sync_state.get(conn, "triage_in_list")
    moved = sync_state.get(conn, "inboxes_moved")
    known.moved = dict(moved) if isinstance(moved, dict) else {}
    return known


def _domain(conn: sqlite3.Connection, domain_id: str) -> DomainKnown:
    kept = sync_state.get(conn, f"strays:{domain_id}")
    if not (isinstance(kept, list) and len(kept) == 2):
        return DomainKnown()
    return DomainKnown(strays_at=clock.parse_iso(str(kept[0])), strays_seen=kept[1] is True)


class Sync:
    """``tell`` is called with facts, from the loop's task. :attr:`connection_status` says how the server stands."""

    def __init__(
        self, client: Commune, database: Database, tell: Callable[[Fact], None], *, pace: Pace | None = None
    ) -> None:
        self._client, self._database, self._tell = client, database, tell
        self._pace = pace or Pace()
        self.known = database.read_now(remembered)
        self.health = SyncHealth(self.known)
        self.steps = 0
        """How often the loop went round."""
        self._fetcher = Fetcher(client, database, self.known)
        self._screen = Screen()
        self._running: dict[asyncio.Task[set[str]], Ask] = {}
        self._changed = asyncio.Event()
        self._told_progress = ""
        self._told_sentence = ""
        self._due_at: datetime | None = None
        self._due_with_triage = False
        self._stale_at: datetime | None = None
        self._counted_at: datetime | None = None

    @property
    def connection_status(self) -> ConnectionStatus:
        """How the server stands, without what the key or the plan does not allow (:attr:`sentence` has it)."""
        return self.health.connection_status

    @property
    def sentence(self) -> str:
        """Everything there is to say about the server, the key and the disk; empty when all is well."""
        return self.health.sentence

    # -- what is asked for -------------------------------------------------------------------------------------------

    def look_at(self, screen: Screen) -> None:
        """The person sees something else now: it comes first."""
        if screen != self._screen:
            self._screen = screen
            self._due_at = None
            self.known.triage_due.clear()  # to be read again in the new order
            self._changed.set()

    def now(self) -> None:
        """Ask for everything again at once: new mail, inboxes, domains, lists, triage; also what was not allowed."""
        known, endless = self.known, self._fetcher.passes.endless
        for inbox_id, inbox in known.inboxes.items():
            inbox.announced = True
            inbox.history_done = inbox.history_done and f"mail {inbox_id}" not in endless
        for place in known.domains.values():
            place.polled_at, place.refused, place.strays_seen = None, False, False
        known.inboxes_at = known.domains_at = None
        known.asked_at.clear()
        known.triage_at.clear()
        known.all_from = clock.now()
        self._due_at = self._stale_at = None
        known.triage_due.clear()
        self.health.forget()
        self._told_sentence = ""  # what is still wrong then is the answer to having asked
        self._changed.set()

    def announced(self, inbox_id: str | None) -> None:
        """The live stream said that there is new mail."""
        for key, inbox in self.known.inboxes.items():
            if inbox_id in (None, key):
                inbox.announced = True
        self._changed.set()

    @property
    def knows_what_is_due(self) -> bool:
        """Whether the copy was asked what triage it lacks, and nothing: before that not all steps are counted."""
        return self.known.triage_in_list is not False or (self._due_at is not None and self._due_with_triage)

    @property
    def settled(self) -> bool:
        """Whether nothing is running and nothing is left to fetch but what time will bring."""
        known, now = self.known, clock.now()
        return (
            not self._running
            and (known.inboxes_at is not None or AskInboxes.scope in known.forbidden)
            and steps_left(known) == (0, 0)
            and self.knows_what_is_due
            and not plan(known, self._screen, frozenset(), 1, now, self._pace)
        )

    @property
    def shows(self) -> bool:
        """Whether what the person looks at is as fresh as it is kept, as far as it may be asked for."""
        now = clock.now()
        wanted = due_of_what_shows(self.known, self._screen, now, self._pace)
        return not any(self.known.allows(ask, now) for ask in wanted)

    # -- the loop ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled. Neither a full disk nor an answer that the program trips over ends it."""
        listener = tasks.lasting(partial(listen, self._client, self.known, self.announced), "live stream", _broke)
        try:
            while True:
                try:
                    await self._step()
                except driver.failures() as error:
                    self.health.disk_failed(_told(error), clock.now())
                    self._tell_status()
                    await self._wait(clock.now())
        finally:
            listener.cancel()
            for task in self._running:
                task.cancel()
            await asyncio.gather(listener, *self._running, return_exceptions=True)

    async def _step(self) -> None:
        now = clock.now()
        self.steps += 1
        self._changed.clear()
        await self._read_due(now)
        free = self.health.budget.free(len(self._running), now)
        for ask in plan(self.known, self._screen, frozenset(self._running.values()), free, now, self._pace):
            task = tasks.begin(ask.fetch(self._fetcher), type(ask).__name__, tasks.awaited)
            self._running[task] = ask
        await self._tell_progress(now)
        done = await self._wait(now)
        changed: set[str] = set()
        for task in done:
            changed |= self._finish(task, self._running.pop(task))
        partly, self._fetcher.partly = self._fetcher.partly, set()
        if changed or partly:
            self._due_at = None  # new mail brings attachments whose names are not known
        self._tell_changes(changed | partly)

    async def _wait(self, now: datetime) -> set[asyncio.Task[set[str]]]:
        pause = next_due_s(self.known, self._screen, now, self._pace)
        budget = self.health.budget
        if budget.paused(now) and budget.paused_until is not None:
            pause = max((budget.paused_until - now).total_seconds(), 0.05)
        woken = tasks.begin(self._changed.wait(), "changed", tasks.awaited)
        try:
            done, _ = await asyncio.wait({woken, *self._running}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        return {task for task in self._running if task in done}

    def _finish(self, task: asyncio.Task[set[str]], ask: Ask) -> set[str]:
        from commune_tui.api.errors import CommuneError, NotFound

        now, health, before = clock.now(), self.health, self.health.connection_status.state
        changed: set[str] = set()
        try:
            changed = task.result()
            health.went_well(ask, self._client.rate_limits.remaining, self._client.ahead)
        except asyncio.CancelledError:
            return set()
        except NotFound as error:
            if ask.essential:
                health.failed(ask, error, self._client.ahead, now)
            else:
                ask.vanished(self.known)
                health.missing(ask, now)
        except CommuneError as error:
            health.failed(ask, error, self._client.ahead, now)
        except driver.failures() as error:
            health.disk_failed(_told(error), now)
        except Exception as error:
            log.warning("sync: %s failed with %s", type(ask).__name__, type(error).__name__)
            health.broke(ask, now)
        if health.connection_status.state == "fine" and before != "fine":
            self._told_sentence = ""
            self._tell(CameOnline())
        health.server_does(self._fetcher.passes.endless, self.known.mixed)
        self._tell_status()
        return changed

    async def _read_due(self, now: datetime) -> None:
        """Ask the copy what it lacks, when the last answer has been worked off."""
        known, screen = self.known, self._screen
        each = known.triage_in_list is False
        if each == self._due_with_triage and not self._worked_off(now):
            return
        stale = self._stale_at is None or not timedelta(0) <= now - self._stale_at < _STALE_EVERY
        if stale and known.triage_in_list:
            known.sooner_listed = await self._database.read(lambda conn: due.sooner_listed(conn, now))
        what = due.Overdue((*screen.thread_ids, *screen.chosen), bringing_triage(known), stale, known.all_from)

        def read(conn: sqlite3.Connection) -> tuple[list[str], int, list[str], list[str]]:
            return (
                due.triage(conn, now, what, _TRIAGE_BATCH) if known.triage_in_list is not None else [],
                due.triage_never_read(conn) if each else 0,
                attachments.unknown(conn, _FILES_BATCH),
                due.awaiting_delivery(conn, now),
            )

        self._due_at, self._due_with_triage = now, each
        found = await self._database.read(read)
        known.triage_due, known.triage_total, known.files_due, known.delivery_due = found
        if stale:
            self._stale_at = now
        if self._left(now):
            self._due_at = None

    def _worked_off(self, now: datetime) -> bool:
        """Whether to look again: everything found last was asked, or nothing was found and some seconds have passed."""
        if self._due_at is None:
            return not self._left(now)
        return not timedelta(0) <= now - self._due_at < _LOOK_AGAIN

    def _left(self, now: datetime) -> bool:
        """Whether of what the copy lacks something may be asked."""
        known = self.known
        return any(known.allows(AskTriage(each), now) for each in known.triage_due) or any(
            known.allows(AskAttachment(each), now) for each in known.files_due
        )

    # -- telling -----------------------------------------------------------------------------------------------------

    def _tell_status(self) -> None:
        sentence = self.health.sentence
        if sentence != self._told_sentence:
            away = self.health.connection_status.state != "fine"
            self._tell(SyncMoved() if not sentence else WentOffline(sentence) if away else ServerSaid(sentence))
        self._told_sentence = sentence

    async def _tell_progress(self, now: datetime) -> None:
        """Also when "synced" grew older by a minute, and while the first mail comes."""
        known = self.known
        if steps_left(known)[0] and (self._counted_at is None or abs(now - self._counted_at) >= _TOLD_EVERY):
            self._counted_at = now
            known.threads_here, known.threads_known = await self._database.read(due.progress)
        words = progress(known, now)
        if words != self._told_progress:
            self._told_progress = words
            self._tell(SyncMoved())

    def _tell_changes(self, changed: Iterable[str]) -> None:
        if ids := frozenset(changed):
            self._tell(ThreadsChanged(ids))
        if self._fetcher.inboxes_changed:
            self._fetcher.inboxes_changed = False
            self._tell(InboxesChanged())
        if self._fetcher.delivery_changed:
            self._fetcher.delivery_changed = False
            self._tell(DeliveryChanged())
        places, self._fetcher.places_changed = self._fetcher.places_changed, set()
        for place in places:
            self._tell(PlaceChanged(place))


def _broke(error: Exception) -> None:
    log.error("sync: the live stream failed", exc_info=error)  # a hint only: everything is asked for besides


def _told(error: Exception) -> str:
    if isinstance(error, Explained):
        return error.sentence
    return "The local store could not be used just now. What is on the server is safe; it is tried again."

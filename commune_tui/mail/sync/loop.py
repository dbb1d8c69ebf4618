"""The loop that keeps the copy true: plans, asks, and tells what changed. One for an account; stops cleanly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from commune_tui import clock, tasks
from commune_tui.errors import Explained
from commune_tui.mail import events
from commune_tui.mail.events import Fact
from commune_tui.mail.sync.connection_status import ConnectionStatus
from commune_tui.mail.sync.endpoint import Ask, Screen
from commune_tui.mail.sync.fetcher import Fetcher
from commune_tui.mail.sync.health import SyncHealth
from commune_tui.mail.sync.kept import remembered
from commune_tui.mail.sync.lacks import Lacks
from commune_tui.mail.sync.pace import Pace
from commune_tui.mail.sync.plan import due_of_what_shows, next_due_s, plan
from commune_tui.mail.sync.progress import SILENT_AFTER, progress, steps_left
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.mail.sync.stream import listen
from commune_tui.store import driver, due
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.api import Commune

log = logging.getLogger(__name__)

_TOLD_EVERY = timedelta(seconds=1)


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
        self._lacks = Lacks(self.known, database)
        self._screen = Screen()
        self._running: dict[asyncio.Task[set[str]], Ask] = {}
        self._changed = asyncio.Event()
        self._told_progress = ""
        self._told_sentence = ""
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
            self._lacks.look_again()
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
        self._lacks.look_again(all_of_it=True)
        known.triage_due.clear()
        self.health.forget()
        self._told_sentence = ""  # what is still wrong then is the answer to having asked
        self._make_again()

    def administered(self, *, moved: bool = True) -> None:
        """The list of the place in front was changed from here, or inboxes and domains were (``moved``): they are asked
        for again."""
        if moved:
            self.known.inboxes_at = self.known.domains_at = None
        self.known.asked_at.clear()
        self._make_again()

    def _make_again(self) -> None:
        """Leave what is on its way: it was asked before, and would count as an answer to what is asked now."""
        for task, ask in self._running.items():
            if ask.renewed:
                task.cancel()
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
        return self.known.triage_in_list is not False or self._lacks.no_triage

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
        await self._lacks.look(self._screen, now)
        free = self.health.budget.free(len(self._running), now)
        for ask in plan(self.known, self._screen, frozenset(self._running.values()), free, now, self._pace):
            task = tasks.begin(ask.fetch(self._fetcher), type(ask).__name__, tasks.awaited)
            self._running[task] = ask
        if self._running and self.known.silent_since is None:
            self.known.silent_since = now
        await self._tell_progress(now)
        done = await self._wait(now)
        changed: set[str] = set()
        for task in done:
            changed |= self._finish(task, self._running.pop(task))
        if done:
            self.known.silent_since = clock.now() if self._running else None
        partly, self._fetcher.partly = self._fetcher.partly, set()
        if changed or partly:
            self._lacks.look_again()  # new mail brings attachments whose names are not known
        self._tell_changes(changed | partly)

    async def _wait(self, now: datetime) -> set[asyncio.Task[set[str]]]:
        pause = next_due_s(self.known, self._screen, now, self._pace)
        budget = self.health.budget
        if budget.paused(now) and budget.paused_until is not None:
            pause = max((budget.paused_until - now).total_seconds(), 0.05)
        if self._running:
            pause = min(pause, SILENT_AFTER.total_seconds())  # to say that no answer comes
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
            self._tell(events.CameOnline())
        health.server_does(self._fetcher.passes.endless, self.known.mixed)
        self._tell_status()
        return changed

    # -- telling -----------------------------------------------------------------------------------------------------

    def _tell_status(self) -> None:
        sentence = self.health.sentence
        if sentence != self._told_sentence:
            told = events.ServerSaid if self.health.connection_status.state == "fine" else events.WentOffline
            self._tell(told(sentence) if sentence else events.SyncMoved())
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
            self._tell(events.SyncMoved())

    def _tell_changes(self, changed: Iterable[str]) -> None:
        if ids := frozenset(changed):
            self._tell(events.ThreadsChanged(ids))
        if self._fetcher.inboxes_changed:
            self._fetcher.inboxes_changed = False
            self._tell(events.InboxesChanged())
        if self._fetcher.delivery_changed:
            self._fetcher.delivery_changed = False
            self._tell(events.DeliveryChanged())
        places, self._fetcher.places_changed = self._fetcher.places_changed, set()
        for place in places:
            self._tell(events.PlaceChanged(place))


def _broke(error: Exception) -> None:
    log.error("sync: the live stream failed", exc_info=error)  # a hint only: everything is asked for besides


def _told(error: Exception) -> str:
    if isinstance(error, Explained):
        return error.sentence
    return "The local store could not be used just now. What is on the server is safe; it is tried again."

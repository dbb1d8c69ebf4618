"""One account, open: the single object that the screen holds.

Opening reads the disk only, so that the first frame needs no network; :meth:`Session.start` then imports the API
client, begins to sync and sends what waits. Its parts: :mod:`.reads`, :mod:`.finding`, :mod:`.viewing`,
:mod:`.outbox.outgoing`, :mod:`.triage`.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commune_tui import clock, tasks
from commune_tui.errors import Explained
from commune_tui.mail.events import Fact, MailSeen, ThreadsChanged, WentWrong
from commune_tui.mail.finding import Finding
from commune_tui.mail.outbox.outgoing import Writing
from commune_tui.mail.triage import Wishes
from commune_tui.mail.upkeep import Tending
from commune_tui.mail.viewing import Looking
from commune_tui.store import driver, marks, overlay
from commune_tui.store import queue as waiting
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from commune_tui.store.errors import ReadOnlyStore, StoreError, explain

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.conversation import Conversation
    from commune_tui.mail.outbox.outbox import Outbox
    from commune_tui.mail.sync.loop import Sync

Connect = Callable[[], Awaitable["Commune"]]
log = logging.getLogger(__name__)
_KEY_REFUSED = "not_authenticated"


class Session(Tending, Finding, Looking, Writing, Wishes):
    """``me`` is the name under which threads are assigned to this person."""

    def __init__(
        self,
        folder: Path,
        connect: Connect,
        *,
        desk_folder: Path | None = None,
        key: Key | None = None,
        me: str = "",
        hold_s: float = 10.0,
    ) -> None:
        """Open the store in ``folder``; what the person made goes to ``desk_folder`` when that is given. With a
        ``key`` both are encrypted. ``connect`` makes the API client (it must not repeat requests by itself: the outbox
        decides that), after the first frame.

        Raises StoreError with a sentence when the store cannot be opened.
        """
        self.database = Database(folder, desk_folder, key)
        self.me = me
        self.client: Commune | None = None
        self._connect = connect
        self._hold_s = hold_s
        self._listeners: list[Callable[[Fact], None]] = []
        self._ready = asyncio.Event()
        self._sync: Sync | None = None
        self._outbox: Outbox | None = None
        self._tasks: list[asyncio.Task[Any]] = []
        self._beginning: asyncio.Task[None] | None = None
        self._failure: Exception | None = None
        self._stopped = False
        self._mended = self.database.mended

    @property
    def notes(self) -> list[str]:
        """Sentences about what was found when the store was opened."""
        return self.database.notes

    # -- life --------------------------------------------------------------------------------------------------------

    async def start(self, *, sync: bool = True) -> None:
        """Import the client, look after what the last run left, begin to sync and to send. Returns when begun.

        Without ``sync`` nothing is fetched: what waits in the outbox is sent, and that is all.

        Raises what making the client or opening the outbox raises; the copy can be read all the same, and starting
        may be tried again. A session that was stopped meanwhile is left alone.
        """
        if self._stopped or (self._ready.is_set() and self._failure is None):
            return
        if self._beginning is None or self._beginning.done():
            self._failure = None
            self._ready.clear()
            self._beginning = tasks.begin(self._begin(sync), "begin", tasks.awaited)
        try:
            await asyncio.shield(self._beginning)
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        except Exception as error:
            self._failure = error
            raise
        finally:
            self._ready.set()

    async def _begin(self, sync: bool) -> None:
        if self.client is None:
            self.client = await self._connect()
        await self.database.changed_elsewhere_soon()  # from now on, what others write is news
        if not self.database.read_only:
            if healed := await self.database.write(self._mend):
                self._tell(ThreadsChanged(frozenset(healed)))
            await self._begin_to_send(self.client, writing=sync)
            if sync:
                self._begin_to_sync(self.client)
        if sync:
            self._go_on(self._watch, "watch")
            self._look()

    async def _begin_to_send(self, client: Commune, *, writing: bool) -> None:
        """``writing``: take up as well what editors had when a copy of the program ended."""
        from commune_tui.mail.outbox.gateway import Gateway
        from commune_tui.mail.outbox.outbox import Outbox
        from commune_tui.sending.policy import Policy

        gateway, policy = Gateway(client, self.database.vault), Policy(hold_s=self._hold_s)
        outbox = Outbox(self.database, gateway, who=self.me, emit=self._outbox_told, policy=policy)
        try:
            await outbox.start()
            if writing:
                await self.begin_writing()
        except BaseException:
            await outbox.stop()
            raise
        self._outbox = outbox
        self._go_on(outbox.run, "outbox")

    def _begin_to_sync(self, client: Commune) -> None:
        from commune_tui.mail.attaching import tidy
        from commune_tui.mail.sync.loop import Sync

        self._go_on(partial(tidy, self.database), "tidy")
        self._sync = Sync(client, self.database, self._tell)
        self._go_on(self._sync.run, "sync")
        self._go_on(self._care, "care")

    def _go_on(self, work: Callable[[], Awaitable[object]], name: str) -> None:
        """Do something beside the screen from now on, again whenever it fails."""
        self._tasks.append(tasks.lasting(work, name, partial(self._broke, name)))

    def _broke(self, name: str, error: Exception) -> None:
        log.error("%s failed and is begun again", name, exc_info=error)
        self._tell(WentWrong(self.sentence(error)))

    @staticmethod
    def _mend(conn: sqlite3.Connection) -> set[str]:
        marks.start(conn, clock.now())
        return overlay.heal(conn)

    async def stop(self) -> None:
        """Stop everything; what is held or unsent stays on disk for the next start. Also before or while it starts."""
        if self._stopped:
            return
        self._stopped = True
        if self._beginning is not None:
            self._beginning.cancel()
            await asyncio.gather(self._beginning, return_exceptions=True)
        self._ready.set()
        await self.end_writing()
        if self._outbox is not None:
            await self._outbox.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        if self.client is not None:
            with suppress(Exception):
                await self.client.aclose()
        self.database.close()

    async def outbox(self) -> Outbox:
        """The outbox, as soon as it is there. Raises ReadOnlyStore where nothing can be written, and what
        :meth:`start` raised when it failed."""
        await self._ready.wait()
        if self._stopped:
            raise StoreError("The program is closing, so this was not taken any more.")
        if self._outbox is None:
            if self._failure is not None:
                raise self._failure
            raise ReadOnlyStore("The local store cannot be written, so nothing can be changed here.")
        return self._outbox

    # -- facts -------------------------------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[Fact], None]) -> None:
        """Hear every fact from now on, in the event loop."""
        self._listeners.append(listener)

    def _tell(self, fact: Fact) -> None:
        for listener in self._listeners:
            listener(fact)

    def _outbox_told(self, fact: Fact) -> None:
        """A mail from here that shows at the server is fetched at once, for whoever reads its conversation."""
        if isinstance(fact, MailSeen) and self._sync is not None:
            self._sync.announced(fact.inbox_id)
        self._tell(fact)

    def sentence(self, error: Exception) -> str:
        """What a failure means for the person; never more of an error than its makers meant to be read."""
        if isinstance(error, Explained):
            return error.sentence
        if isinstance(error, driver.faults()) and (told := explain(error)) is not None:
            return str(told)
        if isinstance(error, OSError) and error.strerror:
            return f"The system refused this: {error.strerror}. What was saved before is still there."
        return f"Something went wrong here ({type(error).__name__}). Nothing was lost; the log has the place."

    @property
    def fetching(self) -> bool:
        """Whether mail is on its way here for the first time; false when the server cannot be reached."""
        if self._sync is None:
            return self._failure is None and not self.database.read_only
        from commune_tui.mail.sync.progress import steps_left

        known = self._sync.known
        first = any(steps_left(known)) or (known.inboxes_at is None and not known.inboxes)
        return first and self._sync.connection_status.state == "fine"

    @property
    def whole(self) -> bool:
        """Whether all mail and its triage has come here; what time brings is fetched as it comes."""
        if self._sync is None or self.fetching or not self._sync.knows_what_is_due:
            return False
        return all(inbox.listed_at is not None for inbox in self._sync.known.inboxes.values())

    def standing(self) -> tuple[str, str]:
        """How the account stands, in a few words, and the role they play (``dim``, ``warn``, ``bad``)."""
        from commune_tui.mail.status import standing

        now_ms = clock.now_ms()
        queue = self._read(lambda conn: waiting.queue(conn, now_ms, _KEY_REFUSED))
        connection = self._sync.connection_status.state if self._sync is not None else "fine"
        return standing(queue, connection, self.hold_words, lambda: self._progress(hurried=bool(queue.hold)))

    def _progress(self, *, hurried: bool) -> tuple[str, str]:
        """What goes on while the server answers, and its role; ``hurried`` leaves out what can wait."""
        if self._sync is None:
            starting = not (self.database.read_only or self._failure)
            word = "read-only" if self.database.read_only else "not started" if self._failure else "starting"
            return word, "dim" if starting else "warn"
        from commune_tui.mail.sync.progress import progress

        words = [progress(self._sync.known, clock.now())] if not hurried else []
        if not self._sync.sentence:
            return "".join(words), "dim"
        partly = "partly allowed" if self._sync.trouble.notes else "partly read"
        return " · ".join(["clock wrong" if self._sync.connection_status.sentence else partly, *words]), "warn"

    def connection_sentence(self) -> str:
        """The sentence about the server, the key and the disk, empty when all is well."""
        if self._sync is not None:
            return self._sync.sentence
        return self.sentence(self._failure) if self._failure is not None else ""

    def conversation(self, thread_id: str) -> Conversation:
        """The same with what the server was seen doing wrong."""
        talk = super().conversation(thread_id)
        mixed = self._sync is not None and thread_id in self._sync.known.mixed
        return replace(talk, mixed=True) if mixed else talk

    def why_not_here(self) -> str:
        """Why the mails of a thread are not here, and what to do: they come only while the server lets them."""
        why = self.connection_sentence() or "They are being fetched: try again in a moment."
        return f"Its mails are not here yet. {why}"

    def sync_now(self) -> None:
        """Ask everything again at once."""
        if self._sync is not None:
            self._sync.now()
        if self._outbox is not None:
            self._outbox.runner.nudge()

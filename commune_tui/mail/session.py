"""One account, open: the object that every front holds. It opens, starts, stops and tells; its parts do the rest.

Opening reads the disk only, so that the first frame needs no network; :meth:`Session.start` then imports the API
client, begins to sync and sends what waits. Parts that the first list does not need are made when they are asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from commune_tui.mail.connection import Connection
from commune_tui.mail.events import Administered, DraftsRecovered, Fact, ThreadsChanged, WentWrong
from commune_tui.mail.outbox.hold import Hold
from commune_tui.mail.preferences import Fixed, Preferences
from commune_tui.mail.reads import Reads
from commune_tui.mail.status import Status
from commune_tui.mail.viewing import Viewing
from commune_tui.store import drafts as drafts_table
from commune_tui.store import weights
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from commune_tui.store.errors import FullDisk, LockedStore, StoreError, UnusableStore

if TYPE_CHECKING:
    import asyncio

    from commune_tui.api import Commune
    from commune_tui.api.gate import Gate
    from commune_tui.mail.administration.administration import Administration
    from commune_tui.mail.administration.rights import Rights
    from commune_tui.mail.apikeys import ApiKeys
    from commune_tui.mail.approvals.approvals import Approvals
    from commune_tui.mail.background import Background
    from commune_tui.mail.bodies import Bodies
    from commune_tui.mail.compose.composer import Composer
    from commune_tui.mail.deletion import Deletions
    from commune_tui.mail.drafts import Drafts
    from commune_tui.mail.editing import Editing
    from commune_tui.mail.editor_files import EditorFiles
    from commune_tui.mail.erasure import Erasure
    from commune_tui.mail.files import Files
    from commune_tui.mail.outbox.outbox import Outbox
    from commune_tui.mail.outbox.presence import Presence
    from commune_tui.mail.own_key import OwnKey
    from commune_tui.mail.search import Search
    from commune_tui.mail.templates import Templates
    from commune_tui.mail.texts import Texts
    from commune_tui.mail.triage import Triage
    from commune_tui.risk.pace import Targets
    from commune_tui.store.lane import Work

Connect = Callable[[], Awaitable["Commune"]]
_START_AGAIN_S = 3.0


class Session:
    """``me`` is the name under which threads are assigned to this person.

    The parts: ``reads`` (what a screen shows, without waiting), ``search``, ``triage``, ``drafts``, ``composer``,
    ``templates`` and ``editing`` (the person's own mail while it is written), ``texts`` (what else is written),
    ``outbox`` (what leaves, and undo), ``administration`` (the account itself), ``api_keys``, ``deletion``,
    ``erasure``, ``approvals`` (what agents ask to send through a gate),
    ``hold`` (what can be taken back still), ``bodies`` and ``files``, ``preferences``, ``viewing`` (what is kept fresh
    first), ``connection`` and ``status``.
    """

    def __init__(
        self,
        folder: Path,
        connect: Connect,
        *,
        desk_folder: Path | None = None,
        key: Key | None = None,
        me: str = "",
        hold_s: float = 10.0,
        targets: Targets | None = None,
        templates: Path | None = None,
        points: Mapping[str, int] = MappingProxyType({}),
        own_key: OwnKey | None = None,
        fixed: Fixed = Fixed(),  # noqa: B008 - a value that nothing changes
        completing: Work[set[str]] | None = None,
        gate: Callable[[], Gate] | None = None,
    ) -> None:
        """Open the store in ``folder``; what the person made goes to ``desk_folder`` when that is given. With a
        ``key`` both are encrypted. ``connect`` makes the API client (it must not repeat requests by itself: the outbox
        decides that), after the first frame. ``targets`` say when an answer is due, ``points`` what terms of the score
        weigh, where somebody said so; ``templates`` is the folder of templates, beside the store unless it is given;
        ``fixed`` are the views and templates of the settings file. ``completing`` adds what no list shows to a copy
        that was put down before; the ids of the threads about which more is known. ``gate`` makes the client of the
        gate where there is one.

        Raises StoreError with a sentence when the store cannot be opened.
        """
        self.database = Database(folder, desk_folder, key)
        self.targets = targets
        if targets is not None:
            self.database.due = targets.due_ms
        self._own_key = own_key
        self.me, self._templates = me, templates or folder / "templates"
        if not self.database.read_only and self.database.read_now(weights.said) != points:
            from commune_tui.store import risk

            with suppress(StoreError):  # a full disk: the next start weighs anew
                self.database.write_now(lambda conn: risk.weigh(conn, points))
        self.connection = Connection()
        self.reads = Reads(self.database, me, self.connection.mixed)
        self.hold = Hold(self.database, hold_s)
        self.preferences = Preferences(self.database, self._tell, fixed)
        self.viewing = Viewing(self.database, self.connection)
        self.status = Status(self.database, self.connection, self.hold.words)
        self._mended = self.database.mended
        self._connect, self._completing, self._gate = connect, completing, gate
        self._listeners: list[Callable[[Fact], None]] = []
        self._background: Background | None = None
        self._beginning: asyncio.Task[None] | None = None

    @property
    def notes(self) -> list[str]:
        """Sentences about what was found when the store was opened."""
        return self.database.notes

    # -- parts that are made when they are asked for -----------------------------------------------------------------

    @cached_property
    def triage(self) -> Triage:
        """What the person decides about threads."""
        from commune_tui.mail.triage import Triage

        return Triage(self.database, self.connection, self._tell, self.me)

    @cached_property
    def outbox(self) -> Outbox:
        """What waits to leave, and taking back what was done."""
        from commune_tui.mail.outbox.outbox import Outbox

        return Outbox(self.database, self.connection, self._tell)

    @cached_property
    def rights(self) -> Rights:
        """What the key in use may do, as far as that is known."""
        from commune_tui.mail.administration.rights import Rights

        return Rights()

    @cached_property
    def administration(self) -> Administration:
        """What is done to the account itself: its domains, inboxes, keys."""
        from commune_tui.mail.administration.administration import Administration

        return Administration(self.database, self.connection, self._tell, self.me, lambda: self._presence, self.rights)

    @cached_property
    def api_keys(self) -> ApiKeys:
        """Making, rotating and revoking keys, and replacing ours."""
        from commune_tui.mail.apikeys import ApiKeys

        return ApiKeys(self.database, self.administration, lambda: self._presence, self._own_key, self._tell)

    @cached_property
    def deletion(self) -> Deletions:
        """Deleting data at the server and here."""
        from commune_tui.mail.deletion import Deletions

        return Deletions(self.database, self.administration, lambda: self._presence, self._tell)

    @cached_property
    def erasure(self) -> Erasure:
        """Erasing one person from what is here."""
        from commune_tui.mail.erasure import Erasure

        return Erasure(self.database, self.connection, self.me, lambda: (self.drafts, self.bodies), self._tell)

    @cached_property
    def approvals(self) -> Approvals:
        """What agents ask to send through a gate."""
        from commune_tui.mail.approvals.approvals import Approvals

        return Approvals(self._gate, self._tell)

    @cached_property
    def search(self) -> Search:
        """By words here, by meaning at the server."""
        from commune_tui.mail.search import Search

        return Search(self.database, self.connection, self.reads)

    @cached_property
    def drafts(self) -> Drafts:
        """The drafts of this copy of the program."""
        from commune_tui.mail.drafts import Drafts

        return Drafts(self.database, self._tell)

    @cached_property
    def composer(self) -> Composer:
        """How mails begin, what to look at before they leave, and sending them."""
        from commune_tui.mail.compose.composer import Composer

        return Composer(self.database, self.connection, self.reads, self.drafts, self.outbox, self.me, self.rights)

    @cached_property
    def templates(self) -> Templates:
        """The person's templates."""
        from commune_tui.mail.templates import Templates

        return Templates(self._templates)

    @cached_property
    def editing(self) -> Editing:
        """Drafts in ``$EDITOR``."""
        from commune_tui.mail.editing import Editing

        return Editing(self.database, self._editor_files, self.texts)

    @cached_property
    def texts(self) -> Texts:
        """What somebody writes that is no mail."""
        from commune_tui.mail.texts import Texts

        return Texts(self.database, self._editor_files)

    @cached_property
    def _editor_files(self) -> EditorFiles:
        from commune_tui.mail.editor_files import EditorFiles

        return EditorFiles(self.database.desk_file.parent / "editing", self._presence.name, self._presence.gone)

    @cached_property
    def _presence(self) -> Presence:
        from commune_tui.mail.outbox.presence import Presence

        return Presence(self.database.desk_file.parent)

    @cached_property
    def bodies(self) -> Bodies:
        """Mails as they are read: for whoever shows them, and for quoting them."""
        from commune_tui.mail.bodies import Bodies

        return Bodies(self.reads)

    @cached_property
    def files(self) -> Files:
        """The files of mails that came, and of drafts."""
        from commune_tui.mail.files import Files

        return Files(self.database.vault, self.connection, self.bodies)

    # -- life --------------------------------------------------------------------------------------------------------

    async def start(self, *, sync: bool = True) -> None:
        """Import the client, look after what the last run left, begin to sync and to send. Returns when begun.

        Without ``sync`` nothing is fetched: what waits in the outbox is sent, and that is all.

        Raises what making the client or opening the outbox raises; the copy can be read all the same, and starting
        may be tried again. A session that was stopped meanwhile is left alone.
        """
        import asyncio

        from commune_tui import tasks

        connection = self.connection
        if connection.closed or (connection.begun.is_set() and connection.failure is None):
            return
        if self._beginning is None or self._beginning.done():
            connection.failure = None
            connection.begun.clear()
            self._beginning = tasks.begin(self._begin(sync), "begin", tasks.awaited)
        try:
            await asyncio.shield(self._beginning)
        except asyncio.CancelledError:
            if not connection.closed:
                raise
        except Exception as error:
            connection.failure = error
            raise
        finally:
            connection.begun.set()

    async def keep_starting(self) -> None:
        """:meth:`start`; while another program holds the store, or the disk is full or fails, again and again, told
        once."""
        from asyncio import sleep

        from commune_tui.mail.errors import explained

        said = ""
        while not self.connection.closed:
            try:
                await self.start()
                if self._background is not None and not self.connection.closed:
                    self._background.look_back(self._learn_rights)
                return
            except (LockedStore, FullDisk, UnusableStore, OSError) as error:
                if (sentence := explained(error)) != said:
                    said = sentence
                    self._tell(WentWrong(f"{said} It is tried again by itself."))
            await sleep(_START_AGAIN_S)

    async def learn_rights(self) -> None:
        """Ask what the key in use may do, unless that is known. Raises CommuneError."""
        if (client := self.connection.client) is not None and await self.rights.learn_once(client):
            self._tell(Administered("rights", ""))

    async def _learn_rights(self) -> None:
        """The same, for whoever acts later: as soon as the server can be asked."""
        from asyncio import sleep

        from commune_tui.api.errors import CommuneError, Refused

        while True:
            try:
                return await self.learn_rights()
            except Refused:
                return None  # it does not say
            except CommuneError:
                await sleep(_START_AGAIN_S * 10)

    async def _begin(self, sync: bool) -> None:
        if self._completing is not None and not self.database.read_only:
            self._tell(ThreadsChanged(frozenset(await self.database.write(self._completing))))
            self._completing = None
        if (client := self.connection.client) is None:
            client = self.connection.client = await self._connect()
        from commune_tui.mail.background import Background

        await self.database.changed_elsewhere_soon()  # from now on, what others write is news
        background = self._background = Background(self.database, self.connection, self._tell, self._mended)
        if not self.database.read_only:
            await background.mend()
            if sync:
                await self.recover_texts()
            await background.send(client, self.me, self.hold.length_s)
            if sync:
                background.fetch(client)
            background.look_back(self._end_administration)
            background.look_back(self._end_deletion)
            background.look_back(self._end_erasure)
            if sync:
                self._go_on_with_claim(client)
        if sync and self._gate is not None:
            background.follow(self.approvals.run)
        if sync:
            background.watch()
            self.viewing.tell_sync()

    async def _end_administration(self) -> None:
        """See what became of acts on the account that an earlier copy of the program did not see the end of."""
        from asyncio import sleep

        from commune_tui.mail.apikeys import left_open

        while self.database.read_now(left_open):
            if await self.api_keys.end_what_was_left():
                return
            await sleep(_START_AGAIN_S * 10)

    def _go_on_with_claim(self, client: Commune) -> None:
        """See whether the owner confirmed whom an earlier run of the program asked."""
        from commune_tui.store.organisation import claim

        if client.agent_id and self.database.read_now(claim).open:
            self.administration.ownership.go_on()

    async def _end_deletion(self) -> None:
        """Go on with a deletion that an earlier copy of the program did not see the end of."""
        from commune_tui.store.deletion import noted

        if self.database.read_now(noted) is not None:
            await self.deletion.look_back()
            self.deletion.watch()

    async def _end_erasure(self) -> None:
        """Go on with an erasing that the end of the program cut off."""
        from commune_tui.store.erased import unclean

        if self.database.read_now(unclean):
            await self.erasure.finish()

    async def recover_texts(self) -> None:
        """Take up what editors had when a copy of the program ended."""
        if self.database.read_only:
            return
        folder = self.database.desk_file.parent / "editing"
        if not (self.database.read_now(drafts_table.in_editor) or (folder.is_dir() and any(folder.iterdir()))):
            return
        if recovered := await self.editing.recover():
            self._tell(DraftsRecovered(tuple(draft.id for draft in recovered)))

    async def stop(self) -> None:
        """Stop everything; what is held or unsent stays on disk for the next start. Also before or while it starts."""
        if self.connection.closed:
            return
        self.connection.closed = True
        if self._beginning is not None:
            import asyncio

            self._beginning.cancel()
            await asyncio.gather(self._beginning, return_exceptions=True)
        self.connection.begun.set()
        made = vars(self)  # only what was asked for has something to write or to end
        async with AsyncExitStack() as ending:  # from the last to the first, each of them whatever another one raises
            ending.callback(self.database.close)
            ending.push_async_callback(self._hang_up)
            if self._background is not None:
                ending.push_async_callback(self._background.stop)
            if "approvals" in made:
                ending.push_async_callback(self.approvals.close)
            if "deletion" in made:
                ending.push_async_callback(self.deletion.close)
            if "administration" in made:
                ending.push_async_callback(self.administration.close)
            if "_presence" in made:
                ending.callback(self._presence.close)
            if "bodies" in made:
                ending.push_async_callback(self.bodies.close)
            if "drafts" in made:
                ending.push_async_callback(self.drafts.close)

    async def _hang_up(self) -> None:
        if self.connection.client is not None:
            with suppress(Exception):
                await self.connection.client.aclose()

    # -- facts -------------------------------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[Fact], None]) -> None:
        """Hear every fact from now on, in the event loop."""
        self._listeners.append(listener)

    def _tell(self, fact: Fact) -> None:
        for listener in self._listeners:
            listener(fact)

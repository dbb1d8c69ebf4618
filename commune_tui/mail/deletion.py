"""Deleting data at the server and here, in steps that each survive the end of the program.

How far a deletion came is on the desk (:class:`~commune_tui.sending.deletion.Request`) before each step leaves; its
token lies in the vault beside the desk, which is private or encrypted, and is destroyed when it is of no use any more.
A confirmation is asked once: the server is looked at first, and what it has done already is not asked for again.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from commune_tui import clock, tasks
from commune_tui.errors import Explained
from commune_tui.mail import deletion_answer as answers
from commune_tui.mail import deletion_proof
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.administration.deeds import Deed, Ending
from commune_tui.mail.events import Administered, Fact, InboxesChanged, ThreadsChanged
from commune_tui.sending.deletion import Extent, Held, Proof, Request, why_not
from commune_tui.store import deletion as table
from commune_tui.store.errors import StoreError
from commune_tui.store.rows import line

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.api.models import DeletionRequest
    from commune_tui.mail.administration.administration import Administration
    from commune_tui.mail.outbox.presence import Presence
    from commune_tui.store.database import Database

LOOKS, LOOK_AGAIN_S = 20, 0.5
"""So often, and so far apart, a deletion that goes on is looked at before that is left to whoever comes back."""
_WATCH_EVERY_S = 15.0


class Deletions:
    """One for a session."""

    def __init__(
        self, database: Database, administration: Administration, presence: Callable[[], Presence],
        tell: Callable[[Fact], None],
    ) -> None:  # fmt: skip
        self._db, self._administration, self._presence, self._tell = database, administration, presence, tell
        self._one = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None

    def now(self) -> Request | None:
        """The request that was made last, as far as it is known here."""
        return self._db.read_now(table.noted)

    def held(self, extent: Extent) -> Held:
        """What the copy holds of what would go."""
        return self._db.read_now(lambda conn: table.held(conn, extent))

    # -- asking --------------------------------------------------------------------------------------------------------

    async def ask(self, extent: Extent, about: str) -> Ending:
        """Have the server count what would go, and keep the token. Raises what ``Administration.perform`` does."""
        async with self._one:
            now, other = clock.now_ms(), await self._left_behind()
            if other is not None and not other.over(now):
                raise NotDone(f"A deletion of {other.about} is under way, and the server takes one at a time.")
            server = (await self._administration.client()).base_url
            here = self.held(extent)
            begun = Request(extent, about, "asking", self._presence().name, now, here=here, server=server)
            await self._note(begun)
            wanted = {"scope": extent.scope} | ({} if extent.before is None else {"before": extent.before})
            target = {"inbox_id": extent.inbox_id} if extent.inbox_id else {}
            try:
                ending = await self._administration.perform(
                    Deed("data.request", about, target, wanted), lambda answer: self._take(begun, answer)
                )
            except Explained:
                await self._note(other)
                raise
            if ending.word in ("refused", "unsent"):
                await self._note(other)
            elif not ending.happened:
                self._forget(self.now() or begun)
                await self._note(begun._replace(phase="lost"))
            self._told("data.request", about)
            self.watch()
            return ending

    def _take(self, begun: Request, answer: DeletionRequest) -> None:
        """Keep the token, and write down where; whatever ends the program in between, no token is left over."""
        if answer.confirmation_token is None:
            raise NotDone("The server handed out no token, so nobody can confirm this.")
        text = answer.confirmation_token.reveal().encode()
        client = self._administration.client_now()
        noted = begun._replace(
            phase="pending", id=answer.id, token=hashlib.sha256(text).hexdigest(),
            preview=answers.counts(answer.preview), confirm_by_at=answers.ours(client, answer.confirm_by_at),
            warning=line(answer.warning or ""),
        )  # fmt: skip
        self._db.write_now(lambda conn: table.note(conn, noted))
        try:
            self._db.vault.keep(text)
        except OSError as error:
            raise NotDone(f"The token could not be kept: {error.strerror}.") from None

    # -- confirming ----------------------------------------------------------------------------------------------------

    async def confirm(self) -> Ending:
        """Have it done, once, and follow it to its end. Raises NotDone where there is nothing to confirm."""
        async with self._one:
            client = await self._administration.client()
            request = await self._surely_looked(client)
            if request is None or not request.waits(clock.now_ms()):
                raise NotDone(why_not(request))
            deed = Deed("data.confirm", request.about, {"request_id": request.id}, {"deleted": "for good"})
            token = self._token(request)
            await self._db.write(lambda conn: table.mark(conn, request.extent))
            await self._note(request._replace(phase="confirming"))

            async def how(client: Commune, deed: Deed) -> DeletionRequest:
                from commune_tui.api.auth import Secret

                return await client.deletion.confirm(request.id, Secret(token))

            try:
                ending = await self._administration.perform(deed, how=how)
            except Explained:
                await self._unconfirmed()
                raise
            await self._ended(client, request, ending)
            return ending

    async def _ended(self, client: Commune, request: Request, ending: Ending) -> None:
        """Write down what came of a confirmation, and go on."""
        if ending.word in ("refused", "unsent", "absent"):
            await self._unconfirmed()
            await self._follow(client, request)
            return
        noted = request._replace(phase="confirming", confirmed_at=clock.now_ms())
        if ending.answer is not None:
            noted = answers.taken(client, noted, ending.answer)
        await self._note(noted)
        await self._follow(client, noted)

    async def _unconfirmed(self) -> None:
        """It waits again, unless another copy of the program knows more by now."""
        now = self.now()
        if now is not None and now.phase == "confirming":
            await self._note(now._replace(phase="pending"))

    async def give_up(self) -> str:
        """Destroy the token, so that nobody can confirm the request from here any more; what it was about. Raises
        NotDone where none waits, or a confirmation that left may be carried out yet."""
        async with self._one:
            request = self.now()
            if request is not None and await self._administration.settled(Deed("data.confirm", request.about, {}, {})):
                request = await self._surely_looked(await self._administration.client())
                self.watch()
            if request is None or not request.waits(clock.now_ms()):
                raise NotDone(why_not(request))
            self._forget(request)
            await self._note(request._replace(token="", phase="dropped"))
            self._told("data.drop", request.about)
            return request.about

    # -- looking -------------------------------------------------------------------------------------------------------

    async def look_back(self) -> None:
        """See how the request stands, and do what is left to do for it; quietly where the server cannot be asked."""
        from commune_tui.api.errors import CommuneError

        if self._db.read_only:
            return
        async with self._one:
            await self._left_behind()
            with suppress(NotDone, CommuneError):
                client = await self._administration.client()
                if (request := self.now()) is not None:
                    await self._follow(client, request)

    def watch(self) -> None:
        """See from now on how the request stands, as long as something is left to see."""
        if self._watching is None or self._watching.done():
            self._watching = tasks.lasting(self._watch, "deletion", lambda error: None)

    async def _watch(self) -> None:
        while (request := self.now()) is not None and request.open():
            if not request.waits(clock.now_ms()):
                await self.look_back()
            await asyncio.sleep(_WATCH_EVERY_S)

    async def close(self) -> None:
        """End that; whatever is under way goes on at the next start."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    async def _looked(self, client: Commune) -> Request | None:
        """The request as the server shows it now."""
        from commune_tui.api.errors import NotAuthenticated, NotFound

        request = await self._left_behind()
        if request is not None and request.id and request.phase not in ("completed", "expired", "failed"):
            try:
                found = answers.taken(client, request, await client.deletion.get(request.id))
            except NotFound:
                found = request._replace(phase="failed", error="The server knows no such request any more.")
            except NotAuthenticated as error:
                confirmed = request.phase in ("confirming", "executing", "silent")
                if not confirmed or request.extent.scope != "organization":
                    raise
                found = request._replace(phase="silent", proof=Proof("closed", sentence=error.sentence))
            if found != request:
                await self._note(request := found)
                self._told("data.request", request.about)
        return await self._left_behind()

    async def _surely_looked(self, client: Commune) -> Request | None:
        """The same. Raises NotDone where the server cannot be asked."""
        from commune_tui.api.errors import CommuneError

        try:
            return await self._looked(client)
        except CommuneError as error:
            raise NotDone(f"How it stands could not be read, so nothing was done. {error.sentence}") from None

    async def _left_behind(self) -> Request | None:
        """The request as it is noted; one whose answer nobody waits for any more is lost, and a token that is of no use
        any more is destroyed."""
        request, own = self.now(), self._presence()
        if request is None:
            return None
        ended = request.owner == own.name or own.gone(request.owner)
        kept = request.token and self._db.vault.path(request.token).exists()
        if ended and request.phase == "asking":
            self._forget(request)
            await self._note(request := request._replace(phase="lost", token=""))
        if ended and request.phase == "pending" and request.token and not kept:
            self._forget(request)
            await self._note(request := request._replace(token=""))
        if request.token and not (request.phase == "confirming" or request.waits(clock.now_ms())):
            self._forget(request)
            await self._note(request := request._replace(token=""))
        return request

    async def _follow(self, client: Commune, request: Request) -> None:
        """Wait for the server to be through, then let go of what is here, ask it what it has left, and tell."""
        for _ in range(LOOKS):
            request = await self._looked(client) or request
            if request.phase not in ("confirming", "executing"):
                break
            await asyncio.sleep(LOOK_AGAIN_S)
        if not request.unfinished():
            return
        if not request.purged:
            left, overwritten = await self._purge(request.extent, request.until_at)
            await self._note(request := request._replace(left_here=left, overwritten=overwritten))
        await self._note(request := request._replace(proof=await deletion_proof.proved(client, request.extent)))
        self._told("data.confirm", request.about)

    async def _purge(self, extent: Extent, until_at: int) -> tuple[Held, bool]:
        """Let go of what is here; what is left of it then, and whether its bytes are overwritten."""
        freed = await self._db.write(lambda conn: table.let_go(conn, extent, until_at))
        freed.destroy(self._db.vault)
        overwritten = True
        try:
            await self._db.renew()
        except StoreError:  # another copy has it open: what was removed is overwritten some time
            overwritten = False
        self._tell(InboxesChanged())
        self._tell(ThreadsChanged())
        return await self._db.read(lambda conn: table.held(conn, extent, until_at)), overwritten

    # -- the token -----------------------------------------------------------------------------------------------------

    def _token(self, request: Request) -> str:
        try:
            return self._db.vault.read(request.token).decode()
        except OSError:
            raise NotDone("The token of this request is not here any more, so it can only expire.") from None

    def _forget(self, request: Request) -> None:
        with suppress(OSError):
            if request.token:
                self._db.vault.forget(request.token)

    # -- notes ---------------------------------------------------------------------------------------------------------

    async def _note(self, request: Request | None) -> None:
        def work(conn: sqlite3.Connection) -> None:
            table.note(conn, request)

        await self._db.write(work)

    def _told(self, kind: str, about: str) -> None:
        self._tell(Administered(kind, about))

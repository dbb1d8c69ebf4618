"""Administrative acts, one request each: looked at before, written down before, told afterwards, never repeated.

Administration is not mail. It does not wait for the server in the outbox, and where the answer to a request was lost
the server is asked what it has; the request itself is made once. Each act is in the journal before it leaves, with the
state that it found, so that a copy of the program that ended in the middle is looked after by the next one.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.mail.administration.deeds import MARK, Deed, Ending, Kind, entry, fits, happened
from commune_tui.mail.administration.kinds import kind_of
from commune_tui.mail.administration.left_open import LeftOpen
from commune_tui.mail.administration.rights import Rights
from commune_tui.mail.connection import Connection
from commune_tui.mail.events import Administered, Fact
from commune_tui.sending.operation import Json
from commune_tui.store import domains, journal
from commune_tui.store.database import Database

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.administration.ownership import Ownership
    from commune_tui.mail.administration.watch import Watch, Watches
    from commune_tui.mail.outbox.presence import Presence
    from commune_tui.store.rows import DomainRow

Hand = Callable[[Any], None]
How = Callable[["Commune", Deed], Awaitable[Any]]
NEVER_LATER = "Administration is never kept for later, so nothing is done by itself once the server is back."


class NotDone(Explained):
    """An act that was not asked of the server; ``str(error)`` says why. Nothing was changed."""


class Administration:
    """One for a session. ``rights`` is what the key may do."""

    def __init__(
        self, database: Database, connection: Connection, tell: Callable[[Fact], None], who: str,
        presence: Callable[[], Presence], rights: Rights | None = None,
    ) -> None:  # fmt: skip
        self._db, self._connection, self._tell, self._who, self._presence = database, connection, tell, who, presence
        self.rights = rights or Rights()
        self._running: set[tuple[str, str]] = set()
        self._left = LeftOpen(
            database, presence, self._write, lambda deed, kind, word: self._administered(deed, kind, lost=word)
        )
        self._done: list[tuple[int, Deed]] = []

    # -- acts ----------------------------------------------------------------------------------------------------------

    async def perform(self, deed: Deed, hand: Hand | None = None, how: How | None = None) -> Ending:
        """Do it, once. ``hand`` gets the answer before the act counts as done; where it raises Explained, nobody has
        that answer. ``how`` asks the server where that takes a secret, which no deed holds. Raises NotDone where it was
        not even tried, and StoreError where it cannot be written down."""
        kind = kind_of(deed.kind)
        if kind is None:
            raise NotDone("This version of the program does not know how to do this.")
        kind = kind._replace(perform=how) if how is not None else kind
        client = await self.client()
        with self._alone(deed):
            await self._settled_before(client, deed)
            found = await self._found(client, kind, deed)
            deed = deed._replace(before=found, id=f"{MARK}{self._presence().name}-{secrets.token_hex(6)}")
            await self._write(deed, "made")
            ending = await self._ask(client, kind, deed, hand)
            await self._write(deed, ending.word, ending.sentence)
        if ending.happened and kind.effect == "change":
            self._done.append((clock.now_ms(), deed))
        self._administered(deed, kind)
        return ending

    async def settled(self, deed: Deed) -> bool:
        """See what became of older acts on the same thing, and whether there were any. Raises NotDone where nobody
        knows yet."""
        if not self._left.holds(deed):
            return False
        await self._settled_before(await self.client(), deed)
        return True

    async def client(self) -> Commune:
        """The client. Raises NotDone where there is none yet."""
        return self.client_now()

    def client_now(self) -> Commune:
        """The same, without waiting."""
        if self._connection.client is None:
            raise NotDone(f"The server was not reached yet, so nothing was done. {NEVER_LATER}")
        return self._connection.client

    @contextmanager
    def _alone(self, deed: Deed) -> Iterator[None]:
        """A key that is pressed twice does it once."""
        name = (deed.kind, deed.about)
        if name in self._running:
            raise NotDone("This is being done already: its answer has not come yet.")
        self._running.add(name)
        try:
            yield
        finally:
            self._running.discard(name)

    async def _settled_before(self, client: Commune, deed: Deed) -> None:
        """Raises NotDone where nobody knows yet what became of an older act on the same thing."""
        from commune_tui.api.errors import CommuneError

        try:
            known, why = await self._left.before(client, deed), ""
        except CommuneError as error:
            known, why = False, f" {error.sentence}"
        if not known:
            raise NotDone(f"What became of the last act on {deed.about} is not known yet, so nothing was done.{why}")

    async def _found(self, client: Commune, kind: Kind, deed: Deed) -> Json | None:
        """The state before it. Raises NotDone where the act does not fit it, or it cannot be read."""
        from commune_tui.api.errors import CommuneError, Refused

        if self.rights.lacks(kind.scope):
            raise NotDone(f"The key in use lacks the scope {kind.scope}, so nothing was asked.")
        try:
            found = await kind.state(client, deed)
        except CommuneError as error:
            self._learn(error)
            away = "" if isinstance(error, Refused) else f" {NEVER_LATER}"
            raise NotDone(f"How it stands could not be read, so nothing was done. {error.sentence}{away}") from None
        if kind.effect == "make" and found is not None and not deed.replaces:
            raise NotDone(f"{deed.about} is there already, so nothing was done.")
        if (kind.effect != "make" or deed.expects is not None) and found is None:
            raise NotDone(f"{deed.about} is not there any more, so nothing was done.")
        if deed.expects is not None and not fits(found or {}, deed.expects):
            raise NotDone(f"Somebody changed {deed.about} meanwhile, so nothing was done.")
        return found

    async def _ask(self, client: Commune, kind: Kind, deed: Deed, hand: Hand | None) -> Ending:
        """The request, and where its answer was lost, a look."""
        from commune_tui.api.errors import CommuneError, Refused

        try:
            answer = await kind.perform(client, deed)
        except CommuneError as error:
            self._learn(error)
            if not error.may_have_acted:
                return Ending("refused" if isinstance(error, Refused) else "unsent", error.sentence)
            return await self._look(client, kind, deed, error.sentence)
        except Exception:
            await self._write(deed, "unknown")
            raise
        try:
            if hand is not None:
                hand(answer)
        except Explained as error:
            return await self._look(client, kind, deed, error.sentence)
        if kind.effect in ("make", "check"):
            return Ending("confirmed", answer=answer)
        try:
            came = happened(kind.effect, deed.before, deed.wanted, await kind.state(client, deed))
        except CommuneError:
            came = True  # it said yes, and nobody says otherwise
        return Ending("confirmed" if came else "other", answer=answer)

    async def _look(self, client: Commune, kind: Kind, deed: Deed, why: str) -> Ending:
        from commune_tui.api.errors import CommuneError

        try:
            return Ending(await self._left.look(client, kind, deed), why)
        except CommuneError as error:
            return Ending("unknown", error.sentence)

    def _learn(self, error: Exception) -> None:
        self.rights.refused(getattr(error, "required", ()))

    # -- taking back ---------------------------------------------------------------------------------------------------

    def undoable(self) -> tuple[int, Deed] | None:
        """When the newest act that still stands was done (unix milliseconds), and what it was."""
        return self._done[-1] if self._done else None

    async def undo(self) -> tuple[Deed, Ending]:
        """Take it back: the same act with the state that it had found, if nobody changed that meanwhile."""
        _, deed = self._done[-1]
        before = {name: (deed.before or {}).get(name) for name in deed.wanted}
        ending = await self.perform(deed._replace(wanted=before, expects=deed.wanted, before=None))
        if ending.happened:
            self._done = self._done[:-2]  # it, and its taking back, which is an act as well
        return deed, ending

    # -- waiting -------------------------------------------------------------------------------------------------------

    @cached_property
    def watches(self) -> Watches:
        """Domains whose records are waited for."""
        from commune_tui.mail.administration.verified import look
        from commune_tui.mail.administration.watch import Watches

        return Watches(partial(look, self.client, self._domain), self._watched)

    @cached_property
    def ownership(self) -> Ownership:
        """Who owns the agent, where that is waited for."""
        from commune_tui.mail.administration.ownership import Ownership

        return Ownership(self._db, self._connection, self._tell)

    async def _domain(self, domain_id: str) -> DomainRow | None:
        await self.read_again()
        return next((row for row in self._db.read_now(domains.rows) if row.id == domain_id), None)

    def _watched(self, watch: Watch) -> None:
        news = f"{watch.name} is verified: all of its records are found." if watch.done else ""
        self._tell(Administered("domain.watch", watch.name, news=news))

    async def close(self) -> None:
        """End what goes on."""
        if "watches" in vars(self):
            await self.watches.close()
        if "ownership" in vars(self):
            await self.ownership.close()

    # -- what was left open --------------------------------------------------------------------------------------------

    async def look_back(self) -> None:
        """Look at the server what the key may do, and what became of acts that nobody knows the end of: the answer was
        lost, or the program ended. What is found is told. What cannot be asked now is asked the next time."""
        from commune_tui.api.errors import CommuneError

        if (client := self._connection.client) is None:
            return
        try:
            if await self.rights.learn_once(client):
                self._tell(Administered("rights", ""))
            await self._left.look_back(client)
        except CommuneError as error:
            self._learn(error)

    async def read_again(self, noun: str = "") -> None:
        """Have what acts on ``noun`` are about in the copy as the server has it now, where nothing else fetches:
        domains, inboxes and API keys, or webhook deliveries. Raises what the client does, and NotDone where there is
        none."""
        from commune_tui.mail.sync.fetcher import Fetcher
        from commune_tui.mail.sync.kept import remembered
        from commune_tui.mail.sync.resources.apikeys import AskApiKeys
        from commune_tui.mail.sync.resources.domains import AskDomains
        from commune_tui.mail.sync.resources.inboxes import AskInboxes
        from commune_tui.mail.sync.resources.webhooks import AskWebhookDeliveries

        if noun == "customer":
            return  # about what is here alone
        fetcher = Fetcher(await self.client(), self._db, self._db.read_now(remembered))
        usual = (AskDomains(), AskInboxes(), AskApiKeys())
        for ask in (AskWebhookDeliveries(),) if noun == "webhook" else usual:
            with suppress(*_after_deletion(noun)):
                await ask.fetch(fetcher)

    # -- telling -------------------------------------------------------------------------------------------------------

    async def _write(self, deed: Deed, what: str, note: str = "") -> None:
        made = entry(deed, clock.now_ms(), self._who, what, note)

        def work(conn: sqlite3.Connection) -> None:
            journal.add(conn, [made])

        await self._db.write(work)

    def _administered(self, deed: Deed, kind: Kind, lost: str = "") -> None:
        if self._connection.sync is not None:
            self._connection.sync.administered(moved=kind.moves)
        self._tell(Administered(deed.kind, deed.about, lost))


def _after_deletion(noun: str) -> tuple[type[Exception], ...]:
    """What may fail before and after an act on the data: the key is dead where all of it was deleted."""
    from commune_tui.api.errors import NotAuthenticated

    return (NotAuthenticated,) if noun == "data" else ()

"""Erasing one person from what is here. The server is only asked what it still has: it deletes nobody by themselves.

First the desk forgets them and remembers hashes of whom; from then on nothing of theirs from before is taken in again,
and whatever ends the program, the next start goes over the copy once more and writes the files anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.events import DeliveryChanged, Fact, InboxesChanged, ThreadsChanged
from commune_tui.sending.operation import Entry
from commune_tui.store import erased, erasure, journal
from commune_tui.store.erasure import Found

if TYPE_CHECKING:
    from commune_tui.api import Commune
    from commune_tui.mail.bodies import Bodies
    from commune_tui.mail.connection import Connection
    from commune_tui.mail.drafts import Drafts
    from commune_tui.store.database import Database

MOST_ASKED = 200
"""Of so many of their conversations the server is asked what it still has."""


class There(NamedTuple):
    """What the server still has: mails in ``conversations``, of which so many were ``asked`` for. ``sentence``: why it
    is not known."""

    messages: int = 0
    conversations: int = 0
    asked: int = 0
    sentence: str = ""


class Outcome(NamedTuple):
    """What was here ``before`` and is ``after``, when that was, and what the server still has."""

    before: Found
    after: Found
    at: int
    there: There


class Erasure:
    """One for a session. ``parts`` are the drafts of this copy of the program, and what it has read of mails."""

    def __init__(
        self, database: Database, connection: Connection, who: str, parts: Callable[[], tuple[Drafts, Bodies]],
        tell: Callable[[Fact], None],
    ) -> None:  # fmt: skip
        self._db, self._connection, self._who, self._parts, self._tell = database, connection, who, parts, tell

    def look(self, address: str) -> Found:
        """What is here about somebody."""
        return self._db.read_now(lambda conn: erasure.look(conn, address))

    async def erase(self, address: str) -> Outcome:
        """Let go of everything about them. Raises NotDone where mail with them is on its way, and StoreError, with
        nothing removed, where another copy of the program has the store open."""
        drafts, bodies = self._parts()
        await drafts.close()
        found = self.look(address)
        if found.on_the_wire:
            raise NotDone("A mail or a change about them is on its way to the server. Do it again when that has ended.")
        self._db.check_alone()
        at = clock.now_ms()
        freed = await self._db.write(lambda conn: erasure.forget(conn, address, at))
        freed.destroy(self._db.vault)
        await self._clean(bodies)
        await self._write_down(found, at)
        after = self.look(address)
        return Outcome(found, after, at, await self._there(found.ids))

    async def finish(self) -> None:
        """Go on with an erasing that the end of the program cut off."""
        if not self._db.read_only and self._db.read_now(erased.unclean):
            await self._clean(self._parts()[1])

    async def _clean(self, bodies: Bodies) -> None:
        await self._db.write(erasure.sweep)
        bodies.forget()
        self._tell(ThreadsChanged())
        self._tell(InboxesChanged())
        self._tell(DeliveryChanged())
        await self._db.renew()
        await self._db.write(erased.cleaned)

    async def _write_down(self, found: Found, at: int) -> None:
        """The journal says that it was done, and not to whom."""
        note = f"one person: {len(found.ids)} conversations, {found.messages} mails"
        made = Entry(at, self._who, "erased", "customer", note=note)

        def work(conn: sqlite3.Connection) -> None:
            journal.add(conn, [made])

        await self._db.write(work)

    async def _there(self, ids: Sequence[str]) -> There:
        from commune_tui.api.errors import CommuneError

        if (client := self._connection.client) is None:
            return There(sentence="The server was not reached.")
        try:
            return await _held(client, ids)
        except CommuneError as error:
            return There(sentence=error.sentence)


async def _held(client: Commune, ids: Sequence[str]) -> There:
    from commune_tui.api.errors import NotFound

    counts = []
    for thread_id in ids[:MOST_ASKED]:
        with suppress(NotFound):
            counts.append(len(await client.threads.messages(thread_id, limit=1000)))
    return There(sum(counts), sum(count > 0 for count in counts), min(len(ids), MOST_ASKED))

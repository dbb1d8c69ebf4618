"""One life of a program that deletes data: it asks, confirms, drops, while the copy is fetched and mail comes in.

What a person asked for, confirmed and was told is told to the parent by a line on a pipe. So is every purge of the
copy, compared inside its own transaction with what the server has in its database.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from commune_tui.api.client import Commune
from commune_tui.api.exchange import Timing
from commune_tui.api.retry import RetryPolicy
from commune_tui.errors import Explained
from commune_tui.mail import deletion
from commune_tui.mail.administration import left_open
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.administration.deeds import MARK
from commune_tui.mail.session import Session
from commune_tui.sending.deletion import Extent
from commune_tui.store import deletion as table
from commune_tui.store import journal
from commune_tui.store.purge import Freed
from tests.kill.forked import tell

SETTLES_S, PATIENCE_S, LATE_S = 1.5, 0.5, 0.8
"""What stands for five seconds here; when the client gives up; how late the server comes to a request then."""
HOUR_S, INBOXES = 3601, 4
_LET_GO = table.let_go
NOBODY = "nobody@nowhere.example"
WORLD = "world.db"


class Life:
    """One copy of the program. ``folder`` has its store, and the world of the server."""

    def __init__(self, folder: Path, base_url: str, key: str, pipe: int) -> None:
        left_open.SETTLES_S, deletion.LOOKS, deletion.LOOK_AGAIN_S = SETTLES_S, 4, 0.1
        self._folder, self._pipe, self._server = folder, pipe, (base_url, key)
        (folder / "store").mkdir(mode=0o700, exist_ok=True)
        table.let_go = self._watched
        self.session = Session(folder / "store", self._connect, me="ann", hold_s=0.0)

    async def _connect(self) -> Commune:
        base_url, key = self._server
        timing = Timing(connect_s=PATIENCE_S, read_s=PATIENCE_S, total_s=4 * PATIENCE_S)
        return Commune(key, base_url=base_url, retry=RetryPolicy(attempts=1), timing=timing)

    # -- what is purged here -------------------------------------------------------------------------------------------

    def _watched(self, conn: sqlite3.Connection, extent: Extent, until_at: int = 0) -> Freed:
        """Let go, and tell which mails went although the server has them, and which stayed although they went there."""
        before = _here(conn)
        freed = _LET_GO(conn, extent, until_at)
        after = _here(conn)
        there, done_at = on_server(self._folder), completed_at(self._folder)
        gone = [each for each in before - after if each in there]
        self._tell("purged", count=len(before - after), wrong=[each for each in gone if there[each] != done_at],
                   tied=[each for each in gone if there[each] == done_at],
                   kept=sorted(_here(conn, extent) - set(there)))  # fmt: skip
        return freed

    def _tell(self, what: str, **fields: Any) -> None:
        if self._pipe >= 0:
            tell(self._pipe, what, **fields)

    # -- acts ----------------------------------------------------------------------------------------------------------

    async def live(self, random: Random, first: int) -> None:
        """Act until the end; ``first`` makes the texts of this life its own."""
        await self.session.start()
        self._tell("begun")
        await asyncio.gather(self._mail(Random(random.random()), first), self._work(random))

    async def _mail(self, random: Random, number: int) -> None:
        """New mail, all the while."""
        while True:
            number += 1
            with suppress(Explained):
                await self._inboxes(number)
            to = random.choice([row.address or "" for row in self.session.reads.inboxes()] or [NOBODY])
            body = {"from": f"c{number % 7}@people.example", "to": to, "subject": f"Order {number}", "text": "Where?"}
            with suppress(Explained):
                got = await self._control("mail", body)
                self._tell("mail", ids=[each["message_id"] for each in got["data"]])
            await asyncio.sleep(random.random() * 0.15)

    async def _inboxes(self, number: int) -> None:
        """The vendor's server deletes the inbox itself as well."""
        client = self.session.connection.client
        assert client is not None
        if len(self.session.reads.inboxes()) < INBOXES:
            await self.session.administration.read_again()
            if len(self.session.reads.inboxes()) < INBOXES:
                await client.inboxes.create(f"box{number}")
                await self.session.administration.read_again()

    async def _work(self, random: Random) -> None:
        while True:
            with suppress(Explained):
                await self._act(random)
            self._tell("acted", left=self._of_no_use())
            await asyncio.sleep(0)

    async def _act(self, random: Random) -> None:
        deletions, choice = self.session.deletion, random.random()
        request = deletions.now()
        if request is not None and request.waits(int(time.time() * 1000)):
            if choice < 0.85:
                self._tell("confirms", id=request.id)
                ending = await deletions.confirm()
                self._told(ending.word, request.id)
            elif choice < 0.92:
                await deletions.give_up()
                self._tell("dropped", id=request.id)
            else:
                await deletions.look_back()
            return
        if request is not None and not request.over(int(time.time() * 1000)):
            await deletions.look_back()
            await asyncio.sleep(0.05)
            return
        extent, about = await self._extent(random)
        ending = await deletions.ask(extent, about)
        if ending.word == "confirmed":
            self._tell("asked", id=ending.answer.id, extent=list(extent))
        if ending.word == "refused" or (ending.word == "untold" and choice < 0.9):
            await self._control("advance", {"seconds": HOUR_S})

    def _told(self, word: str, number: str) -> None:
        """What the person reads after it."""
        found = self.session.deletion.now()
        if found is not None and found.id == number:
            self._tell("came", id=number, word=word, phase=found.phase, purged=found.purged, proof=found.proof.word)

    async def _extent(self, random: Random) -> tuple[Extent, str]:
        """An inbox, or what is older than the middle of the mail that is here."""
        times = self.session.database.read_now(
            lambda conn: [row[0] for row in conn.execute("SELECT created_at FROM messages ORDER BY created_at")]
        )
        if times and random.random() < 0.5:
            return Extent("messages", before=times[len(times) // 2]), f"before {times[len(times) // 2]}"
        addresses = {row.address: row.id for row in self.session.reads.inboxes()}
        if not addresses:
            raise NotDone("No inbox is known here yet.")
        address = random.choice(sorted(addresses))
        return Extent("inbox", addresses[address]), address

    async def _control(self, what: str, body: dict[str, Any]) -> Any:
        client = self.session.connection.client
        assert client is not None
        return (await client._caller.call("POST", f"/sandbox/{what}", body=body)).json

    # -- the token -----------------------------------------------------------------------------------------------------

    def _of_no_use(self) -> list[str]:
        """Tokens that lie here between two acts, and are not the one that may still be wanted."""
        request, vault = self.session.deletion.now(), self.session.database.vault
        wanted = {request.token} if request is not None and request.open() else set()
        there = {path.name for path in vault.folder.glob("*")}
        return sorted(there - wanted)

    # -- the end -------------------------------------------------------------------------------------------------------

    async def settle(self) -> dict[str, Any]:
        """See what became of everything: how many acts are left open, and how the last request stands."""
        await self.session.start()
        await self._control("advance", {"seconds": HOUR_S})
        end = time.monotonic() + 30
        while self._unsettled() and time.monotonic() < end:
            await self.session.administration.look_back()
            await self.session.deletion.look_back()
            await asyncio.sleep(0.1)
        left, here = self._unsettled(), self.session.database.read_now(_here)
        files = [path.name for path in self.session.database.vault.folder.glob("*")]
        await self.session.stop()
        return {"left": left, "files": files, "here": here}

    def _unsettled(self) -> list[str]:
        read = self.session.database.read_now
        left = [word for word in left_open.OPEN if read(lambda conn, word=word: journal.left_open(conn, MARK, word))]  # type: ignore[misc]
        request = self.session.deletion.now()
        if request is not None and request.open():
            left.append(request.phase)
        sync = self.session.connection.sync
        if sync is None or not sync.settled or read(_here) != set(on_server(self._folder)):
            left.append("copy")
        return left


def _here(conn: sqlite3.Connection, extent: Extent | None = None) -> set[str]:
    """The ids of mails of the copy, or of those that an extent takes."""
    rows = conn.execute("SELECT seq, id FROM messages").fetchall()
    meant = None if extent is None else set(table._meant(conn, extent).messages)
    return {row[1] for row in rows if meant is None or row[0] in meant}


def on_server(folder: Path) -> dict[str, int]:
    """The ids of all mails that the server has, and when they came."""
    return {row[0]: row[1] for row in _asked(folder, "SELECT id, at FROM messages")}


def completed_at(folder: Path) -> int:
    """When the server carried out a deletion last. Mail of that very millisecond is before or after it: nothing tells,
    so it goes, and is fetched again where it is there."""
    return int(_asked(folder, "SELECT coalesce(max(completed_at), 0) FROM deletions")[0][0])


def _asked(folder: Path, sql: str) -> list[Any]:
    conn = sqlite3.connect(folder / WORLD, timeout=10)
    found = conn.execute(sql).fetchall()
    conn.close()
    return found

"""One life of a program that has nothing but API keys to look after: it makes, rotates, revokes and replaces them.

What a life was told is done is told to the parent by one line; the text of a new key goes into a file, as a person
wants it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from commune_tui.api.auth import Secret
from commune_tui.api.client import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.errors import Explained
from commune_tui.mail.administration import left_open as lost_answers
from commune_tui.mail.administration.administration import Administration
from commune_tui.mail.administration.deeds import MARK
from commune_tui.mail.administration.key import live
from commune_tui.mail.apikeys import ApiKeys, left_open
from commune_tui.mail.connection import Connection
from commune_tui.mail.outbox.presence import Presence
from commune_tui.store import journal
from commune_tui.store.apikeys import ApiKeyRow
from commune_tui.store.database import Database
from tests.kill.forked import tell

CHECKER = "checker"
MOST = 6
SETTLES_S = 1.0
"""What stands for five seconds here: this server comes to a request after 0.03 s at the latest."""


class InFile:
    """The place of our key: a file that is exchanged in one step."""

    place = "a file"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "own.key"

    def objection(self) -> str:
        return ""

    def keep(self, key: Secret) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(key.reveal())
        fresh.replace(self.file)

    def kept(self) -> Secret | None:
        return Secret(self.file.read_text())

    def profiles(self, prefix: str) -> list[str]:
        return []


class Life:
    """One copy of the program, with nothing but keys to do."""

    def __init__(self, folder: Path, base_url: str, pipe: int) -> None:
        lost_answers.SETTLES_S = SETTLES_S
        self.folder, self._pipe = folder, pipe
        self.own = InFile(folder)
        (folder / "store").mkdir(mode=0o700, exist_ok=True)
        self.db, self.presence = Database(folder / "store"), Presence(folder / "store")
        connection = Connection()
        self.client = connection.client = Commune(
            self.own.file.read_text(), base_url=base_url, retry=RetryPolicy(attempts=1)
        )
        tell, here = (lambda fact: None), (lambda: self.presence)
        self.administration = Administration(self.db, connection, tell, "ann", here)
        self.keys = ApiKeys(self.db, self.administration, here, self.own, tell)

    async def live(self, random: Random, first: int) -> None:
        """Look after what the last life left, then act until the end."""
        number = first
        tell(self._pipe, "begun")
        while True:
            with suppress(Explained):
                await self.keys.end_what_was_left()
                number += 1
                await self._act(random, number)
            tell(self._pipe, "acted")

    async def _act(self, random: Random, number: int) -> None:
        rows = [
            ApiKeyRow(key.id, key.name or "", key.key_prefix or "", key.permissions, "active", None, None, None,
                      self.client.calls_with(key.key_prefix or ""))
            for key in await live(self.client)
        ]  # fmt: skip
        others = [row for row in rows if not row.ours and row.name != CHECKER]
        choice = random.random()
        if len(others) < 2 or (len(others) < MOST and choice < 0.35):
            made = await self.keys.create(f"k{number}", ("threads:read",), None, self._hand(f"k{number}"))
            if made.key is not None:
                tell(self._pipe, "made", name=f"k{number}", key=made.key.reveal())
        elif choice < 0.65:
            row = random.choice(others)
            made = await self.keys.rotate(row, self._hand(row.name))
            if made.key is not None:
                tell(self._pipe, "made", name=row.name, key=made.key.reveal())
        elif choice < 0.92:
            row = random.choice(others)
            if (await self.keys.revoke(row.id, row.name)).happened:
                tell(self._pipe, "revoked", name=row.name)
        else:
            ours = next(row for row in rows if row.ours)
            if (await self.keys.replace(ours, [row.name for row in rows])).word == "done":
                tell(self._pipe, "revoked", name=ours.name)

    def _hand(self, name: str) -> Any:
        def hand(key: Secret) -> None:
            with (self.folder / f"{name}.key").open("a") as file:
                file.write(f"{key.reveal()}\n")

        return hand

    async def settle(self) -> bool:
        """See what became of everything; whether nothing is left open."""
        end = time.monotonic() + 4 * SETTLES_S
        while (left := self.db.read_now(_left)) and time.monotonic() < end:
            await self.keys.end_what_was_left()
            await asyncio.sleep(0.2)
        await self.client.aclose()
        self.presence.close()
        self.db.close()
        return not left


def _left(conn: sqlite3.Connection) -> bool:
    """Whether there is an act of which nobody knows the end, or a replacement that is not over."""
    return left_open(conn) or bool(journal.left_open(conn, MARK, "unknown", 1))

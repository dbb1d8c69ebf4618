"""Kill the program at random moments while it makes, rotates, revokes and replaces API keys, and answers get lost.

``python -m tests.kill.keys 200 1 vendor``: so many kills, a seed, the form of the sandbox. Each life is forked. What a
life was told is done is told to the parent by one line; the text of a new key goes into a file, as a person wants it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from commune_tui.api.auth import Secret
from commune_tui.api.client import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.errors import Explained
from commune_tui.mail.administration.administration import Administration
from commune_tui.mail.administration.key import live
from commune_tui.mail.administration.left_open import SETTLES_S
from commune_tui.mail.apikeys import ApiKeys, left_open
from commune_tui.mail.connection import Connection
from commune_tui.mail.outbox.presence import Presence
from commune_tui.store.apikeys import ApiKeyRow
from commune_tui.store.database import Database
from tests.kill.forked import killed_after, tell

PATH = "/v1/agent/api-keys*"
FAULTS = (
    f"lost POST {PATH} p=0.35", f"lost DELETE {PATH} p=0.35", f"drop {PATH} p=0.05", f"lost GET {PATH} p=0.03",
    f"500 {PATH} p=0.03", f"slow=0.03 {PATH} p=0.2",
)  # fmt: skip
CHECKER = "checker"
MOST = 6


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

    async def _act(self, random: Random, number: int) -> None:
        rows = [
            ApiKeyRow(key.id, key.name or "", key.key_prefix or "", key.permissions, "active", None, None, None,
                      self.client.calls_with(key.key_prefix or ""))
            for key in await live(self.client)
        ]  # fmt: skip
        others = [row for row in rows if not row.ours and row.name != CHECKER]
        choice = random.random()
        if len(others) < 2 or (len(others) < MOST and choice < 0.4):
            made = await self.keys.create(f"k{number}", ("threads:read",), None, self._hand(f"k{number}"))
            if made.key is not None:
                tell(self._pipe, "made", name=f"k{number}", key=made.key.reveal())
        elif choice < 0.6:
            row = random.choice(others)
            made = await self.keys.rotate(row, self._hand(row.name))
            if made.key is not None:
                tell(self._pipe, "made", name=row.name, key=made.key.reveal())
        elif choice < 0.85:
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
        while (left := self.db.read_now(left_open)) and time.monotonic() < end:
            await self.keys.end_what_was_left()
            await asyncio.sleep(0.2)
        await self.client.aclose()
        self.presence.close()
        self.db.close()
        return not left


async def _faults(base_url: str, printed: str, *faults: str) -> None:
    """From now on these answers are broken."""
    async with Commune(printed, base_url=base_url) as client:
        await client._caller.call("PUT", "/sandbox/faults", body={"faults": list(faults)})


async def _listed(base_url: str, key: str) -> list[Any]:
    async with Commune(key, base_url=base_url) as client:
        return await live(client)


async def _works(base_url: str, key: str) -> bool:
    from commune_tui.api.errors import NotAuthenticated

    async with Commune(key, base_url=base_url) as client:
        try:
            await client.agent.org()
        except NotAuthenticated:
            return False
    return True


def lost(folder: Path) -> int:
    """How many answers were lost of which the program learned later what came of them."""
    conn = sqlite3.connect(folder / "store" / "desk.db")
    sql = "SELECT count(*) FROM journal WHERE kind = 'key' AND what IN ('void', 'blind', 'found', 'absent', 'unknown')"
    count: int = conn.execute(sql).fetchone()[0]
    conn.close()
    return count


def acts(folder: Path) -> dict[str, tuple[str, str]]:
    """The last act on each key that may have changed it, by the key's name: its kind, and its end in the journal."""
    conn = sqlite3.connect(folder / "store" / "desk.db")
    rows = conn.execute("SELECT what, operation, after, note FROM journal WHERE kind = 'key' ORDER BY seq").fetchall()
    conn.close()
    about: dict[str, tuple[str, str]] = {}
    ends: dict[str, str] = {}
    for what, operation, after, note in rows:
        if what == "made":
            about[operation] = (note, json.loads(after)["kind_id"])
        else:
            ends[operation] = what
    found = {}
    for operation, (name, kind) in about.items():
        if ends.get(operation) not in ("absent", "refused", "unsent"):
            found[name] = (kind, ends.get(operation, "nothing"))
    return found


async def check(folder: Path, base_url: str, checker: str, told: list[dict[str, str]]) -> dict[str, Any]:
    """Compare what was told, what is in files, what the journal says, and what the server has."""
    bad: Counter[str] = Counter()
    life = Life(folder, base_url, -1)
    bad["left open"] = not await life.settle()
    found, last = await _listed(base_url, checker), acts(folder)
    names, kept = Counter(key.name for key in found), InFile(folder).file.read_text()
    bad["two live keys of a name"] = sum(count > 1 for count in names.values())
    bad["our key does not work"] = not await _works(base_url, kept)
    for key in found:
        file = folder / f"{key.name}.key"
        texts = [*(file.read_text().split() if file.exists() else ()), kept, checker]
        known = any(text.startswith(key.key_prefix or "none") for text in texts)
        bad["live keys whose text nobody has, and nobody says so"] += (
            not known and last.get(key.name or "", ("", ""))[1] != "blind"
        )
    latest = {each["name"]: each for each in told}
    for name, each in latest.items():
        if each["what"] == "revoked":
            bad["told as revoked, and live"] += name in names
        elif last[name] in (("key.create", "confirmed"), ("key.rotate", "confirmed")):
            bad["told as made, and dead"] += not await _works(base_url, each["key"])
    for name, (kind, end) in last.items():
        if (kind, end) in (("key.create", "confirmed"), ("key.rotate", "confirmed"), ("key.rotate", "blind")):
            bad["the journal says live, and it is not"] += name not in names
        if (kind, end) in (("key.revoke", "confirmed"), ("key.revoke", "found"), ("key.create", "void")):
            bad["the journal says dead, and it is not"] += name in names
    counted = Counter(f"{kind} {end}" for kind, end in last.values())
    return {"told": len(told), "lost": lost(folder), "live": len(found), "acts": dict(counted), "bad": dict(bad)}


def run(kills: int, seed: int, form: str, folder: Path) -> dict[str, Any]:
    """All of it."""
    random, told = Random(seed), []  # type: tuple[Random, list[dict[str, str]]]
    command = [sys.executable, "-m", "commune_tui", "sandbox", "--port", "0", "--threads", "0", "--as", form,
               "--data", str(folder / "world.db")]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout is not None
            url, key = [server.stdout.readline().decode().strip().partition("=")[2] for _ in range(2)]
            (folder / "own.key").write_text(key)
            checker = asyncio.run(_checker(url, key))
            for number in range(kills):
                own_seed, alive_s = random.random(), 0.05 + random.random() ** 2 * 2.5
                told += killed_after(alive_s, partial(_live, folder, url, own_seed, number * 1000))
            asyncio.run(_faults(url, key))
            return {"kills": kills, **asyncio.run(check(folder, url, checker, told))}
        finally:
            server.terminate()


async def _live(folder: Path, base_url: str, seed: float, first: int, pipe: int) -> None:
    await Life(folder, base_url, pipe).live(Random(seed), first)


async def _checker(base_url: str, key: str) -> str:
    """A key that nobody touches, to look with."""
    async with Commune(key, base_url=base_url) as client:
        made = await client.agent.create_key(CHECKER, permissions=["read"])
    await _faults(base_url, key, *FAULTS)
    assert made.key is not None
    return made.key.reveal()


def main(kills: str = "30", seed: str = "1", form: str = "strict") -> int:
    """Prints one JSON object; 1 when anything went wrong."""
    with tempfile.TemporaryDirectory() as name:
        result = run(int(kills), int(seed), form, Path(name))
    print(json.dumps(result))
    return int(any(result["bad"].values()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

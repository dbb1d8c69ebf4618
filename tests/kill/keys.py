"""Kill the program at random moments while it makes, rotates, revokes and replaces API keys, and answers get lost.

``python -m tests.kill.keys 200 1 vendor 30``: so many kills, a seed, the form of the sandbox, and how many acts are
over at most when a life is ended. What a life was told is compared with its journal, with what is in files, and with
what the server wrote down (``recorded.py``) and has. Replacing our key is made of the same calls.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from commune_tui.api.client import Commune
from commune_tui.mail.administration.key import live
from tests.kill.account import Made, answered
from tests.kill.forked import killed_after
from tests.kill.keyring import CHECKER, InFile, Life
from tests.kill.recorded import read
from tests.kill.rounds import main, recorded

PATH = "/v1/agent/api-keys*"
FAULTS = (
    f"lost POST {PATH} p=0.35", f"lost DELETE {PATH} p=0.35", f"drop {PATH} p=0.05", f"lost GET {PATH} p=0.03",
    f"500 {PATH} p=0.03", f"slow=0.03 {PATH} p=0.2",
)  # fmt: skip
_ONE = re.compile(r"/v1/agent/api-keys/(?P<id>[^/]+?)(?P<rotated>/rotate)?")
DONE, NOT_DONE = ("confirmed", "found", "void", "blind"), ("absent", "refused", "unsent")


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


def asked_of(line: dict[str, Any]) -> tuple[str, ...]:
    """What a request is about: which act, on which key."""
    if found := _ONE.fullmatch(line["path"]):
        return ("key.rotate" if found["rotated"] else "key.revoke", found["id"])
    return ("key.create", line["asked"]["name"])


def acts_of(folder: Path) -> list[Made]:
    """All acts of the journal, in their order."""
    conn = sqlite3.connect(folder / "store" / "desk.db")
    rows = conn.execute("SELECT at, what, operation, after, note FROM journal WHERE kind = 'key' ORDER BY seq")
    found: dict[str, Made] = {}
    for at, what, operation, after, name in rows:
        if what != "made":
            found[operation] = found[operation]._replace(word=what)
            continue
        wanted = json.loads(after)
        kind = wanted["kind_id"]
        found[operation] = Made(at, kind, (kind, wanted["target_id"].get("key_id", name)), what, False)
    conn.close()
    return list(found.values())


def compared(folder: Path, done: list[dict[str, Any]]) -> tuple[Counter[str], Counter[str]]:
    """How many answers to each call were lost, and how often the journal differs from what the server did."""
    lost, bad = Counter[str](), Counter[str]()
    for act, count in answered(acts_of(folder), done, asked_of):
        lost[act.command] += count > 0 and act.word not in ("confirmed", "other")
        bad["asked for twice"] += count > 1 and act.command != "key.revoke"  # what was void is revoked until it is
        bad["the journal says done, and nobody did it"] += act.word in DONE and not count
        bad["the journal says not done, and it was"] += act.word in NOT_DONE and count > 0
    return lost, bad


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


async def check(
    folder: Path, base_url: str, checker: str, told: list[dict[str, str]], done: Callable[[], list[dict[str, Any]]]
) -> dict[str, Any]:
    """Compare what was told, what is in files, what the journal says, and what the server did and has."""
    life = Life(folder, base_url, -1)
    left = not await life.settle()
    lost, bad = compared(folder, done())
    bad["left open"] = left
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
    return {"told": len(told), "lost": dict(lost), "live": len(found), "acts": dict(counted), "bad": dict(bad)}


def one_round(kills: int, random: Random, form: str, most: int, folder: Path) -> dict[str, Any]:
    """So many lives in a world of their own."""
    file, told = folder / "recorded", []  # type: tuple[Path, list[dict[str, str]]]
    with recorded(file, form) as server:
        url, key = server.base_url, server.key
        (folder / "own.key").write_text(key)
        checker = asyncio.run(_checker(url, key))
        for number in range(kills):
            lived = partial(_live, folder, url, random.random(), number * 1000)
            told += killed_after(random.random() * 0.3, lived, random.randint(1, most))
        asyncio.run(_faults(url, key))
        said = [each for each in told if each["what"] != "acted"]
        return asyncio.run(check(folder, url, checker, said, lambda: read(file)))


async def _live(folder: Path, base_url: str, seed: float, first: int, pipe: int) -> None:
    await Life(folder, base_url, pipe).live(Random(seed), first)


async def _checker(base_url: str, key: str) -> str:
    """A key that nobody touches, to look with."""
    async with Commune(key, base_url=base_url) as client:
        made = await client.agent.create_key(CHECKER, permissions=["read"])
    await _faults(base_url, key, *FAULTS)
    assert made.key is not None
    return made.key.reveal()


if __name__ == "__main__":
    sys.exit(main(one_round, 60))

"""Kill the program at random moments while it looks after domains, inboxes and webhooks, and answers get lost.

``python -m tests.kill.account 200 7 vendor 60``: so many kills, a seed, the form of the sandbox, and how many acts are
over at most when a life is ended, in the middle of others. The server writes down what it did (``recorded.py``); what
the program was told and what stands in its journal is compared with that.
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
from typing import Any, NamedTuple

from tests.kill.forked import Told, killed_after
from tests.kill.operating import LATE_S, Life, furnish
from tests.kill.recorded import read
from tests.kill.rounds import main, recorded
from tests.servers import Server

FAULTS = [
    *(f"lost {method} /v1/* p=0.35" for method in ("POST", "PUT", "DELETE")),
    *(f"drop {method} /v1/* p=0.05" for method in ("POST", "PUT", "DELETE")),
    *(f"slow={LATE_S} {method} /v1/* p=0.05" for method in ("POST", "PUT", "DELETE")),
    "500 /v1/* p=0.02", "lost GET /v1/* p=0.01",
]  # fmt: skip
_CREATED = re.compile(r"/v1/(?:domains/(?P<domain>[^/]+)/)?inboxes")
_RETRIED = re.compile(r"/v1/webhooks/deliveries/(?P<id>[^/]+)/retry")
_INBOX = re.compile(r"/v1/domains/[^/]+/inboxes/(?P<id>[^/]+)(?:/extraction-schema)?")
NOT_DONE = ("absent", "refused", "unsent")
DONE = ("confirmed", "found")


class Made(NamedTuple):
    """An act as the journal has it: when it was begun, by which command, on what, the newest word about it, and whether
    it stood so before: then it is done, whatever the server did."""

    at: int
    command: str
    thing: tuple[str, ...]
    word: str
    so_before: bool


def command_of(kind: str, wanted: dict[str, Any]) -> str:
    """What a person calls an act."""
    if kind in ("inbox.webhook", "inbox.schema"):
        off = {"inbox.webhook": "inbox.webhook_off", "inbox.schema": "inbox.schema_remove"}
        return kind if wanted[kind.partition(".")[2]] else off[kind]
    return kind


def thing_of(kind: str, target: dict[str, Any], wanted: dict[str, Any]) -> tuple[str, ...]:
    """What an act is about, as :func:`asked_of` says it of a request."""
    if kind == "domain.add":
        return ("domain", wanted["name"])
    if kind == "inbox.create":
        return ("new", target["domain_id"], wanted["local_part"])
    return ("delivery", target["delivery_id"]) if kind == "webhook.retry" else ("inbox", target["inbox_id"])


def asked_of(line: dict[str, Any]) -> tuple[str, ...]:
    """What a request is about."""
    path = line["path"]
    if path == "/v1/domains":
        return ("domain", line["asked"]["name"])
    if found := _CREATED.fullmatch(path):
        return ("new", found["domain"] or "", line["asked"]["local_part"])
    if found := _RETRIED.fullmatch(path):
        return ("delivery", found["id"])
    found = _INBOX.fullmatch(path)
    assert found is not None, path
    return ("inbox", found["id"])


def acts_of(folder: Path) -> list[Made]:
    """All acts of the journal, in their order."""
    conn = sqlite3.connect(folder / "store" / "desk.db")
    sql = ("SELECT at, what, operation, before, after FROM journal WHERE kind IN ('domain', 'inbox', 'webhook') "
           "ORDER BY seq")  # fmt: skip
    rows = conn.execute(sql).fetchall()
    conn.close()
    found: dict[str, Made] = {}
    for at, what, operation, before, packed in rows:
        if what != "made":
            found[operation] = found[operation]._replace(word=what)
            continue
        wanted = json.loads(packed)
        kind, target = wanted.pop("kind_id"), wanted.pop("target_id")
        so = kind != "webhook.retry" and wanted.items() <= json.loads(before or "{}").items()
        found[operation] = Made(at, command_of(kind, wanted), thing_of(kind, target, wanted), what, so)
    return list(found.values())


def answered(
    made: list[Made], done: list[dict[str, Any]], asked_of: Callable[[dict[str, Any]], tuple[str, ...]] = asked_of
) -> list[tuple[Made, int]]:
    """How often the server did what each act asked for: what it did to the thing before the next act on it."""
    about: dict[tuple[str, ...], list[int]] = {}
    for line in done:
        about.setdefault(asked_of(line), []).append(line["at"])
    ends: dict[tuple[str, ...], int] = {}
    found = []
    for act in reversed(made):
        times = [at for at in about.get(act.thing, ()) if act.at <= at < ends.get(act.thing, 2**62)]
        ends[act.thing] = act.at
        found.append((act, len(times)))
    return found[::-1]


def twice(done: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Inboxes that were made where the name had one."""
    there: dict[tuple[str, ...], str] = {}
    bad = []
    for line in done:
        thing = asked_of(line)
        if thing[0] == "new":
            bad += [line] * (thing in there)
            there[thing] = line["made"]
        elif line["method"] == "DELETE" and not line["path"].endswith("/extraction-schema"):
            there = {name: made for name, made in there.items() if made != thing[1]}
    return bad


def check(folder: Path, server: Server, done: list[dict[str, Any]], told: list[Told], left: int) -> dict[str, Any]:
    """Compare what was told, what the journal says, and what the server did and has."""
    made = acts_of(folder)
    compared, bad, over = answered(made, done), Counter[str](), twice(done)
    bad["left open"] = left
    bad["asked for twice"] = sum(count > 1 for _, count in compared)
    bad["an inbox made over another"] = len(over)
    for path, field, name in (("/v1/inboxes", "address", "inboxes"), ("/v1/domains", "name", "domains")):
        names = Counter(each[field].lower() for each in server.get(path).body["data"])
        bad[f"two {name} of a name"] = sum(count > 1 for count in names.values())
    wrong = [(act, count) for act, count in compared
             if (act.word in DONE and not (count or act.so_before)) or (act.word in NOT_DONE and count)]  # fmt: skip
    bad["the journal says done, and it is not"] = sum(act.word in DONE for act, _ in wrong)
    bad["the journal says not done, and it is"] = sum(act.word in NOT_DONE for act, _ in wrong)
    said = Counter((each["command"], each["word"]) for each in told if each["word"] in DONE)
    have = Counter((_shown(act.command), act.word) for act in made)
    asked = Counter((_shown(command), word) for (command, word), count in said.items() for _ in range(count))
    bad["told, and not in the journal"] = sum((asked - have).values())
    lost = Counter(act.command for act, count in compared if count and act.word not in ("confirmed", "other"))
    words = Counter(act.word for act in made)
    about = [*(f"{act} {count}" for act, count in wrong), *map(str, over), *_around(over, made, done)]
    return {"acts": len(made), "lost": dict(lost), "words": dict(words), "told": len(told), "bad": dict(bad),
            "wrong": about[:99]}  # fmt: skip


def _around(over: list[dict[str, Any]], made: list[Made], done: list[dict[str, Any]]) -> list[str]:
    """What was believed and done about an inbox that was made over another."""
    things = {asked_of(each) for each in over}
    ids = {each["made"] for each in done if asked_of(each) in things} - {""}
    things |= {("inbox", each) for each in ids}
    return [*(str(each) for each in made if each.thing in things), *(str(e) for e in done if asked_of(e) in things)]


def _shown(command: str) -> str:
    return "inbox.status" if command in ("inbox.on", "inbox.off") else command


def one_round(kills: int, random: Random, form: str, most: int, folder: Path) -> dict[str, Any]:
    """So many lives in a world of their own."""
    file, told = folder / "recorded", []  # type: tuple[Path, list[Told]]
    with recorded(file, form) as server:
        furnish(server)
        before = len(read(file))
        server.control("faults", {"faults": FAULTS, "seed": random.randrange(1000)})
        for number in range(kills):
            live = partial(_live, folder, server, random.random(), number * 1000)
            told += killed_after(random.random() * 0.3, live, random.randint(1, most))
        server.control("faults", {"faults": []})
        left = asyncio.run(Life(folder, server.base_url, server.key, -1).settle())
        return check(folder, server, read(file)[before:], told, left)


async def _live(folder: Path, server: Server, seed: float, first: int, pipe: int) -> None:
    await Life(folder, server.base_url, server.key, pipe).live(Random(seed), first)


if __name__ == "__main__":
    sys.exit(main(one_round, 60))

"""Kill the program at random moments while it deletes inboxes and messages before a date, and answers get lost.

``python -m tests.kill.deletion 200 7 vendor 24``: so many kills, a seed, the form of the sandbox, and how much a life
tells at most before it is ended. What the server did (``recorded.py``) is compared with what the person asked for and
confirmed, with what was told, with the journal, and with what was let go of here.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from commune_tui import clock
from tests.kill.account import Made, answered
from tests.kill.deleting import LATE_S, WORLD, Life, on_server
from tests.kill.forked import Told, killed_after
from tests.kill.recorded import read
from tests.kill.rounds import main, recorded
from tests.servers import Server

PATH = "/v1/data/deletion-request"
FAULTS = [
    *(f"lost POST {path} p=0.35" for path in (PATH, f"{PATH}/*")), f"drop POST {PATH}* p=0.05",
    f"slow={LATE_S} POST {PATH}* p=0.05", f"500 {PATH}* p=0.02", f"lost GET {PATH}* p=0.03",
]  # fmt: skip
DONE, NOT_DONE = ("confirmed", "found"), ("absent", "refused", "unsent")


def asked_of(line: dict[str, Any]) -> tuple[str, ...]:
    """What a request is about: which call, on what."""
    if line["path"] == PATH:
        return ("data.request",)
    return ("data.confirm", line["path"].split("/")[-2])


def acts_of(folder: Path) -> list[Made]:
    """All acts of the journal, in their order."""
    conn = sqlite3.connect(folder / "store" / "desk.db")
    rows = conn.execute("SELECT at, what, operation, after FROM journal WHERE kind = 'data' ORDER BY seq").fetchall()
    conn.close()
    found: dict[str, Made] = {}
    for at, what, operation, after in rows:
        if what != "made":
            found[operation] = found[operation]._replace(word=what)
            continue
        wanted = json.loads(after)
        kind, number = wanted["kind_id"], wanted["target_id"].get("request_id")
        found[operation] = Made(at, kind, (kind, number) if number else (kind,), what, False)
    return list(found.values())


def extent_of(asked: dict[str, Any]) -> list[Any]:
    """What a request asked for, as the program writes an extent."""
    before = asked.get("before")
    at = None if before is None else clock.parse_iso(before)
    return [asked["scope"], asked.get("inbox_id") or "", None if at is None else round(at.timestamp() * 1000)]


def compare(acts: list[Made], done: list[dict[str, Any]], told: list[Told]) -> dict[str, Counter[str]]:
    """The journal and what was told against what the server did."""
    lost, bad, words = Counter[str](), Counter[str](), Counter[str]()
    for act, count in answered(acts, done, asked_of):
        words[f"{act.command} {act.word}"] += 1
        lost[act.command] += count > 0 and act.word not in ("confirmed", "other")
        bad["asked for twice"] += count > 1
        bad["the journal says done, and it is not"] += act.word in DONE and not count
        bad["the journal says not done, and it is"] += act.word in NOT_DONE and count > 0
    bad.update(_confirmed(done, told))
    bad.update(_told(done, told))
    return {"lost": lost, "bad": bad, "words": words}


def _confirmed(done: list[dict[str, Any]], told: list[Told]) -> Counter[str]:
    """Deletions at the server that no person confirmed, as they were shown."""
    bad = Counter[str]()
    shown = {each["id"]: each["extent"] for each in told if each["what"] == "asked"}
    meant = {each["id"] for each in told if each["what"] == "confirms"}
    requests = {line["made"]: extent_of(line["asked"]) for line in done if line["path"] == PATH}
    carried = Counter(asked_of(line)[1] for line in done if line["path"] != PATH)
    for number, count in carried.items():
        bad["deleted, and nobody confirmed it"] += number not in meant
        bad["deleted twice by one confirmation"] += count > 1
        bad["something else was deleted than was shown"] += shown.get(number, requests[number]) != requests[number]
    return bad


def _told(done: list[dict[str, Any]], told: list[Told]) -> Counter[str]:
    """What a person read, and is not so."""
    bad = Counter[str]()
    carried = {asked_of(line)[1] for line in done if line["path"] != PATH}
    for each in told:
        if each["what"] == "came":
            said = each["word"] in DONE or each["phase"] == "completed" or bool(each["proof"])
            bad["told as done, and it is not"] += said and each["id"] not in carried
        elif each["what"] == "dropped":
            bad["told as dropped, and it was deleted"] += each["id"] in carried
        elif each["what"] == "purged":
            bad["let go of here, and still there"] += len(each["wrong"])
            bad["gone there, and still here"] += len(each["kept"])
        elif each["what"] == "acted":
            bad["a token that is of no use lies here"] += len(each["left"])
    return bad


def tokens_in(folder: Path, done: list[dict[str, Any]]) -> int:
    """How many tokens that the server ever handed out lie anywhere in the store."""
    texts = [line["token"].encode() for line in done if line.get("token")]
    content = [path.read_bytes() for path in (folder / "store").rglob("*") if path.is_file()]
    return sum(any(text in each for each in content) for text in texts)


def one_round(kills: int, random: Random, form: str, most: int, folder: Path) -> dict[str, Any]:
    """So many lives in a world of their own."""
    file, told = folder / "recorded", []  # type: tuple[Path, list[Told]]
    with recorded(file, form, "--data", str(folder / WORLD)) as server:
        server.control("faults", {"faults": FAULTS, "seed": random.randrange(1000)})
        for number in range(kills):
            live = partial(_live, folder, server, random.random(), number * 1000)
            told += killed_after(random.random() * 0.3, live, random.randint(1, most))
        server.control("faults", {"faults": []})
        left = asyncio.run(Life(folder, server.base_url, server.key, -1).settle())
        return _result(folder, read(file), told, left)


def _result(folder: Path, done: list[dict[str, Any]], told: list[Told], left: dict[str, Any]) -> dict[str, Any]:
    done = [line for line in done if line["path"].startswith(PATH)]
    found: dict[str, Any] = dict(compare(acts_of(folder), done, told))
    there, arrived = set(on_server(folder)), {each for line in told if line["what"] == "mail" for each in line["ids"]}
    bad = found["bad"]
    bad["left open"] += len(left["left"])
    bad["a token lies here at the end"] += tokens_in(folder, done) + len(left["files"])
    bad["the copy is not as the server is"] += len(there ^ left["here"])
    purges = [each for each in told if each["what"] == "purged"]
    found |= {"mails": len(arrived), "gone": len(arrived - there), "purges": len(purges)}
    found |= {"tied": sum(len(each["tied"]) for each in purges)}
    found |= {"purged": sum(each["count"] for each in purges), "told": len(told)}
    wrong = [f"{act} {count}" for act, count in answered(acts_of(folder), done, asked_of)
             if (act.word in DONE and not count) or (act.word in NOT_DONE and count) or count > 1]  # fmt: skip
    return {**found, "wrong": [*wrong, *left["left"]][:50]}


async def _live(folder: Path, server: Server, seed: float, first: int, pipe: int) -> None:
    await Life(folder, server.base_url, server.key, pipe).live(Random(seed), first)


if __name__ == "__main__":
    sys.exit(main(one_round, 110))

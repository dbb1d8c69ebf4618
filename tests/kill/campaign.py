"""Kill the real outbox at random moments, many times, then look at what is left. ``python -m tests.kill 1000``.

This process forks each life, so that a life starts in milliseconds; the sandbox is a process of its own, with faults.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from commune_tui.api.client import Commune
from tests.kill.life import Life, Place, furnish

FAULTS = (
    "lost,PUT,p=0.08", "lost,POST,p=0.08", "drop,p=0.05", "500,p=0.04", "502,GET,p=0.04", "429=0.05,p=0.05",
    "cut,p=0.04", "slow=0.05,p=0.1", "malformed,POST,p=0.03",
)  # fmt: skip


@dataclass
class Told:
    """What the lives promised."""

    operations: set[str] = field(default_factory=set)
    sends: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, int] = field(default_factory=dict)
    lives: int = 0

    def take(self, line: bytes) -> None:
        """One line from the pipe; the last one of a life may be cut short, and is then no promise."""
        fields = json.loads(line)
        if fields["what"] == "draft":
            self.drafts[fields["id"]] = max(fields["count"], self.drafts.get(fields["id"], 0))
        elif fields["what"] in ("operation", "send"):
            self.operations.add(fields["id"])
            if fields["what"] == "send":
                self.sends[fields["id"]] = fields["subject"]


def sandbox(folder: Path) -> tuple[subprocess.Popen[bytes], str, str]:
    """Start the sandbox with its world in a file; its process, base URL and key."""
    process = subprocess.Popen(
        [sys.executable, "-m", "commune_tui", "sandbox", "--port", "0", "--threads", "40", "--data",
         str(folder / "world.db"), *(word for fault in FAULTS for word in ("--fault", fault))],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    words = dict(process.stdout.readline().decode().strip().split("=", 1) for _ in range(2))
    return process, words["COMMUNE_BASE_URL"], words["COMMUNE_API_KEY"]


def fork(place: Place, seed: int, number: int, told: Told, alive_s: float) -> None:
    """One life of at most ``alive_s``, ended by SIGKILL; its promises are taken down."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            life = Life(place, write)
            asyncio.run(life.live(Random(seed * 1_000_003 + number), number * 10_000))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(write)
    deadline, received = time.monotonic() + alive_s, b""
    while (left := deadline - time.monotonic()) > 0:
        if select.select([read], [], [], left)[0]:
            piece = os.read(read, 65536)
            if not piece:
                break
            received += piece
    os.kill(pid, signal.SIGKILL)
    while piece := os.read(read, 65536):
        received += piece
    os.close(read)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status):
        raise AssertionError(f"life {number} ended by itself")
    told.lives += 1
    for line in received.split(b"\n")[:-1]:
        told.take(line)


def run(kills: int, seed: int, folder: Path) -> dict[str, Any]:
    """All of it; counts of what was promised, and of everything that went wrong."""
    random, told = Random(seed), Told()
    server, base_url, key = sandbox(folder)
    try:
        (folder / "store").mkdir(mode=0o700)
        place = asyncio.run(_place(folder / "store", base_url, key))
        started = time.monotonic()
        for number in range(kills):
            fork(place, seed, number, told, 0.05 + random.random() ** 2 * 0.7)
        killed_s = time.monotonic() - started
        found = asyncio.run(_settle(place))
        return {**check(place, told, found), "kills": told.lives, "kills_per_min": round(60 * kills / killed_s)}
    finally:
        server.terminate()
        server.wait()
        assert server.stdout is not None
        server.stdout.close()


async def _place(folder: Path, base_url: str, key: str) -> Place:
    async with Commune(key, base_url=base_url) as client:  # repeats reads by itself, through the faults
        inboxes = [inbox.id or "" async for inbox in client.inboxes.list()]
        threads = {
            inbox: tuple([t.thread_id async for t in client.threads.list(inbox_id=inbox, limit=100)])
            for inbox in inboxes
        }
    inbox_id = max(threads, key=lambda name: len(threads[name]))
    place = Place(folder, base_url, key, inbox_id, threads[inbox_id])
    await furnish(place)
    return place


@dataclass(frozen=True)
class Found:
    """What the server has in the end: how often each subject went out, and status and tags of the threads."""

    subjects: Counter[str]
    triage: dict[str, tuple[str | None, frozenset[str]]]


async def _settle(place: Place) -> Found:
    """Faults off; everything comes to its end."""
    async with Commune(place.key, base_url=place.base_url) as client:
        await client._caller.call("DELETE", "/sandbox/faults")
        await Life(place, -1).settle()
        messages = [m async for m in client.messages.list(inbox_id=place.inbox_id, limit=1000, order="asc")]
        metadata = {name: await client.threads.metadata(name) for name in place.threads}
    subjects = Counter(m.subject or "" for m in messages if m.direction == "outbound")
    return Found(subjects, {name: (m.status, frozenset(m.tags)) for name, m in metadata.items()})


def check(place: Place, told: Told, server: Found) -> dict[str, Any]:
    """Compare promises, store and server."""
    bad: Counter[str] = Counter()
    for name in ("mail.db", "desk.db"):
        conn = sqlite3.connect(place.folder / name)
        bad["stores damaged"] += conn.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
        conn.close()
    conn = sqlite3.connect(place.folder / "desk.db")
    states = dict(conn.execute("SELECT id, state FROM operations").fetchall())
    bodies = dict(conn.execute("SELECT id, body FROM drafts").fetchall())
    sends = conn.execute("SELECT o.state, d.subject FROM operations o JOIN drafts d ON d.id = o.draft_id "
                         "WHERE o.kind = 'send'").fetchall()  # fmt: skip
    found = conn.execute("SELECT count(*) FROM journal WHERE what = 'found'").fetchone()[0]
    doubts = conn.execute("SELECT count(*) FROM journal WHERE what = 'unknown'").fetchone()[0]
    acts = conn.execute("SELECT thread_id, kind, intent FROM operations WHERE state = 'confirmed' AND kind <> 'send' "
                        "ORDER BY seq").fetchall()  # fmt: skip
    conn.close()
    bad["threads not as decided"] = _differing(acts, server)
    bad["operations lost"] = sum(name not in states for name in told.operations)
    bad["operations not settled"] = sum(state not in ("confirmed", "refused", "cancelled") for state in states.values())
    bad["drafts lost"] = sum(
        name not in bodies or int(bodies[name].rsplit(" ", 1)[1]) < count for name, count in told.drafts.items()
    )
    wanted = Counter(_bare(subject) for state, subject in sends if state == "confirmed")
    have = Counter(_bare(subject) for subject in server.subjects.elements() if _bare(subject).startswith("mail "))
    bad["mails lost"] = sum((wanted - have).values())
    bad["mails doubled"] = sum((have - wanted).values())
    return {
        "operations": len(told.operations), "sends": len(told.sends), "drafts": len(told.drafts),
        "sent": sum(wanted.values()), "doubts": doubts, "found by looking": found, "bad": dict(bad),
        "refused": sum(state == "refused" for state in states.values()),
    }  # fmt: skip


def _differing(acts: list[tuple[str, str, str]], server: Found) -> int:
    """Threads on the server that are not what all confirmed operations, in their order, make of them."""
    status: dict[str, str] = {}
    tags: dict[str, set[str]] = {}
    for thread_id, kind, packed in acts:
        intent = json.loads(packed)
        if kind == "status":
            status[thread_id] = intent["status"]
        else:
            mine = tags.setdefault(thread_id, set())
            mine |= set(intent["add"])
            mine -= set(intent["remove"])
    return sum(server.triage[name][0] != wanted for name, wanted in status.items()) + sum(
        {tag for tag in server.triage[name][1] if tag[1:].isdigit()} != wanted for name, wanted in tags.items()
    )


def _bare(subject: str) -> str:
    return subject.removeprefix("Re: ")


def main(kills: int = 30, seed: int = 1) -> int:
    """Prints one JSON object; 1 when anything went wrong."""
    with tempfile.TemporaryDirectory() as name:
        result = run(kills, seed, Path(name))
    print(json.dumps(result))
    return int(any(result["bad"].values()))

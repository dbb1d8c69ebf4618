"""A server, a network and a clock for the synchroniser, all driven by one seed: the copy must become the server's.

The server is a rival reading of contract §3.3, §4.3 and §4.4: lists by time with exclusive bounds, cursors, counts,
triage with or without the list. The store is the real one, and so are the planner and what performs its requests.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from commune_tui import clock
from commune_tui.api import errors, models
from commune_tui.api.page import Page
from commune_tui.mail.sync.endpoint import Screen
from commune_tui.mail.sync.fetcher import Fetcher
from commune_tui.mail.sync.kept import remembered
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.pace import Pace
from commune_tui.mail.sync.plan import plan
from commune_tui.store import due
from commune_tui.store.database import Database

START = datetime(2026, 3, 18, 12, tzinfo=UTC)
STATUSES = ("open", "needs_reply", "waiting", "closed")


@dataclass(slots=True)
class Said:
    """One message on the server."""

    id: str
    thread_id: str
    inbox_id: str
    at: datetime
    text: str


@dataclass(slots=True)
class World:
    """What is true on the server."""

    triage_in_list: bool
    inboxes: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    triage: dict[str, tuple[str, str | None, tuple[str, ...]]] = field(default_factory=dict)
    made: int = 0

    def threads(self, inbox_id: str) -> dict[str, list[Said]]:
        found: dict[str, list[Said]] = {}
        for message in self.said:
            if message.inbox_id == inbox_id:
                found.setdefault(message.thread_id, []).append(message)
        return found

    def state(self, thread_id: str) -> tuple[str, str | None, tuple[str, ...]]:
        return self.triage.get(thread_id, ("open", None, ()))


class Pages:
    """A list of the API: one page when awaited, all of them when iterated."""

    def __init__(self, fetch: Any, walk: Any = None) -> None:
        self._fetch, self._walk = fetch, walk

    def __await__(self) -> Any:
        return self._fetch().__await__()

    async def __aiter__(self) -> Any:
        for item in (await self._fetch()).items:
            yield item

    async def pages(self) -> Any:
        for page in await self._walk() if self._walk is not None else [await self._fetch()]:
            yield page


class Network:
    """The API client's nouns over a :class:`World`; fails as often as ``trouble`` says."""

    def __init__(self, world: World, chance: random.Random, limit: int) -> None:
        self.world, self.chance, self.limit = world, chance, limit
        self.trouble = 0.0
        self.inboxes = self.messages = self.threads = _Nouns(self)
        self.domains = _NoDomains()

    def fail(self) -> None:
        if self.chance.random() < self.trouble:
            kinds = [errors.NeverConnected, errors.TimedOut, errors.Unreadable, errors.AnswerTooLarge]
            raise self.chance.choice(kinds)("trouble")


class _NoDomains:
    """This server has none."""

    def list(self) -> Pages:
        async def nothing() -> Page[Any]:
            return Page(())

        return Pages(nothing)


class _Nouns:
    """``inboxes.list``, ``domains.list``, ``messages.list``, ``threads.list|messages|metadata`` by their arguments."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._world = network.world

    def list(self, *, inbox_id: str | None = None, cursor: str | None = None, **asked: Any) -> Pages:
        async def frame() -> Page[Any]:
            self._network.fail()
            return Page(tuple(filter(None, (models.Inbox.read({"id": each}) for each in self._world.inboxes))))

        async def threads() -> Page[Any]:
            self._network.fail()
            return self._thread_page(str(inbox_id), cursor)

        async def messages() -> Page[Any]:
            self._network.fail()
            return Page(tuple(self._read(each) for each in self._window(str(inbox_id), asked)))

        async def walk() -> Sequence[Page[Any]]:
            self._network.fail()
            everything = self._window(str(inbox_id), {**asked, "limit": 10**9})
            return [Page(tuple(self._read(each) for each in everything))]

        if inbox_id is None:
            return Pages(frame)
        return Pages(messages, walk) if {"after", "before"} & asked.keys() else Pages(threads)

    def _window(self, inbox_id: str, asked: dict[str, Any]) -> Sequence[Said]:
        after, before = asked.get("after"), asked.get("before")
        if inbox_id not in self._world.inboxes:
            return []
        found = [
            each
            for each in self._world.said
            if each.inbox_id == inbox_id and (not after or each.at > after) and (not before or each.at < before)
        ]
        found.sort(key=lambda each: (each.at, each.id), reverse=asked.get("order") != "asc")
        return found[: min(asked["limit"], self._network.limit if asked["limit"] < 10**9 else 10**9)]

    def _thread_page(self, inbox_id: str, cursor: str | None) -> Page[Any]:
        found = sorted(
            ((max(each.at for each in said), thread_id) for thread_id, said in self._world.threads(inbox_id).items()),
            reverse=True,
        )
        if cursor is not None:
            at, _, last = cursor.partition("|")
            found = [each for each in found if each < (datetime.fromisoformat(at), last)]
        page, rest = found[: self._network.limit], found[self._network.limit :]
        items = [self._thread(inbox_id, thread_id) for _, thread_id in page]
        following = f"{page[-1][0].isoformat()}|{page[-1][1]}" if rest else None
        return Page(tuple(items), following, bool(rest))

    def _thread(self, inbox_id: str, thread_id: str) -> models.Thread:
        said = self._world.threads(inbox_id)[thread_id]
        item: dict[str, Any] = {
            "thread_id": thread_id,
            "inbox_id": inbox_id,
            "message_count": len(said),
            "first_message_at": clock.iso(min(each.at for each in said)),
            "last_message_at": clock.iso(max(each.at for each in said)),
        }
        if self._world.triage_in_list:
            status, who, tags = self._world.state(thread_id)
            item |= {"status": status, "assigned_to": who, "tags": list(tags)}
        read = models.Thread.read(item)
        assert read is not None
        return read

    @staticmethod
    def _read(said: Said) -> models.Message:
        read = models.Message.read(
            {
                "message_id": said.id,
                "thread_id": said.thread_id,
                "direction": "inbound",
                "content": said.text,
                "created_at": clock.iso(said.at),
                "metadata": {"inbox_id": said.inbox_id, "created_at": clock.iso(said.at)},
            }
        )
        assert read is not None
        return read

    async def messages(self, thread_id: str, **_: Any) -> Page[Any]:
        self._network.fail()
        return Page(tuple(self._read(each) for each in self._world.said if each.thread_id == thread_id))

    async def metadata(self, thread_id: str) -> models.ThreadMetadata:
        self._network.fail()
        status, who, tags = self._world.state(thread_id)
        read = models.ThreadMetadata.read(
            {"thread_id": thread_id, "status": status, "assigned_to": who, "tags": list(tags)}
        )
        assert read is not None
        return read


def happen(world: World, chance: random.Random, now: datetime) -> None:
    """One thing happens on the server: mail (also late, also at one instant), triage by others, deletion."""
    kind = chance.random()
    if kind < 0.62 and world.inboxes:
        inbox_id = chance.choice(world.inboxes)
        known = list(world.threads(inbox_id))
        thread_id = chance.choice(known) if known and chance.random() < 0.5 else f"t{world.made}"
        late = timedelta(seconds=chance.choice([0, 0, 0, 1, 20, 4000, 90000, -86400]))
        for _ in range(chance.choice([1, 1, 1, 2, 5])):  # several within one instant
            world.said.append(Said(f"m{world.made}", thread_id, inbox_id, now - late, f"text {world.made}"))
            world.made += 1
    elif kind < 0.85 and world.said:
        thread_id = chance.choice(world.said).thread_id
        tags = tuple(sorted({chance.choice("abc") for _ in range(chance.randrange(3))}))
        world.triage[thread_id] = (chance.choice(STATUSES), chance.choice([None, "anna", "bot"]), tags)
    elif kind < 0.87 and world.said and len(world.inboxes) > 1:
        moved, to = chance.choice(world.said).thread_id, chance.choice(world.inboxes)
        for each in world.said:
            if each.thread_id == moved:
                each.inbox_id = to
    elif kind < 0.90 and world.said:
        gone = chance.choice(world.said).thread_id
        world.said = [each for each in world.said if each.thread_id != gone]
    elif kind < 0.93 and world.said:
        before = chance.choice(world.said)  # deletion takes the messages of an inbox before a date (contract §9)
        world.said = [each for each in world.said if each.inbox_id != before.inbox_id or each.at >= before.at]
    elif kind < 0.96:
        world.inboxes.append(f"i{world.made}")
        world.made += 1
    elif len(world.inboxes) > 1:
        gone = chance.choice(world.inboxes)
        world.inboxes.remove(gone)
        world.said = [each for each in world.said if each.inbox_id != gone]


def truth(world: World) -> dict[str, Any]:
    """Every thread of the server with its messages and its triage."""
    return {
        thread_id: (inbox_id, sorted(each.id for each in said), world.state(thread_id))
        for inbox_id in world.inboxes
        for thread_id, said in world.threads(inbox_id).items()
    }


def copied(conn: sqlite3.Connection) -> dict[str, Any]:
    """The same of the local copy."""
    found = {}
    for seq, thread_id, inbox_id, status, who, tags in conn.execute(
        "SELECT t.seq, t.id, coalesce(i.id, ''), t.status, t.assignee, t.tags"
        " FROM threads t LEFT JOIN inboxes i ON i.seq = t.inbox"
    ).fetchall():
        ids = [row[0] for row in conn.execute("SELECT id FROM messages WHERE thread = ?", (seq,))]
        found[thread_id] = (inbox_id, sorted(ids), (status, who, tuple(json.loads(tags))))
    return found


class Run:
    """One seed: some history, then things happen while the copy is made, then everything settles."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.world, self.network = self.furnished()
        self.now = START
        self.database = Database(folder)
        self.lacking = {self.chance.choice(["", "", "", "messages:read"])} - {""}
        self.known = Known(forbidden=set(self.lacking))
        self.fetcher = Fetcher(self.network, self.database, self.known)  # type: ignore[arg-type]

    def furnished(self) -> tuple[World, Network]:
        """The server of this seed, and the way to it."""
        world = World(self.chance.random() < 0.5, ["i-a", "i-b"][: self.chance.randint(1, 2)])
        return world, Network(world, self.chance, self.chance.choice([2, 3, 50, 1000]))

    def happen(self, at: datetime) -> None:
        """One thing happens on the server."""
        happen(self.world, self.chance, at)

    def trouble(self) -> None:
        """The network is as bad as it will be."""
        self.network.trouble = self.chance.choice([0, 0.1, 0.4])

    def quiet(self) -> None:
        """All works from here on."""
        self.network.trouble = 0

    def restart(self) -> None:
        """The program ends and starts again: only what is on disk is left."""
        self.known = self.database.read_now(remembered)
        self.known.forbidden |= self.lacking
        self.fetcher = Fetcher(self.network, self.database, self.known)  # type: ignore[arg-type]

    async def step(self) -> bool:
        """Plan, and perform some of it in any order; whether there was anything to do."""
        if self.known.triage_in_list is False:
            self.known.triage_due = self.database.read_now(
                lambda conn: due.triage(conn, clock.now(), due.Overdue(), 50)
            )
        asks = plan(self.known, Screen(), frozenset(), 8, clock.now(), Pace())
        chosen = self.chance.sample(asks, self.chance.randint(1, len(asks))) if asks else []
        for ask in chosen:
            try:
                await ask.fetch(self.fetcher)
            except errors.CommuneError:
                continue
        return bool(asks)

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        clock.set_frozen(self.now)

    async def play(self, steps: int) -> None:
        """Trouble first, then quiet: afterwards the copy must equal the server."""
        clock.set_frozen(self.now)
        try:
            for _ in range(self.chance.randrange(25)):
                self.happen(self.now - timedelta(days=self.chance.randrange(40)))
            self.trouble()
            for _ in range(steps):
                if self.chance.random() < 0.5:
                    self.happen(self.now)
                if self.chance.random() < 0.1:
                    self.restart()
                await self.step()
                self.pass_time(self.chance.choice([0, 0.001, 1, 31, 700]))
            self.quiet()
            self.pass_time(2 * 86400)  # everything is due once more
            for _ in range(400):
                if not await self.step():
                    break
        finally:
            clock.set_frozen(None)

"""The world of :mod:`.copying` as the vendor's server has it: what it does to ids, dates, triage and lists.

Making an inbox again gives its address another id, and its threads stay under the old one; mail to an unknown address
is in no inbox; mail comes under the date of its sender; the time of a triage state moves by itself; and a list of
threads may for a while lead from one cursor to the next without an end.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from commune_tui import clock
from commune_tui.api import models
from commune_tui.api.page import Page
from tests.simulation.copying import STATUSES, Network, Pages, Run, Said, World, _Nouns, copied

DOMAIN = "d-1"
NOBODY = ""
LATE_S = (0, 0, 0, 1, 40, 4_000, 90_000, 4_000_000)


@dataclass(slots=True)
class VendorWorld(World):
    """``addresses`` are the inboxes that are listed, by address; ``home`` is where a thread began."""

    addresses: dict[str, str] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    address_of: dict[str, str] = field(default_factory=dict)
    touched: dict[str, datetime] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    """How often the server did each of what only this one does."""

    def threads(self, inbox_id: str) -> dict[str, list[Said]]:
        """Threads under the inbox in which they began, with all of their messages, wherever those came to."""
        found: dict[str, list[Said]] = {}
        for message in self.said:
            if self.home[message.thread_id] == inbox_id:
                found.setdefault(message.thread_id, []).append(message)
        return found

    def now_at(self, inbox_id: str) -> str:
        """The inbox that has the address of this one now."""
        return self.addresses.get(self.address_of.get(inbox_id, ""), NOBODY)


class VendorNouns(_Nouns):
    """Lists by inbox and by domain."""

    _network: VendorNetwork
    _world: VendorWorld

    def list(
        self, *, inbox_id: str | None = None, domain_id: str | None = None, cursor: str | None = None, **asked: Any
    ) -> Pages:
        scope = inbox_id if domain_id is None else DOMAIN

        async def frame() -> Page[Any]:
            self._network.fail()
            boxes = [{"id": number, "address": at, "domain_id": DOMAIN} for at, number in self._world.addresses.items()]
            self._network.listed |= set(self._world.addresses.values())
            return Page(tuple(filter(None, map(models.Inbox.read, boxes))))

        async def threads() -> Page[Any]:
            self._network.fail()
            return self._network.led_on(self._thread_page(str(scope), cursor), cursor)

        async def messages() -> Page[Any]:
            self._network.fail()
            return Page(tuple(self._read(each) for each in self._window(str(scope), asked)))

        async def walk() -> Sequence[Page[Any]]:
            self._network.fail()
            return [Page(tuple(self._read(each) for each in self._window(str(scope), {**asked, "limit": 10**9})))]

        if scope is None:
            return Pages(frame)
        return Pages(messages, walk) if {"after", "before"} & asked.keys() else Pages(threads)

    def _window(self, inbox_id: str, asked: dict[str, Any]) -> Sequence[Said]:
        after, before = asked.get("after"), asked.get("before")
        found = [
            each
            for each in self._world.said
            if inbox_id in (DOMAIN, each.inbox_id)
            and (not after or each.at > after)
            and (not before or each.at < before)
        ]
        found.sort(key=lambda each: (each.at, each.id), reverse=asked.get("order") != "asc")
        return found[: min(asked["limit"], self._network.limit if asked["limit"] < 10**9 else 10**9)]

    def _thread_page(self, inbox_id: str, cursor: str | None) -> Page[Any]:
        boxes = set(self._world.home.values()) if inbox_id == DOMAIN else {inbox_id}
        said = {thread: messages for box in boxes for thread, messages in self._world.threads(box).items()}
        found = sorted(((max(each.at for each in messages), thread) for thread, messages in said.items()), reverse=True)
        if cursor is not None and "|" in cursor:
            at, _, last = cursor.partition("|")
            found = [each for each in found if each < (datetime.fromisoformat(at), last.partition("~")[0])]
        page, rest = found[: self._network.limit], found[self._network.limit :]
        items = [self._thread(self._world.home[thread], thread) for _, thread in page]
        following = f"{page[-1][0].isoformat()}|{page[-1][1]}" if rest else None
        return Page(tuple(items), following, bool(rest))

    def _thread(self, inbox_id: str, thread_id: str) -> models.Thread:
        read = super()._thread(inbox_id, thread_id)
        return read.model_copy(update={"domain_id": DOMAIN, "inbox_id": inbox_id or None})

    async def metadata(self, thread_id: str) -> models.ThreadMetadata:
        read = await super().metadata(thread_id)
        return read.model_copy(update={"updated_at": self._world.touched.get(thread_id)})


class _Domains:
    """The one domain."""

    def __init__(self, network: VendorNetwork) -> None:
        self._network = network

    def list(self) -> Pages:
        async def only() -> Page[Any]:
            self._network.fail()
            domain = models.Domain.read({"id": DOMAIN, "name": "desk.example"})
            assert domain is not None
            return Page((domain,))

        return Pages(only)


class VendorNetwork(Network):
    """``endless`` is how lists of threads go on where they should end: not at all, or in one of three ways."""

    world: VendorWorld

    def __init__(self, world: VendorWorld, chance: random.Random, limit: int) -> None:
        super().__init__(world, chance, limit)
        self.inboxes = self.messages = self.threads = VendorNouns(self)
        self.domains = _Domains(self)  # type: ignore[assignment]
        self.endless = ""
        self.pages = 0
        self.listed: set[str] = set()
        """Inboxes that were ever listed to this client."""

    def led_on(self, page: Page[Any], cursor: str | None) -> Page[Any]:
        """The page, with a cursor behind it that leads nowhere."""
        self.pages += 1
        following = page.next_cursor
        self.world.happened["endless"] += bool(self.endless)
        if self.endless == "same":
            following = cursor or "0"
        elif self.endless == "new" and following is None:
            following = f"again{self.pages}"
        elif self.endless == "round" and following is None:
            following = "a" if cursor != "a" else "b"
        return Page(page.items, following, following is not None)


def happen(world: VendorWorld, chance: random.Random, now: datetime) -> None:
    """One thing happens on the server."""
    kind = chance.random()
    if kind < 0.6:
        _mail(world, chance, now)
    elif kind < 0.75 and world.said:
        thread_id = chance.choice(world.said).thread_id
        tags = tuple(sorted({chance.choice("abc") for _ in range(chance.randrange(3))}))
        world.triage[thread_id] = (chance.choice(STATUSES), chance.choice([None, "anna", "bot"]), tags)
        world.touched[thread_id] = now
    elif kind < 0.85 and world.said:  # the server read a conversation again: nothing was changed
        world.touched[chance.choice(world.said).thread_id] = now
        world.happened["moved by itself"] += 1
    elif kind < 0.95:
        _inbox(world, chance.choice(list(world.addresses)))
    elif len(world.addresses) < 4:
        _inbox(world, f"box{world.made}@desk.example")


def _mail(world: VendorWorld, chance: random.Random, now: datetime) -> None:
    box = chance.choice([*world.addresses.values(), NOBODY])
    known = [thread for thread, home in world.home.items() if world.now_at(home) == box]
    thread_id = chance.choice(known) if known and chance.random() < 0.5 else f"t{world.made}"
    world.home.setdefault(thread_id, box)
    late_s = chance.choice(LATE_S)
    at = now - timedelta(seconds=late_s)
    world.happened["late"] += late_s > 0
    world.happened["nowhere"] += box == NOBODY
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        world.said.append(Said(f"m{world.made}", thread_id, box, at, f"text {world.made}"))
        world.made += 1


def _inbox(world: VendorWorld, address: str) -> None:
    """Make an inbox; one that had the address is replaced."""
    number = f"i{world.made}"
    world.happened["replaced"] += address in world.addresses
    world.made += 1
    world.addresses[address], world.address_of[number] = number, address


def truth(world: VendorWorld) -> dict[str, Any]:
    """Every thread of the server in the inbox that has its address now, with its messages and its triage."""
    found: dict[str, Any] = {}
    for each in world.said:
        place = world.now_at(world.home[each.thread_id])
        found.setdefault(each.thread_id, (place, [], world.state(each.thread_id)))[1].append(each.id)
    return {thread: (place, sorted(ids), state) for thread, (place, ids, state) in found.items()}


def unlike(world: VendorWorld, listed: set[str], here: dict[str, Any]) -> list[str]:
    """Threads that are not here as they are there. One under an id that was replaced before it was ``listed`` to this
    client may be in no inbox: its address is not known."""
    found = []
    there = truth(world)
    for thread_id in sorted(here.keys() | there.keys()):
        mine, theirs = here.get(thread_id), there.get(thread_id)
        if mine is not None and theirs is not None and mine[0] == NOBODY and world.home[thread_id] not in listed:
            theirs = (NOBODY, *theirs[1:])
        if mine != theirs:
            found.append(thread_id)
    return found


class VendorRun(Run):
    """One seed against the vendor's world."""

    world: VendorWorld
    network: VendorNetwork

    def furnished(self) -> tuple[VendorWorld, VendorNetwork]:
        world = VendorWorld(False)
        for address in ("a@desk.example", "b@desk.example")[: self.chance.randint(1, 2)]:
            _inbox(world, address)
        return world, VendorNetwork(world, self.chance, self.chance.choice([2, 3, 50, 1000]))

    def happen(self, at: datetime) -> None:
        happen(self.world, self.chance, at)

    def trouble(self) -> None:
        super().trouble()
        self.network.endless = self.chance.choice(["", "", "same", "new", "round"])

    def quiet(self) -> None:
        super().quiet()
        self.network.endless = ""

    async def play(self, steps: int) -> None:
        """As any run; then lists without an end, and mail that has to be seen at once."""
        await super().play(steps)
        self.check()
        clock.set_frozen(self.now)
        try:
            await self.goes_round()
            await self.is_prompt()
        finally:
            clock.set_frozen(None)
        self.check()

    def check(self) -> None:
        """The copy is what the server has."""
        found = unlike(self.world, self.network.listed, self.database.read_now(copied))
        assert not found, f"not as on the server: {found}"

    async def settle(self, most: int) -> None:
        """Ask all that is due now."""
        for _ in range(most):
            if not await self.step():
                return
        raise AssertionError(f"after {most} rounds there is still something to ask for")

    async def goes_round(self) -> None:
        """Lists that never end are read, and given up."""
        self.network.endless = self.chance.choice(["same", "new", "round"])
        self.pass_time(2 * 86400)  # everything is due once more
        await self.settle(600)
        self.network.endless = ""
        self.pass_time(2 * 86400)
        await self.settle(600)

    async def is_prompt(self) -> None:
        """Mail is here within two minutes, whatever its date, its inbox and the id of that."""
        self.network.limit = 1000
        for _ in range(4):
            if self.chance.random() < 0.3:
                _inbox(self.world, self.chance.choice(list(self.world.addresses)))
            _mail(self.world, self.chance, self.now)
            for _ in range(4):
                self.pass_time(30)
                await self.settle(200)
            here = {each for _, ids, _ in self.database.read_now(copied).values() for each in ids}
            missing = [each.id for each in self.world.said if each.id not in here]
            assert not missing, f"not here after two minutes: {missing}"
        self.pass_time(660)
        await self.settle(600)

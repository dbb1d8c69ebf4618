"""``--live``: customers write and agents answer while somebody watches. A short drama first, then an endless day.

Works on the public methods of a :class:`~commune_tui.sandbox.world.World` that holds the story; all chance comes from
a seed, all waiting goes through ``pause``. Agents leave a thread alone once a person has taken or answered it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.story import book, people
from commune_tui.sandbox.story.company import INBOXES, OPERATOR, PEOPLE
from commune_tui.sandbox.story.conversation import ASIDES, course, fill
from commune_tui.sandbox.story.dates import told
from commune_tui.sandbox.story.people import Person
from commune_tui.sandbox.story.troubles import UNHEARD
from commune_tui.sandbox.world import Draft, World

BUSY, CALM, QUIET = (5.0, 11.0), (8.0, 20.0), (90.0, 240.0)  # seconds between acts: at first, later, when quiet
MOST = 40  # conversations kept going; the oldest is dropped, as busy people do


@dataclass(slots=True)
class Matter:
    """A conversation that goes on: between whom, about what, how far, and the ids that its next mail answers."""

    inbox: str
    person: Person
    subject: str
    texts: list[str] = field(default_factory=list)  # in turn: customer, agent, customer …; the first is written
    tags: tuple[str, ...] = ()
    thread_id: str = ""
    chain: tuple[str, ...] = ()
    at: int = 0  # how many of the texts are written


class Live:
    """The day going on. :meth:`run` is a task to cancel; :meth:`acts` is the same without the waiting."""

    def __init__(
        self,
        world: World,
        *,
        seed: int,
        quiet: bool = False,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._world, self._quiet, self._pause = world, quiet, pause
        self._rng = Random(f"live {seed}")
        self._matters: list[Matter] = []

    async def run(self) -> None:
        """Act, wait, act, until cancelled. ``quiet`` leaves the drama out and lets minutes pass between acts."""
        for wait_s in self.acts():
            await self._pause(wait_s)

    def acts(self) -> Iterator[float]:
        """Each step performs one act and gives the seconds to wait before the next. Endless."""
        rng = self._rng
        if not self._quiet:
            yield rng.uniform(3, 5)
            yield from self._drama()
        done = 0
        while True:
            self._act()
            done += 1
            yield rng.uniform(*(QUIET if self._quiet else BUSY if done < 8 else CALM))

    def _drama(self) -> Iterator[float]:
        """Two minutes worth showing: a furious guest, a quick agent, a bounce, a trap, a colleague who steps in."""
        scenes = {scene.key: scene for scene in book.scenes("live")}

        def matter(key: str) -> Matter:
            head = scenes[key].head
            name, _, address = head["with"].rstrip(">").partition(" <")
            person = Person(name, address, "", "", "gmail", "", "")
            texts = [turn.text for turn in scenes[key].turns]
            return Matter(head["inbox"], person, head["subject"], texts, tuple(head.get("tags", "").split()))

        vip, moved, trap = matter("live_vip"), matter("live_moved"), matter("live_trap")
        self._write(vip)
        self._mark(vip, "needs_reply", *vip.tags)
        yield 7
        self._write(vip)
        yield 6
        self._write(moved)
        yield 7
        self._write(moved)  # to an address that bounces, by the sandbox's plain rules
        yield 8
        self._mark(moved, "needs_reply", "bounced")
        yield 5
        self._write(trap)
        yield 4
        self._mark(trap, "needs_reply", "prompt-injection", owner=OPERATOR)
        yield 9
        self._write(vip)
        self._mark(vip, "needs_reply")
        yield 8
        self._mark(vip, "needs_reply", "escalated", owner="grace")
        yield 10
        self._write(vip, author="grace")
        yield 14
        self._write(vip)
        yield 8

    def _act(self) -> None:
        """One thing of an ordinary day: a matter goes on, or a new one begins, or a colleague takes one."""
        rng = self._rng
        chance = rng.random()
        waiting = [matter for matter in self._matters if matter.at < len(matter.texts)]
        if waiting and chance < 0.6:
            self._go_on(rng.choice(waiting))
        elif waiting and chance < 0.68:
            self._mark(rng.choice(waiting), "needs_reply", "follow-up", owner=rng.choice(PEOPLE[1:]).key)
        else:
            self._begin()

    def _go_on(self, matter: Matter) -> None:
        if matter.at % 2 == 1 and not self._free(matter):
            self._matters.remove(matter)
            return
        self._write(matter)
        if matter.at == len(matter.texts):
            self._mark(matter, "closed" if matter.at % 2 else "waiting", *matter.tags)
            self._matters.remove(matter)

    def _free(self, matter: Matter) -> bool:
        """Whether the agent may still answer: it is awake, the thread there, nobody else has it, the customer spoke."""
        row = self._world.threads.row(matter.thread_id)
        owner = None if row is None else row["assigned_to"]
        if matter.inbox in UNHEARD:
            return False
        return row is not None and owner in (None, INBOXES[matter.inbox].agent) and row["last_direction"] == "inbound"

    def _begin(self) -> None:
        rng = self._rng
        topic = rng.choice([topic for topic in book.topics() if not topic.outbound])
        person = people.draw(rng)
        slots = fill(rng, self._world.now(), person, INBOXES[topic.inbox])
        subject, talk = course(rng, topic, rng.randrange(len(topic.ask)))
        texts = [told(text.format_map(slots)) for text in talk]
        if rng.random() < 0.3:
            texts[0] = f"{texts[0]} {told(rng.choice(ASIDES).format_map(slots))}"
        matter = Matter(topic.inbox, person, told(subject.format_map(slots)), texts, topic.tags)
        self._matters = [*self._matters[-MOST + 1 :], matter]
        self._write(matter)

    def _write(self, matter: Matter, author: str = "") -> None:
        """The next mail of the matter, by the customer or by the agent (or the colleague ``author``)."""
        text, theirs = matter.texts[matter.at], matter.at % 2 == 0
        matter.at += 1
        if theirs:
            self._receive(matter, text)
        else:
            self._send(matter, text, author)

    def _receive(self, matter: Matter, text: str) -> None:
        person, inbox = matter.person, INBOXES[matter.inbox]
        words = "\n\n".join(part for part in (text, person.sign) if part)
        number = f"<{self._rng.getrandbits(64):016x}@{person.address.rpartition('@')[2]}>"
        mail = Mail(person.address, (inbox.address,), matter.subject, words, self._world.now(), person.name,
                    message_id=number)  # fmt: skip
        if matter.chain:  # a mail program refers to what the mail before referred to
            seen = matter.chain[-1:] if self._world.habits.bare_replies else matter.chain
            mail = replace(mail, subject=f"Re: {matter.subject}", in_reply_to=matter.chain[-1], references=seen)
        for received in self._world.receive(mail):
            matter.thread_id = received.thread_id
            if not received.first:
                self._mark(matter, "needs_reply")
        matter.chain = (*matter.chain, number)

    def _send(self, matter: Matter, text: str, author: str) -> None:
        inbox = INBOXES[matter.inbox]
        found = self._world.inboxes.by_address(inbox.address)
        if found is None or self._world.threads.row(matter.thread_id) is None:
            return  # somebody deleted it while we looked on
        names = {person.key: person.name for person in PEOPLE}
        sign = f"{names[author]}\n{inbox.name}" if author else f"{inbox.agent.capitalize()}\nAgent at {inbox.name}"
        words = f"Hello {matter.person.name.split()[0]},\n\n{text}\n\n{sign}"
        draft = Draft((matter.person.address,), f"Re: {matter.subject}", words, thread_id=matter.thread_id)
        sent = self._world.send(found[0], draft)
        if sent.smtp_id:
            matter.chain = (*matter.chain, sent.smtp_id)
            self._mark(matter, "waiting", owner=author or inbox.agent)

    def _mark(self, matter: Matter, status: str, *tags: str, owner: str | None = None) -> None:
        """Set status, add tags, and assign when an ``owner`` is named."""
        told = status != "needs_reply" or not self._world.habits.leaves_status
        changes = ({"status": status} if told else {}) | ({"assigned_to": owner} if owner else {})
        if self._world.threads.triage(matter.thread_id, **changes) is not None and tags:
            self._world.threads.add_tags(matter.thread_id, list(tags))

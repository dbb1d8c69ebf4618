"""Makes a thread out of a topic: who, when, how far the talk got, how it stands. Seeded; knows no other thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from commune_tui.sandbox.records import File, SeedInbox, SeedThread
from commune_tui.sandbox.story import files, people, rhythm, troubles
from commune_tui.sandbox.story.book import Topic
from commune_tui.sandbox.story.company import INBOXES, OPERATOR, PEOPLE
from commune_tui.sandbox.story.letters import Letters
from commune_tui.sandbox.story.people import Person
from commune_tui.sandbox.story.slots import Slots

ENCLOSED = re.compile(r"\b(attach\w*|enclosed?|photograph\w*|pictures)\b", re.IGNORECASE)
_EXTRA_TAGS = ("vip", "urgent", "follow-up", "escalated", "new-customer", "german-speaking", "annual-plan")
_BAD_FATES = (
    "bounced: 550 5.1.1 The email account that you tried to reach does not exist",
    "soft: 452 4.2.2 Mailbox full",
    "delayed: 421 4.7.0 Try again later, greylisted",
    "opened:",
    "opened:",
    "opened:",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A topic and which of its openings to use; a ``twist`` above 0 adds an aside, so that it can be used again."""

    topic: Topic
    opening: int
    twist: int = 0


ASIDES = (
    "Take your time, but not all of it.",
    "A short answer is fine.",
    "I am at my desk until five.",
    "My colleague reads along when I am away.",
    "If a call is easier, mornings are best.",
    "We are in {city}, in case that matters.",
    "I asked the same {weekday} last week and may have landed in the wrong place.",
    "Please answer to this address, the other one is no longer read.",
    "Sorry for the long mail, there was no time for a short one.",
    "Thank you in advance.",
    "No hurry on our side, {soon} would be soon enough.",
    "For your files: we are a customer since {month}.",
    "The matter has the number {ticket} here.",
    "You are welcome to forward this to whoever knows.",
)


CLOSINGS = (
    "That answers it. Thank you.",
    "Perfect, and quicker than I can read. Thanks!",
    "Understood. I have nothing to add, which is rare.",
    "Thank you, you may close this and I may close my laptop.",
    "All clear now, {agent}. Have a calm afternoon.",
    "Noted, filed, appreciated.",
    "Good, that is settled then. Thank you for the plain words.",
    "Wonderful. I will come back if it is not so, but I expect it is.",
    "Thanks. My colleague owes me a coffee, she had bet on a week.",
    "That is all I needed. Greetings from {city}.",
)

RECEIVED = (
    "Thank you, it is noted here and nothing more is needed from you.",
    "Received, with thanks. I will keep an eye on it and write if anything moves.",
    "Very good. I have put it on file and told everybody who should know.",
    "Thank you for the quick reply; that is all I needed on our side.",
    "Noted with pleasure. You find me here if anything else comes up.",
)


def course(rng: Random, topic: Topic, opening: int) -> tuple[str, list[str]]:
    """The subject and the whole talk that fits an opening, in turns, with their slots still open."""
    number = opening % len(topic.ask)
    answer = topic.fits[number]
    texts = [topic.ask[number], topic.answer[answer - 1]]
    if answer in topic.follows:
        more = topic.more or (RECEIVED if topic.again else [])
        texts += [rng.choice(choice) for choice in (topic.again, more, topic.thanks) if choice]
    elif not topic.outbound:
        texts.append(rng.choice(CLOSINGS))
    return topic.subject[topic.names[number] - 1], texts


def fill(rng: Random, start: datetime, person: Person, inbox: SeedInbox) -> Slots:
    """The words that fill the slots of a talk between ``person`` and the agent of ``inbox``."""
    first = person.name.split()[0]
    return Slots(rng, start, agent=inbox.agent.capitalize(), customer=first, company=person.company, city=person.city)


def begin(rng: Random, plan: Plan, now: datetime, longest: timedelta) -> SeedThread:
    """One conversation about ``plan``, ended at some time before ``now``."""
    topic, inbox = plan.topic, INBOXES[plan.topic.inbox]
    last_at = rhythm.last_activity(rng, now, longest)
    subject, texts = course(rng, topic, plan.opening)
    whole = len(texts)
    texts = texts[: _length(rng, last_at > now - timedelta(days=2))]
    times = _times(rng, last_at, len(texts), topic.outbound)
    times = troubles.times(topic.inbox, times, now, outbound=topic.outbound)
    person = people.draw(rng)
    slots = fill(rng, times[0], person, inbox)
    letters = Letters(rng, inbox, person, subject.format_map(slots))
    if plan.twist:
        texts[0] = f"{texts[0]} {rng.choice(ASIDES)}"
    for number, (text, at) in enumerate(zip(texts, times, strict=True)):
        body = text.format_map(slots)
        enclosed = _files(rng, topic, body, slots) if ENCLOSED.search(body) else ()
        if (number % 2 == 0) != topic.outbound:
            greeting = person.greeting.format_map(slots) if number < 2 else ""
            words = "\n\n".join(part for part in (greeting, body, person.sign) if part)
            letters.receive(words, at, files=enclosed, quote=rng.random() < 0.75)
        else:
            fate = rng.choice(_BAD_FATES) if rng.random() < 0.06 and number == len(texts) - 1 else ""
            words = f"Hello {person.name.split()[0]},\n\n{body}"
            letters.send(words, at, author=_author(rng), files=enclosed, fate=fate, html=rng.random() < 0.4)
            if fate.startswith(("bounced", "soft")):
                return letters.thread("needs_reply", (*topic.tags, "bounced"), None)
    settled = len(texts) == whole and letters.last_direction == "inbound" and whole > 1
    return _standing(rng, letters, topic, settled, now)


def _length(rng: Random, fresh: bool) -> int:
    return rng.choice((1, 1, 1, 1, 2, 2, 3, 3, 4)) if fresh else rng.choice((1, 2, 2, 3, 4, 4, 5, 5, 5))


def _times(rng: Random, last_at: datetime, count: int, outbound: bool) -> list[datetime]:
    times = [last_at]
    for number in range(count - 1, 0, -1):
        ours = (number % 2 == 1) != outbound
        times.append(rhythm.before(rng, times[-1], agent=ours))
    return times[::-1]


def _author(rng: Random) -> str:
    return rng.choice(PEOPLE).key if rng.random() < 0.12 else ""


def _files(rng: Random, topic: Topic, body: str, slots: Slots) -> tuple[File, ...]:
    number = rng.randrange(40)
    if re.search(r"photo|picture|images?", body):
        return (files.png(f"IMG_{4100 + number}.png", number * 6),)
    if "sample" in body or "sheet" in body or "export" in body:
        return (files.csv(f"export-{number:02d}.csv", number),)
    if topic.inbox == "hiring":
        return (files.pdf(f"document-{number:02d}.pdf", topic.subject[0].split("{")[0].strip(" :")),)
    if topic.inbox == "billing":
        return (files.pdf(f"{slots['invoice']}.pdf", f"Invoice {slots['invoice']}"),)
    if topic.inbox == "ops":
        return (files.note(f"log-{number:02d}.txt", f"excerpt {number}\n02:14:09 worker done\n02:14:11 check ok\n"),)
    return (files.pdf(f"{topic.key.replace('_', '-')}-{number:02d}.pdf", topic.subject[-1].split("{")[0].strip(" :")),)


def _standing(rng: Random, letters: Letters, topic: Topic, over: bool, now: datetime) -> SeedThread:
    assert letters.last is not None  # every plan has at least one step
    age = now - letters.last.sent_at
    agent = INBOXES[topic.inbox].agent
    tags = topic.tags if rng.random() < 0.8 else (*topic.tags, rng.choice(_EXTRA_TAGS))
    settled = over or age > timedelta(days=rng.randrange(9, 40))
    if settled and rng.random() < 0.93:
        return letters.thread("closed", tags, agent if rng.random() < 0.8 else _someone(rng))
    if letters.last_direction == "outbound":
        return letters.thread("waiting", tags, agent if rng.random() < 0.75 else _someone(rng))
    if age < timedelta(minutes=40) or rng.random() < 0.28:
        return letters.thread("open", tags if rng.random() < 0.5 else ())
    owner = rng.choices((agent, None, _someone(rng)), (5, 2, 3))[0]
    return letters.thread("needs_reply", tags, owner)


def _someone(rng: Random) -> str:
    return OPERATOR if rng.random() < 0.4 else rng.choice(PEOPLE).key

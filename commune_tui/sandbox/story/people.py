"""Who writes to Marrowby: people with a name, an address, a company, a mail program and habits. Seeded."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from commune_tui.sandbox.story.book import words

FIRST = words("first")
LAST = words("last")
TRADES = words("trades")
PLACES = words("places")
CITIES = words("cities")
FREE = ("gmail.example", "mailbox.example", "posteo.example", "icloud.example", "web.example", "yahoo.example")
CLIENTS = ("gmail", "gmail", "outlook", "outlook", "apple", "apple", "thunderbird", "phone", "yahoo", "plain")
SAYINGS = (
    "Please consider the tree before printing this mail. The tree says hello.",
    "Est. 1974. Still here.",
    "Closed on Mondays, and on days that feel like Mondays.",
    "This e-mail may contain traces of nuts.",
    "Family-run since the family could walk.",
    "He who counts stock on Sunday has lost the Sunday.",
)
GREETINGS = ("Hi {agent},", "Hello,", "Hello {agent},", "Dear Marrowby team,", "Hi,", "Good morning,", "Dear all,", "")
PARTINGS = ("Best,", "Thanks,", "Kind regards,", "Best wishes,", "Many thanks,", "Cheers,", "With best regards,", "")


@dataclass(frozen=True, slots=True)
class Person:
    """A correspondent. ``client`` is the mail program that decides how they quote; ``sign`` is the whole signature."""

    name: str
    address: str
    company: str
    city: str
    client: str
    greeting: str
    sign: str


def ascii_local(name: str) -> str:
    """``Zoë Dvořák`` → ``zoe.dvorak``: a local part as people choose it."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l")).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".")


def draw(rng: Random) -> Person:
    """One new person."""
    first = rng.choice(FIRST)
    name = f"{first} {rng.choice(LAST)}"
    place, trade = rng.choice(PLACES), rng.choice(TRADES)
    company = f"{place} {trade}".replace("-and-", " & ").replace("-", " ")
    city = rng.choice(CITIES)
    client = rng.choice(CLIENTS)
    private = rng.random() < 0.35
    host = rng.choice(FREE) if private else f"{place}-{trade}.example".lower()
    local = ascii_local(name)
    if private and rng.random() < 0.5:
        local = f"{local.replace('.', '')}{rng.randrange(60, 99)}"
    sign = _signature(rng, first, name, "" if private else company, city, client)
    return Person(name, f"{local}@{host}", company, city, client, rng.choice(GREETINGS), sign)


def _signature(rng: Random, first: str, name: str, company: str, city: str, client: str) -> str:
    parting = rng.choice(PARTINGS)
    lines = [parting] if parting else []
    lines.append(first if not company or rng.random() < 0.4 else name)
    if company and rng.random() < 0.6:
        phone = f"+44 20 7946 0{rng.randrange(100, 1000)}"  # a range kept free for fiction
        lines += ["", "--", name, f"{company}, {city}", phone]
        if rng.random() < 0.3:
            lines.append(rng.choice(SAYINGS))
    if client == "phone":
        lines += ["", rng.choice(("Sent from my phone", "Sent from my iPhone", "Sent from a train, excuse brevity"))]
    return "\n".join(lines)

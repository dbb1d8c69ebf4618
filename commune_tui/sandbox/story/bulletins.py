"""Mail that nobody answers: HTML newsletters and receipts (nested tables, preheaders), calendar invitations. Seeded."""

# ruff: noqa: E501 - tables of texts and of markup

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from random import Random

from commune_tui.sandbox.records import File, SeedThread
from commune_tui.sandbox.story import files, rhythm
from commune_tui.sandbox.story.company import INBOXES
from commune_tui.sandbox.story.dates import stamp
from commune_tui.sandbox.story.letters import Letters
from commune_tui.sandbox.story.people import Person


@dataclass(frozen=True, slots=True)
class Issue:
    """A newsletter: sender, address, subject, preheader, and articles as (headline, text)."""

    name: str
    address: str
    subject: str
    preheader: str
    articles: tuple[tuple[str, str], ...]


ISSUES = (
    Issue("The Counter", "hello@the-counter.example", "The queue is a conversation", "Why people wait where they are seen", (
        ("Waiting well", "A bakery in Turin gave the third person in line a biscuit. Complaints fell by half, biscuits rose."),
        ("Number of the week", "Eleven seconds: the time after which a customer looks at the phone."))),
    Issue("Retail Almanac", "letters@retail-almanac.example", "Spring, and what it does to socks", "Weather, footfall and one graph", (
        ("Socks", "Warm weekends move socks to the back and sandals to the window. Do it on Thursday, says the data."),
        ("From the archive", "In 1911 a shop in Leeds sold umbrellas by barometer."))),
    Issue("Northpost", "news@northpost.example", "Changes to parcel sizes from next month", "Medium becomes large, large becomes freight", (
        ("New sizes", "Parcels above 60 cm count as large. Tubes are measured twice, for reasons known to tubes."),
        ("Collection", "Evening collection now also in Graz and Tartu."))),
    Issue("Pagerglass", "product@pagerglass.example", "Release notes: quieter nights", "Alarms that wait until they mean it", (
        ("Grouping", "Alarms of one cause arrive as one. We tested it on ourselves and slept."),
        ("Also", "Dark mode for people who are awake anyway."))),
    Issue("The Clause", "editor@the-clause.example", "“Reasonable”, a short biography", "Plus: the court that measured a croissant", (
        ("Reasonable", "It began as a man on a bus and now it is in every contract you have."),
        ("Case note", "A baker, a landlord and forty centimetres of awning."))),
    Issue("People & Places", "post@people-and-places.example", "Interviews that candidates remember kindly", "Questions to keep, questions to drop", (
        ("Drop", "“Where do you see yourself in five years?” Nobody has ever seen themselves there."),
        ("Keep", "“What would you build differently now?”"))),
    Issue("Kassenblatt", "redaktion@kassenblatt.example", "Neue Regeln für Kassenbelege ab Januar", "Was auf den Bon muss und was nicht", (
        ("Auf einen Blick", "Die Steuernummer wandert nach oben, der Gruß darf bleiben."),
        ("Leserfrage", "Muss der Beleg über den Tresen gereicht werden? Ja, aber er darf dabei fliegen."))),
    Issue("Harbour Credit", "service@harbour-credit.example", "Your statement is ready", "Sign in as usual; we never ask for your password by mail", (
        ("Statement", "The monthly statement of your business account is in your postbox."),
        ("Holiday hours", "Transfers on the 1st are booked on the 2nd, like every year, to general surprise."))),
)  # fmt: skip
RECEIPTS = (
    ("Papermill Direct", "orders@papermill.example", "Receipt for your order 7741", (("Label rolls 100 × 150, 40 pcs", 96.00), ("Tape, brown, heroic width", 18.50))),
    ("Hostelry Cloud", "billing@hostelry-cloud.example", "Payment received: Hostelry Cloud, EUR 1,204.18", (("Compute, eu-west", 911.40), ("Storage", 221.10), ("Support", 71.68))),
    ("Kestrel Express", "invoice@kestrel-express.example", "Your weekly shipping invoice", (("214 parcels, small", 834.60), ("31 parcels, medium", 186.00), ("1 sculpture", 74.00))),
    ("Lantern Taxi", "receipts@lantern-taxi.example", "Your ride on Thursday evening", (("Station to yellow bridge", 14.20), ("Waiting while guest plays chess", 6.00))),
    ("Bridge Café", "kasse@bridge-cafe.example", "Lunch for nine, thank you", (("Soup", 54.00), ("Bread", 0.00), ("Second soup, T. Zieliński", 6.00))),
    ("Fontsmith", "licences@fontsmith.example", "Licence: one typeface, four weights", (("Marrow Grotesk, print and app", 240.00),)),
)  # fmt: skip
INVITES = (
    ("hiring", "Interview: Clara Bergström, backend developer", "Noor, Tomasz and one duck. Room Yellow Bridge.", "REQUEST"),
    ("sales", "Demonstration for Harbour Hardware (six people)", "Ten articles prepared, number seven discontinued.", "REQUEST"),
    ("ops", "Cancelled: maintenance call with Fibreworks", "Their engineer has opera tickets.", "CANCEL"),
    ("legal", "Call: clause 14, once and for all", "Bring the latter.", "REQUEST"),
    ("hello", "Fire drill", "Please leave.", "REQUEST"),
    ("support", "Page four: review of the new drawing", "With the mother, 81.", "REQUEST"),
    ("hiring", "Debrief: interviews of the week", "Decide today, write today.", "REQUEST"),
)  # fmt: skip
_MAILBOXES = ("hello", "hello", "hello", "ops", "legal", "hiring", "hello", "billing")


def newsletter(issue: Issue) -> str:
    """The HTML of a newsletter as such tools write it: hidden preheader, tables in tables, a pixel, a footer."""
    rows = "".join(
        '<tr><td style="padding:16px 24px"><table role="presentation" width="100%"><tr><td>'
        f'<h2 style="margin:0;font:600 20px Georgia">{escape(head)}</h2><p style="font:16px Georgia">{escape(words)}</p>'
        f'<a href="https://{issue.address.rpartition("@")[2]}/read/{number}">Read on →</a></td></tr></table></td></tr>'
        for number, (head, words) in enumerate(issue.articles, 1)
    )
    host = issue.address.rpartition("@")[2]
    return (
        '<!doctype html><html><head><style>@media (max-width:600px){.c{width:100%!important}}</style></head>'
        '<body style="margin:0;background:#f4f1ea"><div style="display:none;max-height:0;overflow:hidden">'
        f'{escape(issue.preheader)}{"&#847;&zwnj;&nbsp;" * 12}</div><table role="presentation" width="100%"><tr>'
        '<td align="center"><table class="c" width="600" style="background:#fff"><tr><td style="padding:24px">'
        f'<img src="https://{host}/logo.png" alt="{escape(issue.name)}" width="120"></td></tr><tr>'
        f'<td style="padding:0 24px"><h1>{escape(issue.subject)}</h1></td></tr>{rows}<tr><td style="font-size:12px">'
        f'You receive this because somebody here once liked it. <a href="https://{host}/unsubscribe?t=91c">Unsubscribe'
        f'</a> · <a href="https://{host}/view">View in browser</a></td></tr></table></td></tr></table>'
        f'<img src="https://{host}/open.gif?m=7f3" width="1" height="1" alt=""></body></html>'
    )  # fmt: skip


def receipt(name: str, lines: tuple[tuple[str, float], ...]) -> tuple[str, str]:
    """Text and HTML of a receipt with a table of lines and a total."""
    total = sum(price for _, price in lines)
    words = "\n".join(f"{label:<44}{price:>10.2f}" for label, price in (*lines, ("Total EUR", total)))
    rows = "".join(f'<tr><td>{escape(label)}</td><td align="right">{price:.2f}</td></tr>' for label, price in lines)
    page = (
        f'<table width="520"><tr><td><h2>{escape(name)}</h2><table width="100%" border="0">{rows}<tr><td><b>Total EUR'
        f'</b></td><td align="right"><b>{total:.2f}</b></td></tr></table></td></tr><tr><td>Thank you. Keep this '
        "receipt for your records; your records will thank you too.</td></tr></table>"
    )
    return f"{name}\n\n{words}\n\nThank you. Keep this receipt for your records; your records will thank you too.", page


def play(rng: Random, now: datetime) -> list[tuple[str, SeedThread]]:
    """Key and thread of every newsletter, receipt and invitation."""
    made = [
        _one(rng, now, f"newsletter_{number}", box, issue.name, issue.address, issue.subject, _plain(issue),
             newsletter(issue), ("newsletter",))
        for number, (issue, box) in enumerate(zip(ISSUES, _MAILBOXES, strict=True))
    ]  # fmt: skip
    for number, (name, address, subject, lines) in enumerate(RECEIPTS):
        words, page = receipt(name, lines)
        enclosed = (files.pdf(f"receipt-{7741 + number}.pdf", subject),)
        box = "billing" if number % 2 else "hello"
        made.append(
            _one(rng, now, f"receipt_{number}", box, name, address, subject, words, page, ("receipt",), enclosed)
        )
    for number, (box, subject, words, method) in enumerate(INVITES):
        day, begins = now + timedelta(days=number % 5 + 1), (9 + number, 30)
        organiser, uid = "calendar@marrowby-rooms.example", f"room-{number}@marrowby-rooms.example"
        invite = files.calendar(uid, subject, day, begins, 45, organiser, method=method)
        when = stamp(day, f"{{days[0]}} {{at:%d}} {{months[0]}}, {begins[0]:02}:{begins[1]}")
        body = f"{subject}\n{when} UTC, 45 minutes\n\n{words}"
        made.append(_one(rng, now, f"invite_{number}", box, "Room Calendar", organiser, subject, body, None,
                         ("calendar",), (invite,)))  # fmt: skip
    return made


def _plain(issue: Issue) -> str:
    parts = [issue.subject, *(f"{head.upper()}\n{words}" for head, words in issue.articles)]
    return "\n\n".join(parts) + f"\n\nUnsubscribe: https://{issue.address.rpartition('@')[2]}/unsubscribe?t=91c"


def _one(rng: Random, now: datetime, key: str, box: str, name: str, address: str, subject: str, words: str,
         page: str | None, tags: tuple[str, ...], enclosed: tuple[File, ...] = ()) -> tuple[str, SeedThread]:  # fmt: skip
    inbox = INBOXES[box]
    letters = Letters(rng, inbox, Person(name, address, "", "", "plain", "", ""), subject)
    at = rhythm.last_activity(rng, now, timedelta(days=30))
    letters.receive(words, at, files=enclosed, html=page)
    done = rng.random() < 0.6
    return key, letters.thread("closed" if done else "open", tags, inbox.agent if done else None)

"""The demo's conversations as the score sees them, and what a person says of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from commune_tui.risk import mail as one
from commune_tui.risk.conversation import Found, Mail, judged
from commune_tui.risk.score import reasons, score
from commune_tui.sandbox import story
from commune_tui.sandbox.records import SeedMessage
from commune_tui.sandbox.story.company import DOMAINS, PEOPLE
from commune_tui.waits import automatic

NOW = datetime(2025, 3, 20, 10, 0, tzinfo=UTC)
BAD = {
    "injected_invoice", "quote_inject", "zero_width_inject", "tag_characters", "base64_inject", "polite_inject",
    "css_inject", "data_leak_ask", "spoofed_boss", "phishing_reset", "wrong_promise", "mixed_turkish",
    "bounced_customer", "mailbox_full", "dead_domain", "spam_complaint_invoice", "suppressed_retry",
    "unsubscribed_angrily", "gdpr_deadline", "loop_with_a_desk", "fair_card_pastry", "fair_card_ferry",
    "fair_card_twins",
}  # fmt: skip
"""Scenes that were written because somebody has to look."""
EITHER = {
    "gdpr_access", "gdpr_erasure", "authority_request", "greek_gdpr", "trademark", "card_in_the_clear", "rude_rlo",
    "two_agents_loop",
}  # fmt: skip
"""A term of law or data protection that is an ordinary day in the legal inbox, a card number, a program that calls
itself an invoice, a loop that a person ended: right either way."""


class Judged(NamedTuple):
    key: str
    label: str
    found: Found
    points: int
    why: tuple[str, ...]


def conversations(threads: int | None = None, seed: int = 7) -> list[Judged]:
    return [_judged(each) for each in story.labelled(seed=seed, threads=threads, now=NOW)]


def _judged(each: story.Labelled) -> Judged:
    mails = [_mail(message) for message in each.thread.messages]
    mails = [mail._replace(automatic=_automatic(mails, place)) for place, mail in enumerate(mails)]
    found = judged(mails, set(DOMAINS), stranger=True)
    why = reasons(found.findings)
    failed = [mail for mail in mails if not mail.inbound][-1:]
    bad = each.topic in BAD or any(mail.status in ("bounced", "complained", "failed") for mail in failed)
    label = "bad" if bad else "either" if each.topic in EITHER else "honest"
    return Judged(each.topic, label, found, score(why), tuple(f"{reason.points} {reason.text}" for reason in why))


def _mail(message: SeedMessage) -> Mail:
    mail, inbound = message.mail, message.direction == "inbound"
    own = automatic.own_words(mail.text, 4_000)
    seen = one.came(mail.subject, own, mail.text, mail.html or "", {}) if inbound else one.went(own)
    signs = automatic.signs(f"{mail.sender_name} <{mail.sender}>", mail.subject, mail.text, {})
    return Mail(
        inbound, int(mail.sent_at.timestamp() * 1000), mail.sender, mail.sender_name, seen,
        person=mail.sender_name in {person.name for person in PEOPLE}, length=signs.length, likeness=signs.likeness,
        files=len(mail.files), status=message.events[-1].type if message.events else "",
    )  # fmt: skip


def _automatic(mails: list[Mail], place: int) -> bool:
    mail = mails[place]
    same = sum(before.likeness == mail.likeness for before in mails[:place])
    ours = [before.at for before in mails[:place] if not before.inbound]
    signs = automatic.Signs(0, mail.length, mail.likeness)
    return mail.inbound and bool(automatic.kind(signs, automatic.after(mail.at, ours), same))

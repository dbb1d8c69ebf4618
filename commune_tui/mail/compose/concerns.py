"""What to look at before a mail leaves, in sentences: the checks of the review screen.

Pure: everything it must know stands in :class:`Known`. What keeps a mail from being sent at all is the outbox's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from commune_tui.mail import orders
from commune_tui.mail.compose import promises, templates
from commune_tui.mail.compose.addresses import Own, bare
from commune_tui.mail.compose.findings import Concern, Weight
from commune_tui.mail.compose.quote import own_text
from commune_tui.mail.compose.recipients import in_thread
from commune_tui.mail.compose.unread import unread
from commune_tui.risk.likeness import look_alike
from commune_tui.store.drafts import Draft
from commune_tui.store.rows import EventRow, MessageRow, SuppressionRow
from commune_tui.text import one_line
from commune_tui.text.address import read_address

_ENDED_BADLY = {
    "bounced": "bounced",
    "failed": "failed",
    "suppressed": "was not sent, because the address is suppressed",
    "complained": "was reported as spam",
}


@dataclass(frozen=True, slots=True)
class Budget:
    """How many mails the server would still take, where it said so."""

    left: int | None = None
    until_at: datetime | None = None
    per: str = "hour"


@dataclass(frozen=True, slots=True)
class Known:
    """What the checks look at beside the draft. ``messages`` is the thread, oldest first; ``fates`` how the last mail
    to each recipient ended; ``people`` are addresses that were written with before, for look-alikes; ``unknown`` are
    the recipients who never were; ``sender`` is the
    address of the sending inbox."""

    messages: Sequence[MessageRow] = ()
    suppressions: Sequence[SuppressionRow] = ()
    fates: Sequence[EventRow] = ()
    people: Sequence[str] = ()
    own: Sequence[str] = ()
    unknown: Sequence[str] = ()
    sender: str = ""
    thread_inbox: str = ""
    budget: Budget = Budget()
    stops: Sequence[Concern] = ()


def news(draft: Draft, messages: Sequence[MessageRow]) -> list[MessageRow]:
    """The mails of a thread that came since the draft's writer last saw it, oldest first."""
    if not draft.thread_id or not draft.known:
        return []
    known, found = set(draft.known), []
    for message in reversed(messages):
        if message.id in known:
            break
        found.append(message)
    return found[::-1]


def strangers(draft: Draft, messages: Sequence[MessageRow], own: Iterable[str] = ()) -> frozenset[str]:
    """Bare addresses among the recipients that were not in the conversation. Empty for a new conversation."""
    if not draft.thread_id or not messages:
        return frozenset()
    people, ours = in_thread(messages), Own(own)
    everybody = filter(None, map(bare, _everybody(draft)))
    return frozenset(address for address in everybody if address not in people and address not in ours)


def check(draft: Draft, known: Known) -> list[Concern]:
    """Everything worth saying about a draft, the gravest first."""
    found = [*known.stops]
    found += _thread(draft, known)
    found += _people(draft, known)
    found += _words(draft)
    found += _budget(draft, known)
    order = {"stop": 0, "look": 1, "know": 2}
    return sorted(found, key=lambda concern: order[concern.weight])


def _everybody(draft: Draft) -> tuple[str, ...]:
    return (*draft.to, *draft.cc, *draft.bcc)


def _thread(draft: Draft, known: Known) -> list[Concern]:
    arrived = news(draft, known.messages)
    found = []
    if arrived:
        number = len(arrived)
        came = "A mail has" if number == 1 else f"{number} mails have"
        arrived_since = f"{came} come into this conversation since you began to write; see below."
        found.append(Concern("look", "came-meanwhile", arrived_since))
    answered = next((message for message in known.messages if message.id == draft.answers), None)
    if answered is not None:
        if orders.gives(answered):
            tries = "The mail that is answered tries to give orders to the agent. Do you know who wrote it?"
            found.append(Concern("look", "gives-orders", tries))
        elif answered.spam:
            spam = "The mail that is answered looks like spam: an answer tells that you are there."
            found.append(Concern("look", "spam", spam))
    if known.thread_inbox and known.sender and known.thread_inbox.lower() != known.sender.lower():
        other = f"This leaves from {known.sender}; the conversation is with {known.thread_inbox}."
        found.append(Concern("look", "other-inbox", other))
    return found


def _people(draft: Draft, known: Known) -> list[Concern]:
    found = []
    here = in_thread(known.messages)
    for address in sorted(strangers(draft, known.messages, known.own)):
        like = look_alike(address, [*here, *known.people])
        known_from = "who is" if like in here else "who was written with before"
        but = f", and looks like {like}, {known_from}" if like else ""
        found.append(
            Concern("look", "look-alike" if like else "stranger", f"{address} is not in this conversation{but}.")
        )
    if not draft.thread_id:
        people, fresh = {person.lower() for person in known.people}, []
        for address in dict.fromkeys(filter(None, map(bare, _everybody(draft)))):
            if address not in people and (like := look_alike(address, known.people)):
                sentence = f"{address} looks like {like}, who was written with before."
                found.append(Concern("look", "look-alike", sentence))
            elif address in known.unknown:
                fresh.append(address)
        if fresh:
            are, them = ("is", "this address") if len(fresh) == 1 else ("are", "them")
            sentence = f"{', '.join(fresh)} {are} new: no mail from or to {them} is here."
            found.append(Concern("know", "new-address", sentence))
    for entry in _everybody(draft):
        doubts = read_address(entry).doubts
        if doubts and "@" in entry:  # what is no address at all is the outbox's to say, and it does
            sentence = f"{one_line(bare(entry) or entry)}: {', '.join(doubts)}."
            found.append(Concern("look", "odd-address", sentence))
    found += _suppressed(draft, known)
    return [*found, *_ourselves(draft, known), *_nobody_reads(draft)]


def _ourselves(draft: Draft, known: Known) -> list[Concern]:
    """Our own addresses among the recipients: what goes there comes back as mail of a customer."""
    own, everybody = Own(known.own), list(filter(None, map(bare, _everybody(draft))))
    ours = list(dict.fromkeys(address for address in everybody if address in own))
    if ours and len(ours) == len(set(everybody)):
        return [Concern("know", "own-only", "This mail goes to your own inboxes only.")]
    are = "is an address of your own: this mail comes back to it." if len(ours) == 1 else "are addresses of your own."
    return [Concern("look", "own-address", f"{', '.join(ours)} {are}")] if ours else []


def _nobody_reads(draft: Draft) -> list[Concern]:
    addresses = dict.fromkeys(filter(None, map(bare, _everybody(draft))))
    silent = [address for address in addresses if unread(address)]
    return [Concern("look", "nobody-reads", f"{each} looks like an address that nobody reads.") for each in silent]


def _suppressed(draft: Draft, known: Known) -> list[Concern]:
    rows = {row.email.lower(): row for row in known.suppressions}
    found = []
    for address in filter(None, map(bare, _everybody(draft))):
        if row := rows.get(address):
            why = f" ({row.reason.replace('_', ' ')})" if row.reason else ""
            sentence = f"{address} is suppressed{why}: the server will not send to it."
            found.append(Concern("look", "suppressed", sentence))
    for event in known.fates:
        if event.type in _ENDED_BADLY:
            why = f": {event.detail}" if event.detail else ""
            sentence = f"The last mail to {event.recipient} {_ENDED_BADLY[event.type]}{why}."
            found.append(Concern("look", "last-failed", sentence))
    return found


def _words(draft: Draft) -> list[Concern]:
    found, mine = [], own_text(draft.body)
    if draft.body.strip() and not mine:
        weight: Weight = "look" if draft.thread_id else "know"  # a forward may well go without a word
        found.append(Concern(weight, "nothing-new", "There is nothing of yours above the quoted text."))
    if blanks := templates.unfilled(f"{draft.subject}\n{mine}"):
        found.append(Concern("look", "not-filled-in", f"Not filled in: {', '.join(blanks)}."))
    if not draft.attachments and (word := promises.attachment(f"{draft.subject}\n{mine}")):
        sentence = f"The text says “{one_line(word)}”, and nothing is attached."
        found.append(Concern("look", "nothing-attached", sentence))
    if draft.damaged:
        sentence = "The disk gave back other letters than were written. Read this mail again."
        found.append(Concern("look", "damaged", sentence))
    return found


def _budget(draft: Draft, known: Known) -> list[Concern]:
    left = known.budget.left
    if left is None:
        return []
    until = f", until {known.budget.until_at:%H:%M %Z}" if known.budget.until_at else ""
    if left <= 0:
        sentence = f"The server takes no more mail this {known.budget.per}{until}: this one will wait."
        return [Concern("look", "server-limit", sentence)]
    weight: Weight = "look" if left <= 5 else "know"
    mails = "1 more mail" if left == 1 else f"{left:,} more mails"
    return [Concern(weight, "server-limit", f"The server takes {mails} this {known.budget.per}.")]

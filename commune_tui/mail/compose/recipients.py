"""To whom an answer goes: the writer (or where they want answers), for all also the others, never us. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from commune_tui.mail.compose.addresses import bare, objection, split, without_doubles, written
from commune_tui.store.rows import MessageRow


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets an answer. ``notes`` are sentences that the person must read: answers that go elsewhere."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def of_reply(message: MessageRow, own: Collection[str], reply_to: str = "", *, everybody: bool = False) -> Recipients:
    """The recipients of an answer to ``message``.

    ``own`` are the bare addresses of all inboxes: they are left out. ``reply_to`` is that header of the mail; it is
    honoured, and named when it differs from the sender. An answer to our own mail goes to whom that mail went to.
    """
    ours = {address.lower() for address in own}
    if message.direction == "outbound":
        to = _kept(message, ("to",), ours)
        return Recipients(to, without_doubles(_kept(message, ("cc",), ours), map(bare, to)) if everybody else ())
    sender = written(message.sender_name, message.sender) if message.sender else ""
    wanted = tuple(entry for entry in split(reply_to) if not objection(entry))
    to = without_doubles(wanted or filter(None, [sender]))
    notes: tuple[str, ...] = ()
    if wanted and {bare(entry) for entry in wanted} != {message.sender.lower()}:
        notes = (f"Answers to this mail go to {', '.join(map(bare, wanted))}, not to {message.sender}.",)
    # A mail from one of our own inboxes is answered there; only when nobody else is left.
    others = without_doubles((entry for entry in to if bare(entry) not in ours), ())
    to = others or to
    cc: tuple[str, ...] = ()
    if everybody:
        cc = without_doubles(_kept(message, ("to", "cc"), ours), map(bare, to))
    return Recipients(to, cc, notes)


def _kept(message: MessageRow, roles: tuple[str, ...], ours: Collection[str]) -> tuple[str, ...]:
    entries = (
        written(person.name, person.address)
        for role in roles
        for person in message.people
        if person.role == role and person.address.lower() not in ours
    )
    return without_doubles(entries)


def in_thread(messages: Collection[MessageRow]) -> frozenset[str]:
    """Bare addresses of everybody seen in a conversation."""
    people = {person.address.lower() for message in messages for person in message.people}
    return frozenset(people | {message.sender.lower() for message in messages} - {""})

"""To whom an answer goes: the writer (or where they want answers), for all also the others, never us. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from commune_tui.mail.compose.addresses import Own, bare, mended, objection, without_doubles, written
from commune_tui.store.rows import MessageRow
from commune_tui.text.address import people
from commune_tui.wording import do


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets an answer. ``notes`` are sentences that the person must read: answers that go elsewhere."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def of_reply(message: MessageRow, own: Collection[str], reply_to: str = "", *, everybody: bool = False) -> Recipients:
    """The recipients of an answer to ``message``.

    ``own`` are the bare addresses of all inboxes: they are left out, whatever stands behind a ``+``. ``reply_to`` is
    that header of the mail; it is honoured, and named when it differs from the sender. An answer to our own mail goes
    to whom that mail went to.
    """
    ours = Own(own)
    if message.direction == "outbound":
        to = _kept(message, ("to",), ours)
        others = without_doubles(_kept(message, ("cc",), ours), map(bare, to))
        return Recipients(to, others if everybody else (), () if everybody else _left_out(others))
    sender = written(message.sender_name, message.sender) if message.sender else ""
    entries = (mended(written(*person)) for person in people(reply_to))
    stated = tuple(entry for entry in entries if not objection(entry))
    wanted = tuple(entry for entry in stated if bare(entry) not in ours)
    if stated and not wanted and message.sender in ours:
        wanted = stated
    to = without_doubles(wanted or filter(None, [sender]))
    notes: tuple[str, ...] = ()
    if wanted and {bare(entry) for entry in wanted} != {message.sender.lower()}:
        notes = (f"Answers to this mail go to {', '.join(map(bare, wanted))}, not to {message.sender}.",)
    # A mail from one of our own inboxes is answered there; only when nobody else is left.
    to = without_doubles((entry for entry in to if bare(entry) not in ours), ()) or to
    others = without_doubles(_kept(message, ("to", "cc"), ours), map(bare, to))
    return Recipients(to, others, notes) if everybody else Recipients(to, (), (*notes, *_left_out(others)))


def _left_out(others: Collection[str]) -> tuple[str, ...]:
    """What an answer to one says of the others."""
    if not others:
        return ()
    get = "1 other gets" if len(others) == 1 else f"{len(others)} others get"
    return (f"{get} nothing ({do('thread.reply_all')} answers all).",)


def _kept(message: MessageRow, roles: tuple[str, ...], ours: Own) -> tuple[str, ...]:
    entries = (
        written(person.name, person.address)
        for role in roles
        for person in message.people
        if person.role == role and person.address not in ours
    )
    return without_doubles(entries)


def in_thread(messages: Collection[MessageRow]) -> frozenset[str]:
    """Bare addresses of everybody seen in a conversation."""
    people = {person.address.lower() for message in messages for person in message.people}
    return frozenset(people | {message.sender.lower() for message in messages} - {""})

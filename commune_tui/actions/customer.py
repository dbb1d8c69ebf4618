"""Who a customer is, for every front: all their conversations, what went wrong with mail to them, the notes on them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from commune_tui import clock
from commune_tui.actions.delivery import READ_ONLY, kind_word, reason
from commune_tui.actions.speech import Log, ago, capital, listed, moment, number, quoted
from commune_tui.mail import thread_state
from commune_tui.risk import elsewhere
from commune_tui.store import customers, notes
from commune_tui.store.rows import ThreadRow, line

if TYPE_CHECKING:
    import sqlite3

    from commune_tui.mail.session import Session
    from commune_tui.store.customers import Contact
    from commune_tui.store.notes import Note

NOBODY = "Nobody has written in this conversation, and it is to nobody."
_WENT_WRONG = ("bounced", "complained", "failed")
_MOST_EVENTS = 3


class Talk(NamedTuple):
    """A conversation with a customer, and the notes on it."""

    row: ThreadRow
    contact: Contact
    notes: list[Note]


class Customer(NamedTuple):
    """``talks`` the newest first; ``warnings`` are sentences about mail to this address."""

    address: str
    name: str
    talks: list[Talk]
    warnings: list[str]

    @property
    def first_at(self) -> datetime | None:
        """When mail was first exchanged, as far as it is here."""
        return min((talk.contact.first_at for talk in self.talks if talk.contact.first_at), default=None)

    @property
    def last_at(self) -> datetime | None:
        """When it was last."""
        return max((talk.contact.last_at for talk in self.talks if talk.contact.last_at), default=None)


def address_of(session: Session, thread_id: str) -> str:
    """With whom a conversation is: who wrote to us in it, else whom the newest mail is to; empty for nobody."""
    row = session.reads.thread(thread_id)
    if row is None:
        return ""
    if row.last_inbound_at is not None or row.direction == "inbound":
        return row.sender
    newest = session.reads.messages(thread_id)[-1:]  # the row has names in place of addresses
    return next((each.address for mail in newest for each in mail.people if each.role == "to"), "")


def known(session: Session, address: str) -> Customer:
    """Everything that is here about an address."""

    def read(conn: sqlite3.Connection) -> tuple[str, list[tuple[Contact, list[Note]]]]:
        contacts = customers.contacts(conn, address)
        return customers.name_of(conn, address), [(each, notes.of_thread(conn, each.thread_id)) for each in contacts]

    name, found = session.reads.read(read)
    rows = ((session.reads.thread(contact.thread_id), contact, noted) for contact, noted in found)
    talks = [Talk(row, contact, noted) for row, contact, noted in rows if row is not None]
    return Customer(line(address), line(name), talks, _warnings(session, address))


def look(session: Session, customer: Customer) -> None:
    """Somebody looks at this customer: what became of mail from the inboxes that they write to is asked for."""
    ids = dict.fromkeys(talk.row.inbox_id for talk in customer.talks if talk.row.inbox_id)
    session.viewing.look_at_delivery(list(ids), "7d")


def _warnings(session: Session, address: str) -> list[str]:
    now = clock.now()
    told = [
        f"Mail to this address is suppressed since {ago(row.created_at, now)}: {reason(row)}."
        if row.created_at
        else f"Mail to this address is suppressed: {reason(row)}."
        for row in session.reads.suppressions(address)
    ]
    told += [READ_ONLY] if told else []
    wrong = [each for each in session.reads.events_to(address) if each.type in _WENT_WRONG][:_MOST_EVENTS]
    for event in wrong:
        detail = f": {event.detail}" if event.detail else ""
        told.append(f"{capital(ago(event.at, now))} a mail to them {kind_word(event.type)}{detail}.".replace("..", "."))
    return told


def inboxes(customer: Customer) -> list[str]:
    """The inboxes in which there is an active conversation with them."""
    rows, now = [talk.row for talk in customer.talks], clock.now()
    active = (row for row in rows if elsewhere.active(thread_state.shape(row) == "closed", row.last_message_at, now))
    return list(dict.fromkeys(row.inbox_address or row.inbox_name or "no inbox" for row in active))


def heading(customer: Customer) -> str:
    """Who it is: ``Anna Berg <anna@shop.example>``."""
    return f"{customer.name} <{customer.address}>" if customer.name else customer.address


def about(customer: Customer) -> list[str]:
    """How long they are known, where they write now, and what goes wrong: sentences, the warnings last."""
    if not customer.talks:
        return ["No mail with this address is here.", *customer.warnings]
    wrote = sum(talk.contact.wrote for talk in customer.talks)
    now = clock.now()
    told = [
        f"{capital(number(len(customer.talks), 'conversation'))}, {number(wrote, 'mail')} from them. First contact "
        f"{ago(customer.first_at, now)}, last {ago(customer.last_at, now)}."
    ]
    where = inboxes(customer)
    if len(where) > 1:
        told.append(f"Active in {len(where)} inboxes at once: {listed(where)}.")
    return [*told, *customer.warnings]


def log(session: Session, address: str) -> Log:
    """All of it, read out: a sentence for each conversation, each note behind it."""
    customer, now = known(session, address), clock.now()
    entries = []
    for talk in customer.talks:
        row = talk.row
        said = f"{capital(thread_state.state(row))}. {quoted(row.subject) if row.subject else 'No subject'}. "
        said += f"{capital(ago(row.last_message_at, now))}, {row.inbox_address or row.inbox_name or 'no inbox'}."
        noted = "".join(
            f" Note of {moment(clock.from_ms(note.made_at))}: {quoted(line(note.body))}" for note in talk.notes
        )
        entries.append((said + noted, row.id))
    head = f"{heading(customer)}. {' '.join(about(customer))} Their conversations, newest first"
    return Log(head, ("conversation", "conversations"), entries, f"{heading(customer)}. {about(customer)[0]}")

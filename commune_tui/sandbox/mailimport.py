"""Mail from a mailbox file into a world, as if the world had always had it.

From a known inbox: outbound, and delivered. To a known inbox (To, Cc, Bcc, Delivered-To): inbound there. Anything else
goes to one inbox, ``imported@`` the world's first domain, made when it is needed. Conversations follow the ids in the
mail headers, also where the mail that began them is not in the file. Imported mail is never refused as spam.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from commune_tui.sandbox.records import Event, Mail, Organisation, SeedInbox, SeedMessage, SeedThread
from commune_tui.sandbox.world import World
from commune_tui.sandbox.world.messages import Findings, Place

LOCAL_PART = "imported"
DEFAULT_DOMAIN = "imported.example"
_ENVELOPE = ("Delivered-To", "X-Original-To")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ``messages`` stored, ``threads`` begun, mails that were there ``already``."""

    messages: int
    threads: int
    already: int


def import_mails(world: World, mails: Iterable[Mail]) -> Imported:
    """Take mails in, in any order; all of them are held in memory at once. The same mail twice is kept once; of two
    mails with one Message-ID the second gets an id made from its content, the same at every import."""
    unique: dict[str, Mail] = {}
    for mail in mails:
        if (known := unique.get(mail.message_id)) is not None and not _same(known, mail):
            mail = _renamed(mail)
        unique.setdefault(mail.message_id, mail)
    fallback = _fallback(world)
    ordered = [_own(world, mail, fallback) for mail in sorted(unique.values(), key=lambda mail: mail.sent_at)]
    families = _families(ordered)
    fresh: dict[tuple[str, str], list[SeedMessage]] = {}
    already = joined = 0
    for mail in ordered:
        for inbox, direction in _places(world, mail, fallback):
            if _stored(world, inbox, mail):
                already += 1
            elif _join(world, inbox, direction, mail):
                joined += 1
            else:
                fresh.setdefault((inbox, families[mail.message_id]), []).append(_seed(direction, mail))
    threads = [SeedThread(inbox, tuple(messages)) for (inbox, _), messages in fresh.items()]
    if threads:
        world.load(_organisation(world, fallback, any(thread.inbox == fallback for thread in threads), threads))
    return Imported(joined + sum(len(thread.messages) for thread in threads), len(threads), already)


def _same(one: Mail, other: Mail) -> bool:
    return (one.subject, one.text, one.sender) == (other.subject, other.text, other.sender)


def _renamed(mail: Mail) -> Mail:
    content = "\n".join((mail.message_id, mail.sender, mail.subject, mail.text))
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(mail, message_id=f"<{digest[:32]}@import.invalid>")


def _own(world: World, mail: Mail, fallback: str) -> Mail:
    """The mail under an id that no other mail of its inboxes has."""
    sql = "SELECT content FROM messages WHERE smtp_id = ? AND inbox_id = ?"
    for inbox, _ in _places(world, mail, fallback):
        found = world.inboxes.by_address(inbox)
        row = found and world.database.one(sql, mail.message_id, found[0]["id"])
        if row and row["content"].split() != mail.text.split():
            return _renamed(mail)
    return mail


def _families(mails: Iterable[Mail]) -> dict[str, str]:
    """Message-ID → the name of its conversation: mails that share an id, over however many steps, share the name."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for mail in mails:
        for relative in filter(None, (mail.in_reply_to, *mail.references)):
            parent[root(relative)] = root(mail.message_id)
        root(mail.message_id)
    return {name: root(name) for name in list(parent)}


def _fallback(world: World) -> str:
    domains = world.domains.all()
    return f"{LOCAL_PART}@{domains[0]['name'] if domains else DEFAULT_DOMAIN}"


def _places(world: World, mail: Mail, fallback: str) -> list[tuple[str, str]]:
    """The inboxes that a mail belongs to, each with its direction."""
    places: dict[str, str] = {}
    envelope = [value for name, value in mail.headers if name in _ENVELOPE]
    for address in (*mail.to, *mail.cc, *mail.bcc, *envelope):
        found = world.inboxes.by_address(address)
        if found is not None:
            places[found[0]["address"]] = "inbound"
    own = world.inboxes.by_address(mail.sender)
    if own is not None:
        places[own[0]["address"]] = "outbound"
    return list(places.items()) or [(fallback, "inbound")]


def _stored(world: World, inbox: str, mail: Mail) -> bool:
    found = world.inboxes.by_address(inbox)
    if found is None:
        return False
    sql = "SELECT 1 FROM messages WHERE smtp_id = ? AND inbox_id = ?"
    return world.database.value(sql, mail.message_id, found[0]["id"]) is not None


def _join(world: World, inbox: str, direction: str, mail: Mail) -> bool:
    """Add a mail to a conversation that the world already has; ``False`` when it has none of its relatives."""
    found = world.inboxes.by_address(inbox)
    thread_id = None if found is None else world.messages.find_thread(found[0]["id"], None, mail)
    if found is None or thread_id is None:
        return False
    place = Place(thread_id, found[0]["id"], found[0]["domain_id"])
    with world.database.transaction():
        files = [world.attachments.add(file) for file in mail.files]
        status = "delivered" if direction == "outbound" else None
        findings = Findings()
        message_id = world.messages.store(place, direction, mail, attachments=files, findings=findings, status=status)
        world.attachments.claim(files, message_id)
    return True


def _seed(direction: str, mail: Mail) -> SeedMessage:
    if direction == "inbound":
        return SeedMessage(direction, mail)
    people = dict.fromkeys((*mail.to, *mail.cc, *mail.bcc))
    events = [Event(kind, to, mail.sent_at, "imported") for to in people for kind in ("sent", "delivered")]
    return SeedMessage(direction, mail, tuple(events))


def _organisation(world: World, fallback: str, needed: bool, threads: list[SeedThread]) -> Organisation:
    domain = fallback.rpartition("@")[2]
    domains = {domain: "verified"} if needed and world.domains.named(domain) is None else {}
    inboxes = [SeedInbox(fallback, "Imported")] if needed else []
    return Organisation("Imported", "imported", domains, inboxes, threads)

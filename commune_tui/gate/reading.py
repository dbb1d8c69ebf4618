"""What is read of the API before a mail is judged: its conversation, whom it is to, what its files hold.

Whatever cannot be read is named as lacking, never taken for absent.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from commune_tui.api import errors
from commune_tui.api.client import Commune
from commune_tui.api.models import Message
from commune_tui.gate.facts import NOBODY, Baseline, Facts
from commune_tui.gate.mail import File, Mail
from commune_tui.gate.sight import Seen, Sight
from commune_tui.gate.sight import hashed as hash_of
from commune_tui.risk import conversation, reading
from commune_tui.risk.mail import Seen as Shown
from commune_tui.risk.mail import came, went
from commune_tui.risk.score import reasons, score
from commune_tui.risk.senders import posing

_MOST_ASKED = 5
"""Recipients that are looked up; of a mail to more, it is not known whether all are known."""
_NEWEST = 100
_MOST_READ = 20_000
_READ: OrderedDict[tuple[str, str, bool], Shown] = OrderedDict()
_MOST_SUPPRESSED = 200
_MOST_FILE_BYTES = 30_000_000


class Foreign(Exception):
    """The conversation is not one of the agent's inboxes, or nobody can tell that it is."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """How it stands, and what speaks for a human in it; ``seen`` are its newest mails, the newest first."""

    baseline: Baseline
    tags: frozenset[str] = frozenset()
    risk: int = 0
    loop: int = 0
    writers: frozenset[str] = field(default=frozenset(), repr=False)
    seen: tuple[Seen, ...] = ()


async def the_conversation(
    client: Commune, thread_id: str | None, inboxes: Collection[str] | None, ours: Collection[str]
) -> Conversation:
    """``inboxes`` are the ids that the agent may see, ``None`` for all; ``ours`` the hosts of our addresses.

    :raises Foreign: it is another's.
    :raises CommuneError: it could not be read.
    """
    if thread_id is None:
        return Conversation(Baseline())
    page = await client.threads.messages(thread_id, limit=_NEWEST, order="desc")
    if page.unreadable:
        raise errors.Unreadable("Some mails of the conversation could not be read.")
    found = list(page)
    placed({each.metadata.inbox_id for each in found}, inboxes)
    state = await client.threads.metadata(thread_id)
    baseline = Baseline(
        state.status or "open", state.assigned_to or NOBODY, tuple(name for each in found for name in _ids(each))
    )
    hashes = [hash_of(each) for each in found]
    mails = _mails(found, hashes)
    judged = conversation.judged(mails, ours)
    going = judged.loop is not None and judged.loop.going
    return Conversation(
        baseline,
        frozenset(state.tags),
        score(reasons(judged.findings)),
        judged.loop.mails if judged.loop is not None and going else 0,
        frozenset(each.lower() for mail in found if mail.direction == "inbound" for each in mail.addresses("sender")),
        tuple(
            Seen(_ids(each), hashed, any(one.term == "orders" for one in mail.seen.findings))
            for each, hashed, mail in zip(found, hashes, reversed(mails), strict=True)
        ),
    )


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(name for name in (message.message_id, message.metadata.message_id) if name)


def placed(found: Collection[str | None], inboxes: Collection[str] | None) -> None:
    """Raises Foreign unless every mail of something is known to be of these inboxes, and there is one."""
    if inboxes is not None and (not found or not set(found) <= set(inboxes)):
        raise Foreign


def _mails(found: Sequence[Message], hashes: Sequence[str]) -> list[conversation.Mail]:
    made = []
    for each, hashed in zip(reversed(found), reversed(hashes), strict=True):
        own, inbound = each.content or "", each.direction == "inbound"
        seen = _shows(each, hashed)
        sender = next(iter(each.addresses("sender")), "")
        at = int(each.created_at.timestamp() * 1000) if each.created_at else 0
        likeness = zlib.crc32(" ".join(own.split()).casefold().encode("utf-8", "replace"))
        made.append(
            conversation.Mail(
                inbound, at, sender, seen=seen, length=len(own), likeness=likeness, files=len(each.attachments),
                status=each.metadata.delivery_status or "",
            )
        )  # fmt: skip
    return made


def _shows(message: Message, hashed: str) -> Shown:
    """What a mail shows of itself, read once: an answer to a long conversation would read all of it anew."""
    key = (hashed, message.subject or "", message.direction == "inbound")
    if (kept := _READ.pop(key, None)) is None:
        own = message.content or ""
        kept = came(key[1], own, own, message.content_html or "", {}) if key[2] else went(own)
    _READ[key] = kept  # behind all others: what was not asked for longest goes first
    if len(_READ) > _MOST_READ:
        _READ.popitem(last=False)
    return kept


async def are_known(client: Commune, recipients: Sequence[str], writers: Collection[str]) -> bool | None:
    """Whether each of them has written to this organisation before; ``None`` where that could not be found out."""
    unsure = [each for each in recipients if each not in writers]
    if len(unsure) > _MOST_ASKED:
        return None
    try:
        for address in unsure:
            if not any(each.direction == "inbound" for each in await client.messages.list(sender=address, limit=20)):
                return False
    except errors.CommuneError:
        return None
    return True


async def suppressed(client: Commune, inbox_id: str | None, recipients: Sequence[str]) -> frozenset[str] | None:
    """Those of them that the API sends nothing to; ``None`` where that could not be found out."""
    wanted = {each.lower() for each in recipients}
    try:
        page = await client.delivery.suppressions(inbox_id=inbox_id, limit=_MOST_SUPPRESSED)
    except errors.CommuneError:
        return None
    found = frozenset(name for each in page if (name := (each.email or "").lower()) in wanted)
    return found if found or len(page) < _MOST_SUPPRESSED else None  # of a longer list nobody tells the rest


def look_alike(recipients: Sequence[str], ours: Collection[str], people: Collection[str]) -> bool:
    """Whether one of them can be taken for one of ours, or for one of these people, and is neither."""
    return any(each not in people and posing("", each, ours, people) is not None for each in recipients)


async def hashed(client: Commune, files: Sequence[File]) -> tuple[File, ...]:
    """The files with what they hold; one that could not be read stays without."""
    return tuple([each if each.sha256 else await _hashed(client, each) for each in files])


async def _hashed(client: Commune, file: File) -> File:
    try:
        content = await client.attachments.read(file.id, most_bytes=_MOST_FILE_BYTES)
        about = await client.attachments.get(file.id)
    except errors.CommuneError:
        return file
    return replace(file, sha256=hashlib.sha256(content).hexdigest(), size=len(content), name=about.filename or "")


def says(mail: Mail) -> frozenset[str]:
    """The terms that its own words fit."""
    own = mail.text or ""
    return frozenset(each.term for each in reading.read(mail.subject, own, own, mail.html or ""))


def with_conversation(facts: Facts, found: Conversation, sight: Sight) -> Facts:
    """The facts, with what the conversation says and how much of it the agent was given."""
    state = found.baseline
    return replace(
        facts, status=state.status, tags=found.tags, assignee=state.assignee, risk=found.risk, loop=found.loop,
        read_percent=sight.percent, read_newest=sight.has_newest, given_orders=sight.has_orders,
    )  # fmt: skip

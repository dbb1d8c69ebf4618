"""Recognising a mail: was it sent, was it there before, has the thread moved on since the person read it?

Pure. The API returns no mark of ours with a message (contract §4.4): a mail is known by recipients, subject, body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from commune_tui.sending.operation import VANISHED, Json, Operation
from commune_tui.text.address import people

_REPLY = re.compile(r"^\s*(re|aw|sv|antw|fwd?|wg)\s*(\[\d+\])?\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as the server lists it. ``ids`` are all names it goes by; ``digest`` is that of :func:`digest`."""

    ids: tuple[str, ...]
    outbound: bool
    digest: str = field(repr=False)
    thread_id: str | None = None
    created_at: str = ""
    sender: str = ""
    named_by_sender: bool = False
    """Whether the message carries the id that the sending of it was answered with."""


def addresses(fields: str | Iterable[str] | None) -> tuple[str, ...]:
    """Bare addresses, lower case, sorted, from ``Name <a@b>`` forms."""
    entries = [fields] if isinstance(fields, str) else list(fields or ())
    return tuple(sorted({address.lower() for entry in entries for _, address in people(entry)}))


def bare_subject(subject: str) -> str:
    """The subject without its chain of ``Re:``; the server adds one to a reply (contract §7)."""
    while (cut := _REPLY.sub("", subject, count=1)) != subject:
        subject = cut
    return " ".join(subject.split()).casefold()


def digest(to: str | Iterable[str] | None, subject: str, body: str) -> str:
    """One name for a mail's content. Blank space does not count: mail systems fold and trim it."""
    words = "\0".join((",".join(addresses(to)), bare_subject(subject), " ".join(body.split())))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of(intent: Json) -> str:
    """The digest of a mail to be sent, from the fields of contract §4.4."""
    return digest(intent["to"], intent["subject"], intent.get("text") or intent.get("html") or "")


def found(operation: Operation, reading: Iterable[Seen]) -> Seen | None:
    """The message that an earlier attempt of this operation made, if the server shows it."""
    known = set(operation.known)
    for message in reading:
        if message.outbound and message.digest == operation.digest and known.isdisjoint(message.ids):
            return message
    return None


def alike(operation: Operation, reading: Iterable[Seen]) -> tuple[str, ...]:
    """Ids of messages that look like this mail and are there before its first attempt."""
    same = (m for m in reading if m.outbound and m.digest == operation.digest)
    return tuple(sorted({name for message in same for name in message.ids}))


def arrived(operation: Operation, reading: Sequence[Seen], own: Iterable[Operation]) -> list[Seen]:
    """Messages of the thread that the writer had not seen, newest first; their own earlier mails do not count.

    ``reading`` is newest first. Everything older than the newest message that was seen is taken as seen.
    """
    read = set(operation.intent.get("read") or ())
    if operation.thread_id is None or not read:
        return []
    sent = {name for other in own for name in names(other)}
    digests = {other.digest for other in own if other.state == "confirmed"}
    news = []
    for message in reading:
        if not read.isdisjoint(message.ids):
            break
        if sent.isdisjoint(message.ids) and not (message.outbound and message.digest in digests):
            news.append(message)
    return news


def hidden_twin(operation: Operation, reading: Iterable[Seen], own: Iterable[Operation]) -> bool:
    """Whether a mail with the same content was sent before and cannot be seen yet.

    Until it shows, it could later be taken for this one.
    """
    shown = {name for message in reading for name in message.ids}
    twins = [
        o for o in own
        if o.digest == operation.digest and o.id != operation.id and o.state == "confirmed" and o.code != VANISHED
    ]  # fmt: skip
    return any(shown.isdisjoint(names(twin)) for twin in twins)


def names(operation: Operation) -> set[str]:
    """The ids that the server gave a mail, and the one that it was seen under."""
    result = operation.result or {}
    return {str(value) for key, value in result.items() if key.endswith("id") and key != "thread_id" and value}

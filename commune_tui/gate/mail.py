"""A mail that an agent asks to send, in its one form: these bytes are judged, shown, approved and sent. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ORDER = (
    "to", "cc", "bcc", "subject", "text", "html", "from", "inboxId", "reply_to", "thread_id", "attachments", "headers",
)  # fmt: skip
"""The fields that leave, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment by its id, with what it holds: the SHA-256 of its bytes, empty while they could not be read."""

    id: str
    sha256: str = ""
    size: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """The fields of contract §4.4 as they will leave. ``domain_id`` is only there until the sender is resolved.

    Addresses are bare. ``headers`` has at most ``In-Reply-To`` and ``References``.
    """

    to: tuple[str, ...]
    subject: str = field(repr=False)
    text: str | None = field(default=None, repr=False)
    html: str | None = field(default=None, repr=False)
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    sender: str | None = None
    inbox_id: str | None = None
    domain_id: str | None = None
    reply_to: str | None = None
    thread_id: str | None = None
    attachments: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def to_all(self) -> frozenset[str]:
        """Everybody who gets it, in small letters."""
        return frozenset(address.lower() for address in (*self.to, *self.cc, *self.bcc))

    @property
    def recipients(self) -> tuple[str, ...]:
        """Everybody who could get words by it, in small letters, once: also where answers are asked to go."""
        every = (*self.to, *self.cc, *self.bcc, *((self.reply_to,) if self.reply_to else ()))
        return tuple(dict.fromkeys(address.lower() for address in every))

    @property
    def fields(self) -> dict[str, Any]:
        """What the API gets, without what was not said."""
        values = {
            "to": list(self.to), "cc": list(self.cc), "bcc": list(self.bcc), "subject": self.subject, "text": self.text,
            "html": self.html, "from": self.sender, "inboxId": self.inbox_id, "reply_to": self.reply_to,
            "thread_id": self.thread_id, "attachments": list(self.attachments), "headers": dict(self.headers),
        }  # fmt: skip
        return {name: values[name] for name in ORDER if values[name] not in (None, [], {})}

    @property
    def raw(self) -> bytes:
        """The bytes that leave."""
        return json.dumps(self.fields, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def named(self) -> bytes:
        """The bytes by which an agent's repetition is known, before the sender is resolved."""
        return json.dumps([self.fields, self.domain_id], ensure_ascii=False).encode()


def from_raw(raw: bytes) -> Mail:
    """The mail that :attr:`Mail.raw` was of."""
    kept = json.loads(raw)
    return Mail(
        to=tuple(kept["to"]),
        subject=kept["subject"],
        text=kept.get("text"),
        html=kept.get("html"),
        cc=tuple(kept.get("cc", ())),
        bcc=tuple(kept.get("bcc", ())),
        sender=kept.get("from"),
        inbox_id=kept.get("inboxId"),
        reply_to=kept.get("reply_to"),
        thread_id=kept.get("thread_id"),
        attachments=tuple(kept.get("attachments", ())),
        headers=tuple(kept.get("headers", {}).items()),
    )


def seal(mail_id: str, version: int, raw: bytes, files: Sequence[File], baseline: Mapping[str, Any]) -> str:
    """What an approval is bound to: the mail, its exact bytes and files, and the conversation as it stood.

    32 hexadecimal digits.
    """
    told = [mail_id, version, hashlib.sha256(raw).hexdigest(), [[each.id, each.sha256] for each in files], baseline]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]

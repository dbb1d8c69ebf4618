"""The journal as a chain: each entry holds the hash of the one before, so none can be changed, taken out or put in.

Words of mails are not in it: an entry holds a salted hash of them, and salt and words can be removed elsewhere. Pure.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """``at`` is ISO 8601; ``who`` did ``what`` about the mail, key or agent of that id; ``data`` are plain values."""

    seq: int
    at: str
    what: str
    who: str
    about: str
    data: dict[str, Any] = field(default_factory=dict)
    before: str = START
    hash: str = ""

    def hashed(self) -> str:
        """The hash that this content has after the entry before."""
        told = [self.before, self.seq, self.at, self.what, self.who, self.about, self.data]
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def linked(last: Entry | None, at: str, what: str, who: str, about: str, data: dict[str, Any]) -> Entry:
    """The entry that follows ``last``."""
    seq, before = (last.seq + 1, last.hash) if last is not None else (1, START)
    entry = Entry(seq, at, what, who, about, data, before)
    return Entry(seq, at, what, who, about, data, before, entry.hashed())


def broken(entries: Iterable[Entry]) -> str:
    """Where the chain does not hold, as a sentence; empty where all of it does."""
    seq, before = 0, START
    for entry in entries:
        if entry.seq != seq + 1:
            return f"Entry {seq + 1} is not there; entry {entry.seq} follows."
        if entry.before != before:
            return f"Entry {entry.seq} does not follow from the one before it."
        if not hmac.compare_digest(entry.hashed(), entry.hash):
            return f"Entry {entry.seq} was changed."
        seq, before = entry.seq, entry.hash
    return ""


def content_hash(salt: bytes, content: bytes) -> str:
    """What stands in an entry for words that are not in it."""
    return hashlib.sha256(salt + hashlib.sha256(content).digest()).hexdigest()

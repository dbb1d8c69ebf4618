"""Keys of the gate: what an agent holds in place of the real one. Of each only the hash is kept. Pure, but for chance.

A key of the gate works at the gate only, and no key of the API works here.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field

from commune_tui.api.auth import Secret

_FORM = re.compile(r"comm_[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
READ = ("domains:read", "inboxes:read", "threads:read", "messages:read", "attachments:read")
WRITE = ("threads:write", "messages:write", "attachments:write")
SCOPES = (*READ, *WRITE)
"""What a key of the gate may be allowed. There is none for administration, keys, the organisation or deletion."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Who calls. ``inboxes`` are ids or addresses, ``None`` for all; times are unix milliseconds; 0 is no limit."""

    name: str
    inboxes: tuple[str, ...] | None
    scopes: tuple[str, ...] = SCOPES
    expires_at: int = 0
    per_hour: int = 0
    per_day: int = 0
    made_at: int = 0
    revoked_at: int = 0
    key_hash: str = field(default="", repr=False)

    def works(self, now_ms: int) -> bool:
        """Whether its key is good at this moment."""
        return not self.revoked_at and not (self.expires_at and now_ms >= self.expires_at)


def new() -> Secret:
    """A key of 256 bits, in the form of the API's (contract §2.1)."""
    return Secret(f"comm_{secrets.token_hex(32)}")


def hashed(key: Secret) -> str:
    """What is kept of it: 256 bits of chance need no slow hash."""
    return hashlib.sha256(key.reveal().encode()).hexdigest()


def said(authorization: list[str]) -> Secret | None:
    """The key in the ``Authorization`` headers of a request: exactly one, in the one form; else none."""
    if len(authorization) != 1 or not authorization[0].startswith("Bearer "):
        return None
    text = authorization[0].removeprefix("Bearer ")
    return Secret(text) if _FORM.fullmatch(text) else None


def is_name(text: str) -> bool:
    """Whether an agent may be called so."""
    return _NAME.fullmatch(text) is not None


def scopes_of(words: list[str]) -> tuple[str, ...] | None:
    """The scopes that words mean, ``read`` and ``write`` among them (contract §2.3); ``None`` where one is none."""
    named = {"read": READ, "write": WRITE}
    wanted = {scope for word in words for scope in named.get(word, (word,))}
    return tuple(scope for scope in SCOPES if scope in wanted) if wanted and wanted <= set(SCOPES) else None

"""Keys of the gate: what an agent holds in place of the real one, and what an operator holds. Of each only the hash is
kept. Pure, but for chance.

A key of the gate works at the gate only, and no key of the API works here. The two kinds begin differently, so that one
is never taken for the other.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field

from commune_tui.api.auth import Secret

AGENT, OPERATOR = "comm", "gate"
"""How the keys of each kind begin. Those of agents have the form of the API's (contract §2.1), as its clients want."""
_FORM = re.compile(r"([a-z]+)_[0-9a-f]{64}")
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
        return is_good(self.revoked_at, self.expires_at, now_ms)


def is_good(revoked_at: int, expires_at: int, now_ms: int) -> bool:
    """Whether a key with these dates works at this moment."""
    return not revoked_at and not (expires_at and now_ms >= expires_at)


def new(kind: str = AGENT) -> Secret:
    """A key of 256 bits, of :data:`AGENT` or :data:`OPERATOR`."""
    return Secret(f"{kind}_{secrets.token_hex(32)}")


def hashed(key: Secret) -> str:
    """What is kept of it: 256 bits of chance need no slow hash."""
    return hashlib.sha256(key.reveal().encode()).hexdigest()


def said(authorization: list[str], kind: str = AGENT) -> Secret | None:
    """The key in the ``Authorization`` headers of a request: exactly one, in the one form of its kind; else none."""
    if len(authorization) != 1 or not authorization[0].startswith("Bearer "):
        return None
    text = authorization[0].removeprefix("Bearer ")
    form = _FORM.fullmatch(text)
    return Secret(text) if form is not None and form[1] == kind else None


def is_name(text: str) -> bool:
    """Whether an agent or an operator may be called so."""
    return _NAME.fullmatch(text) is not None


def scopes_of(words: list[str]) -> tuple[str, ...] | None:
    """The scopes that words mean, ``read`` and ``write`` among them (contract §2.3); ``None`` where one is none."""
    named = {"read": READ, "write": WRITE}
    wanted = {scope for word in words for scope in named.get(word, (word,))}
    return tuple(scope for scope in SCOPES if scope in wanted) if wanted and wanted <= set(SCOPES) else None

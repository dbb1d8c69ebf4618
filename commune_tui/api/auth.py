"""Who is asking: an API key, an Ed25519 agent signature, or nobody. Secrets live in objects whose repr hides them.

``cryptography`` is imported only when an agent key is made or used.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from typing import TYPE_CHECKING, Literal, NoReturn, Protocol

from commune_tui import clock

from .errors import Misused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SignatureForm = Literal["timestamp", "body"]
_LEAST_SHOWN = 8
"""Characters of a key that tell it from others: all begin with ``comm_``."""
_SET_BACK_MS = 5_000
"""So far the time of the last signature may lie ahead of the clock before the clock is believed."""


class Secret:
    """A text that nothing prints by accident: ``repr``, ``str`` and formatting show ``***``; it cannot be pickled."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Call it at the last moment, and keep it in no variable."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def _bytes(self) -> bytes:
        return self._text.encode("utf-8", "surrogatepass")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not to be pickled or copied")


class Credential(Protocol):
    """Makes the headers that say who is asking. Called anew for every attempt."""

    def headers(self, body: bytes) -> dict[str, str]: ...

    def secrets(self) -> tuple[Secret, ...]:
        """What must never appear in an error text."""
        ...


class Nobody:
    """For the public routes (registration): no credential."""

    def headers(self, body: bytes) -> dict[str, str]:
        return {}

    def secrets(self) -> tuple[Secret, ...]:
        return ()


class ApiKey:
    """``Authorization: Bearer comm_…`` (contract §2.1). Any prefix is accepted."""

    def __init__(self, key: str | Secret) -> None:
        self._key = key if isinstance(key, Secret) else Secret(key.strip())
        if not re.fullmatch(r"[\x21-\x7e]{1,500}", self._key.reveal()):
            raise Misused("The API key is empty or contains characters that no key has.")

    def __repr__(self) -> str:
        return "ApiKey(***)"

    def begins(self, prefix: str) -> bool:
        """Whether it is the key that a list shows by its beginning (contract §2.1); too short a one tells nothing."""
        shown = prefix.rstrip(".…*")
        return len(shown) >= _LEAST_SHOWN and self._key.reveal().startswith(shown)

    def headers(self, body: bytes) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key.reveal()}"}

    def secrets(self) -> tuple[Secret, ...]:
        return (self._key,)


class SigningKey:
    """An Ed25519 private key: signs, and shows its public half. Not yet tied to an agent (see :class:`AgentKey`)."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    def __repr__(self) -> str:
        return "SigningKey(***)"

    @classmethod
    def generate(cls) -> SigningKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_secret(cls, secret: Secret) -> SigningKey:
        """From :meth:`export`: 32 raw bytes in standard base64."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            raw = base64.b64decode(secret.reveal(), validate=True)
            private = Ed25519PrivateKey.from_private_bytes(raw)
        except (ValueError, binascii.Error):
            private = None
        if private is None:
            raise Misused("The agent's private key is not 32 bytes in base64.")
        return cls(private)

    def export(self) -> Secret:
        """The private key as 32 raw bytes in standard base64, to be kept in a private file."""
        return Secret(base64.b64encode(self._private.private_bytes_raw()).decode())

    @property
    def public(self) -> str:
        """The public key: 32 raw bytes in standard base64 with padding, 44 characters (contract §2.2)."""
        return base64.b64encode(self._private.public_key().public_bytes_raw()).decode()

    def sign(self, message: bytes) -> str:
        """64 bytes of signature in standard base64."""
        return base64.b64encode(self._private.sign(message)).decode()


class AgentKey:
    """``Authorization: Agent {agentId}:{signature}`` (contract §2.2).

    Form ``timestamp`` signs ``{agentId}:{unix ms}`` and sends ``X-Commune-Timestamp``; form ``body`` signs the request
    body, as the older documents say. The server takes each (agent, timestamp) once, so no two requests share one.
    """

    def __init__(self, agent_id: str, key: SigningKey, form: SignatureForm = "timestamp") -> None:
        if not re.fullmatch(r"[\x21-\x39\x3b-\x7e]{1,200}", agent_id):
            raise Misused("The agent id is empty or contains characters that no agent id has.")
        self.agent_id = agent_id
        self.key = key
        self.form = form
        self._last_ms = 0

    def __repr__(self) -> str:
        return f"AgentKey({self.agent_id!r}, ***)"

    def headers(self, body: bytes) -> dict[str, str]:
        if self.form == "body":
            return {"Authorization": f"Agent {self.agent_id}:{self.key.sign(body)}"}
        now = clock.now_ms()
        # No two alike, and never before the last; but a clock that was wrong and was set back is believed.
        self._last_ms = now if now > self._last_ms or self._last_ms - now > _SET_BACK_MS else self._last_ms + 1
        signature = self.key.sign(f"{self.agent_id}:{self._last_ms}".encode())
        return {
            "Authorization": f"Agent {self.agent_id}:{signature}",
            "X-Commune-Timestamp": str(self._last_ms),
        }

    def secrets(self) -> tuple[Secret, ...]:
        return (self.key.export(),)

"""Signatures of webhooks: compute them, verify them, and remember what was seen (contract §5, security §T24 to §T27).

Stricter than the vendor's verifier, which takes a replay whose timestamp header was dropped, bare hexadecimal, and
``nan`` as a time: here the timestamp is required, in milliseconds, within the tolerance both ways, and the signature is
``v1=`` and 64 lower-case hexadecimal digits. A verified webhook is a hint to look, never the news itself.

Needs no client and no network; takes headers as text or bytes, and raises nothing but :class:`WebhookRefused`.
"""

from __future__ import annotations

import hashlib
import heapq
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commune_tui import clock

from . import jsontext
from .auth import Secret
from .errors import Unreadable, WebhookRefused
from .models import Message

TOLERANCE_S = 300.0
_LONGEST_S = 1e9  # as good as for ever
_TIMESTAMP = re.compile(rb"[0-9]{13}")
_SECONDS = re.compile(rb"[0-9]{10}")
_SIGNATURE = re.compile(rb"v1=[0-9a-f]{64}")


class ReplayMemory:
    """Which signed requests were seen, each for as long as it could be sent again and pass; at most ``most`` of them.

    A full memory refuses what is new: forgetting something to make room would let it in a second time. Only verified
    requests are remembered, so a forger cannot fill it. One memory per receiver; it lives in the process.
    """

    def __init__(self, *, ttl_s: float = 600.0, most: int = 10_000) -> None:
        self._ttl_ms = int(ttl_s * 1000)
        self._most = most
        self._seen: set[bytes] = set()
        self._ends: list[tuple[int, bytes]] = []

    def is_first(self, mark: bytes, until_ms: int = 0) -> bool:
        """Whether ``mark`` is new; it is remembered from now on, at least until ``until_ms`` (unix time).

        :class:`WebhookRefused` when it is new and there is no room to remember it.
        """
        now = clock.now_ms()
        while self._ends and self._ends[0][0] < now:
            self._seen.discard(heapq.heappop(self._ends)[1])
        if mark in self._seen:
            return False
        if len(self._seen) >= self._most:
            raise WebhookRefused("Too many webhooks came at once to tell a repeated one from a new one.", "full")
        self._seen.add(mark)
        heapq.heappush(self._ends, (max(until_ms, now + self._ttl_ms), mark))
        return True


def compute_signature(payload: bytes | str, secret: str | Secret, timestamp: int | str) -> str:
    """``v1=<hex>`` over ``timestamp.payload``; ``timestamp`` in unix milliseconds. The secret is used whole."""
    return "v1=" + _digest(_bytes(payload), secret, str(timestamp).encode("utf-8", "replace"))


def verify_signature(
    payload: bytes | str,
    signature: str | bytes | None,
    secret: str | Secret,
    *,
    timestamp: str | bytes | int | None,
    tolerance_s: float = TOLERANCE_S,
    replays: ReplayMemory | None = None,
    seconds_allowed: bool = False,
) -> bool:
    """``True``, or :class:`WebhookRefused` with a ``reason``: ``secret timestamp stale signature replay full``.

    ``payload`` is the raw body before any parsing. ``timestamp`` and ``signature`` are the headers as they came; a
    missing one is refused. With ``replays`` the same signed request is accepted once. ``seconds_allowed`` also takes
    ten-digit timestamps, which some of the vendor's examples send (discrepancies §58).
    """
    key = _secret(secret)
    if not key:
        raise WebhookRefused("There is no secret to check this webhook with.", "secret")
    stamp = _bytes(str(timestamp) if isinstance(timestamp, int) else timestamp or b"")
    at_ms = _milliseconds(stamp, seconds_allowed)
    if not abs(clock.now_ms() - at_ms) <= tolerance_s * 1000:
        raise WebhookRefused("The webhook was signed too long ago, or by a clock that runs ahead.", "stale")
    given = _bytes(signature or b"")
    body = _bytes(payload)
    if not _SIGNATURE.fullmatch(given):
        raise WebhookRefused("The webhook's signature is missing or not in the form v1=<hex>.", "signature")
    if not hmac.compare_digest(given, b"v1=" + _digest(body, key, stamp).encode()):
        raise WebhookRefused(
            "The webhook's signature does not match: it is forged, or the secret differs.", "signature"
        )
    still_good_ms = at_ms + int(min(tolerance_s, _LONGEST_S) * 1000)
    if replays is not None and not replays.is_first(stamp + b"." + given, still_good_ms):
        raise WebhookRefused("This webhook was received before.", "replay")
    return True


def verify_legacy_signature(payload: bytes | str, signature: str | bytes | None, secret: str | Secret) -> bool:
    """The older form of one of the vendor's workers: plain hexadecimal over the body alone, no time (contract §5.2).

    It cannot tell a replay from a first delivery. Never use it for a request that has a timestamp header.
    """
    key, given = _secret(secret), _bytes(signature or b"")
    expected = hmac.new(_bytes(key), _bytes(payload), hashlib.sha256).hexdigest().encode()
    if not key or not hmac.compare_digest(given, expected):
        raise WebhookRefused(
            "The webhook's signature does not match: it is forged, or the secret differs.", "signature"
        )
    return True


def _milliseconds(stamp: bytes, seconds_allowed: bool) -> int:
    if _TIMESTAMP.fullmatch(stamp):
        return int(stamp)
    if seconds_allowed and _SECONDS.fullmatch(stamp):
        return int(stamp) * 1000
    raise WebhookRefused("The webhook has no timestamp in milliseconds.", "timestamp")


def _digest(body: bytes, secret: str | Secret, stamp: bytes) -> str:
    return hmac.new(_bytes(_secret(secret)), stamp + b"." + body, hashlib.sha256).hexdigest()


def _secret(secret: str | Secret) -> str:
    return secret.reveal() if isinstance(secret, Secret) else secret


def _bytes(value: bytes | str) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """What a webhook says happened, from whichever of the five payload shapes (contract §5.4)."""

    type: str
    inbox_id: str | None = None
    thread_id: str | None = None
    message_id: str | None = None
    created_at: datetime | None = None
    message: Message | None = field(default=None, repr=False)


def read_event(payload: bytes | str) -> WebhookEvent:
    """Read a payload after it was verified: ``message`` first, then ``data``, then the flat form.

    :class:`~.errors.Unreadable` when it is no JSON object.
    """
    said = jsontext.loads(payload)
    if not isinstance(said, dict):
        raise Unreadable("The webhook's body is not what the API promises.")
    event = said.get("event")
    kind = event.get("type") if isinstance(event, dict) else event or said.get("type")
    inner = next((v for k in ("message", "data") if isinstance(v := said.get(k), dict)), said)
    message = Message.read(inner)
    return WebhookEvent(
        type=kind if isinstance(kind, str) and kind else "message",
        inbox_id=_id((inner, said), "inbox_id", "inboxId", "inbox"),
        thread_id=_id((inner, said), "thread_id", "threadId", "thread"),
        message_id=message.message_id if message is not None else None,
        created_at=message.created_at if message is not None else None,
        message=message,
    )


def _id(sources: tuple[dict[str, Any], ...], *keys: str) -> str | None:
    for source in sources:
        for key in keys:
            value = source.get(key)
            value = value.get("id") if isinstance(value, dict) else value
            if isinstance(value, str) and value:
                return value
    return None

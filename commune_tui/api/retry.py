"""Again, and after how long? A pure decision: no clock, no randomness, no network.

What may be repeated (contract §3.2, §3.4): a read after a lost connection, 429 and 502-504; a write only after 429,
after a connection that never opened, or when it carries an idempotency key, because then the server answers a
repetition with the first result instead of acting twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Failure = Literal["never_connected", "interrupted", "status"]

_PASSING = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How patient to be. ``longest_s``: a server that asks for a longer wait is reported instead of waited for."""

    attempts: int = 3
    first_s: float = 0.5
    most_s: float = 8.0
    longest_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One failed try. ``number`` counts from 1; ``status`` is 0 unless ``failure`` is ``status``."""

    method: str
    number: int
    failure: Failure
    status: int = 0
    has_key: bool = False
    retry_after_s: float | None = None
    certificate: bool = False


def pause_s(attempt: Attempt, policy: RetryPolicy, chance: float) -> float | None:
    """Seconds to wait before the next try, or ``None`` to give up and tell the caller.

    ``chance`` in [0, 1) spreads the waits of many clients: the wait is between half of and the full back-off.
    """
    if attempt.number >= policy.attempts or not may_repeat(attempt):
        return None
    if attempt.retry_after_s is not None:
        return None if attempt.retry_after_s > policy.longest_s else attempt.retry_after_s
    back_off = min(policy.first_s * 2.0 ** (attempt.number - 1), policy.most_s)
    return back_off * (0.5 + chance / 2)


def may_repeat(attempt: Attempt) -> bool:
    """Whether a repetition can do no harm and may help."""
    if attempt.failure == "never_connected":
        return not attempt.certificate
    if attempt.failure == "status" and attempt.status == 429:
        return True
    if attempt.method not in ("GET", "HEAD") and not attempt.has_key:
        return False
    return attempt.failure == "interrupted" or attempt.status in _PASSING

"""How the server stands, in words: what a failure means for the account, what still works, what to do.

Pure. The sentences say what happened, what was kept and what to press, and never contain a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from commune_tui.api import errors

State = Literal["fine", "offline", "refused", "slow"]
CLOCK_TOLERANCE = timedelta(minutes=5)
_KEPT = "Everything that is here can be read, and what you do is kept and sent later."


@dataclass(frozen=True, slots=True)
class Weather:
    """``offline`` mends by itself, ``refused`` needs the person, ``slow`` is a rate limit."""

    state: State = "fine"
    sentence: str = ""
    wait_s: float = 0.0
    forbidden: str = ""
    """A scope that the key lacks: only what needs it stops."""


def judge(error: errors.CommuneError, scope: str, tries: int, now: datetime) -> Weather:
    """What a failure of a request that needs ``scope`` means; ``tries`` failures in a row came before."""
    wait_s = min(60.0, 2.0 ** min(tries + 1, 6))
    match error:
        case errors.RateLimited():
            wait_s = error.retry_after_s or wait_s
            return Weather("slow", f"The server asks to wait {_seconds(wait_s)}. {_KEPT}", wait_s)
        case errors.NotAuthenticated():
            hint = skew(error.refusal.server_at, now)
            said = "The server does not accept the key: it was revoked, has expired, or belongs to another server."
            told = " ".join(filter(None, (said, hint, "Nothing here was removed. commune-tui keys changes the key.")))
            return Weather("refused", told, 60.0)
        case errors.PlanRequired():
            return Weather("fine", f"Your plan does not include this: {error.sentence}", 0.0, scope)
        case errors.NotAllowed():
            needed = ", ".join(error.required) or scope
            return Weather("fine", f"The key lacks the scope {needed}: what needs it stays as it was.", 0.0, scope)
        case errors.Redirected():
            said = "The server sent us elsewhere, where a key must not follow. Check its address."
            return Weather("offline", f"{said} {_KEPT}", wait_s)
        case errors.NeverConnected() if error.certificate:
            return Weather("offline", f"{error.sentence} {_KEPT}", wait_s)
        case errors.Unreachable():
            return Weather("offline", f"Offline: {error.sentence} {_KEPT}", wait_s)
        case errors.ServerFailed():
            return Weather("offline", f"The server has trouble: {error.sentence} {_KEPT}", wait_s)
        case errors.Unreadable():
            return Weather(
                "offline",
                "Something answered that is not the API: perhaps a login page of this network. Open a browser, "
                f"or check the address of the server. {_KEPT}",
                wait_s,
            )
        case _:
            return Weather("fine", error.sentence)


def skew(server_at: datetime | None, now: datetime) -> str:
    """A sentence when the clocks of server and machine are too far apart for signatures; else empty."""
    if server_at is None or abs(server_at - now) <= CLOCK_TOLERANCE:
        return ""
    direction = "behind" if now < server_at else "ahead of"
    minutes = int(abs(server_at - now).total_seconds() // 60)
    return f"The clock of this machine is {minutes} minutes {direction} the server's."


def _seconds(wait_s: float) -> str:
    return f"{wait_s:.0f} s" if wait_s < 120 else f"{wait_s / 60:.0f} min"

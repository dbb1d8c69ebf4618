"""How the server stands, in words: what a failure means for the account, what still works, what to do.

Pure. The sentences say what happened, what was kept and what to press, and never contain a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from commune_tui import clock
from commune_tui.api import errors
from commune_tui.mail.sync.endpoint import Ask

State = Literal["fine", "offline", "refused", "slow", "disk"]
Reach = Literal["all", "scope", "kind", "one"]
CLOCK_TOLERANCE = timedelta(minutes=5)
_KEPT = "Everything that is here can be read, and what you do is kept and sent later."
_HOUR_S = 3600.0
_UNNAMED_S = 600.0


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """``offline`` mends by itself, ``refused`` needs the person, ``slow`` is a rate limit, ``disk`` is our own.

    ``reach`` says what a failure stops: everything, all that needs a scope, all requests of this kind, or this one.
    """

    state: State = "fine"
    sentence: str = ""
    wait_s: float = 0.0
    reach: Reach = "all"


def judge(error: errors.CommuneError, ask: Ask, tries: int, ahead: timedelta) -> ConnectionStatus:
    """What a failure of ``ask`` means; ``tries`` failures in a row came before, ``ahead`` is the server's clock."""
    wait_s = min(60.0, 2.0 ** min(tries + 1, 6))
    match error:
        case errors.RateLimited():
            wait_s = error.retry_after_s or wait_s
            return ConnectionStatus("slow", f"The server asks to wait {clock.span(wait_s)}. {_KEPT}", wait_s)
        case errors.OtherOrganisation():
            return ConnectionStatus("refused", error.sentence, 60.0)
        case errors.NotAuthenticated():
            said = "The server does not accept the key: it was revoked, has expired, or belongs to another server."
            told = " ".join(
                filter(None, (said, skew(ahead), "Nothing here was removed. commune-tui keys changes the key."))
            )
            return ConnectionStatus("refused", told, 60.0)
        case errors.PlanRequired():
            return ConnectionStatus("fine", f"Your plan does not include {ask.what}. The rest works.", _HOUR_S, "kind")
        case errors.NotAllowed():
            return _not_allowed(error, ask)
        case errors.NotFound() if ask.essential:
            said = "The server at this address answers, but has no such API. Check its address."
            return ConnectionStatus("offline", f"{said} {_KEPT}", wait_s)
        case errors.Redirected():
            said = "The server sent us elsewhere, where a key must not follow. Check its address."
            return ConnectionStatus("offline", f"{said} {_KEPT}", wait_s)
        case errors.NeverConnected() if error.certificate:
            return ConnectionStatus("offline", f"{error.sentence} {_KEPT}", wait_s)
        case errors.Unreachable():
            return ConnectionStatus("offline", f"Offline: {error.sentence} {_KEPT}", wait_s)
        case errors.ServerFailed():
            return ConnectionStatus(
                "offline", f"The server has trouble: {error.sentence} {_KEPT}", error.retry_after_s or wait_s
            )
        case errors.AnswerTooLarge():
            return ConnectionStatus("fine", "", _UNNAMED_S, "one")
        case errors.Unreadable():
            return ConnectionStatus(
                "offline",
                "Something answered that is not the API: perhaps a login page of this network. Open a browser, "
                f"or check the address of the server. {_KEPT}",
                wait_s,
            )
        case _:
            return ConnectionStatus("fine", "", _UNNAMED_S, "one")


def _not_allowed(error: errors.NotAllowed, ask: Ask) -> ConnectionStatus:
    if error.required:
        needed = ", ".join(error.required)
        said = f"The key lacks the scope {needed}: {ask.what} cannot be read. The rest works."
        # Another scope than we took it to need: what else needs ours is not refused, and goes on.
        known = ask.scope in error.required
        return ConnectionStatus("fine", said, 0.0 if known else _UNNAMED_S, "scope" if known else "kind")
    lacks = f" (it may lack the scope {ask.scope})" if ask.scope else ""
    said = f"The server does not let this key read {ask.what}{lacks}. The rest works."
    return ConnectionStatus("fine", said, _UNNAMED_S, "kind")


def skew(ahead: timedelta) -> str:
    """A sentence when the clocks of server and machine are too far apart for signatures; else empty."""
    if abs(ahead) <= CLOCK_TOLERANCE:
        return ""
    direction = "behind" if ahead > timedelta(0) else "ahead of"
    return f"The clock of this machine is {_span(abs(ahead))} {direction} the server's: times and holds may mislead."


def _span(apart: timedelta) -> str:
    minutes = int(apart.total_seconds() + 1) // 60  # it is the least that they can be apart, to a second
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"

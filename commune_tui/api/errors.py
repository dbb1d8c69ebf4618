"""Everything that can go wrong when asking the API, as one tree of exceptions.

::

    CommuneError
    ├── Misused               the request was never made: a base URL, key or id that cannot be used
    ├── Unreachable           no answer
    │   ├── NeverConnected    nothing began to leave; safe to repeat
    │   └── Interrupted       sent, and no complete answer: the server may have acted
    │       └── TimedOut
    ├── Refused               the server answered with a status other than 2xx
    │   ├── Redirected        3xx: refused, because a key must not follow it
    │   ├── BadRequest        400, 422
    │   ├── NotAuthenticated  401
    │   │   └── OtherOrganisation  the key is another organisation's; the request was not made
    │   ├── PlanRequired      402, or 403 because of the plan
    │   ├── NotAllowed        403
    │   ├── SendingPaused     403: too much mail bounced; nothing leaves for some hours
    │   ├── OwnershipRequired 403: the agent's owner has not confirmed it yet
    │   ├── NotFound          404
    │   ├── Conflict          409
    │   ├── Gone              410
    │   ├── TooLarge          413
    │   ├── RateLimited       429
    │   └── ServerFailed      5xx
    ├── Unreadable            an answer came and is not what the API promises
    │   └── AnswerTooLarge
    ├── Incomplete            a list that the API gives no way to finish; all that could be read was delivered
    ├── DownloadRefused       an attachment address that must not be fetched
    └── WebhookRefused        a webhook that is forged, stale or repeated

``str(error)`` is a short sentence for a person. No error carries a key, and none prints a request or an answer:
``repr`` shows the sentence only. Knows nothing of HTTP libraries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from commune_tui.errors import NO_KEY, USAGE, Explained

from .rate import NO_LIMITS, RateLimits


class CommuneError(Explained):
    """Any failure of the API client.

    ``may_have_acted`` is true unless a write surely did nothing: the request never began to leave, or a complete
    answer said no. A failure that nobody thought of may have acted.
    """

    may_have_acted = True


class Misused(CommuneError):
    """The request was not made: an argument, the base URL or the key cannot be used."""

    exit_status = USAGE
    may_have_acted = False


class Unreachable(CommuneError):
    """No complete answer came."""


class NeverConnected(Unreachable):
    """The request did not begin to leave, so the server saw nothing. ``certificate``: TLS was the reason."""

    may_have_acted = False

    def __init__(self, sentence: str, *, certificate: bool = False) -> None:
        super().__init__(sentence)
        self.certificate = certificate


class Interrupted(Unreachable):
    """The connection broke after the request was on its way."""


class TimedOut(Interrupted):
    """No complete answer within the time allowed."""


class Unreadable(CommuneError):
    """An answer that is not what the contract promises (no JSON, wrong shape, wrong encoding)."""


class Endless(Unreadable):
    """A list whose pages go round, or never come to an end; everything that came before was delivered."""


class AnswerTooLarge(Unreadable):
    """An answer that went past the size cap; reading stopped there."""


class Incomplete(CommuneError):
    """More messages share one instant than one request may return; ``moments`` says which (aware UTC).

    Raised by an iteration only after everything that can be listed was delivered.
    """

    def __init__(self, sentence: str, moments: tuple[datetime, ...] = ()) -> None:
        super().__init__(sentence)
        self.moments = moments


class DownloadRefused(CommuneError):
    """An address that must not be fetched: not https, a private network, too many redirects, too large."""

    may_have_acted = False


class WebhookRefused(CommuneError):
    """A webhook that cannot be trusted. ``reason`` is one word: ``signature timestamp stale replay secret``."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusing answer said (contract §3.1), already cleaned for display. ``body`` is the raw JSON or text."""

    status: int
    code: str | None = None
    detail: str = ""
    required: tuple[str, ...] = ()
    hint: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    advice: str = ""
    resume_at: datetime | None = None
    plan_gate: bool = False
    required_tier: str | None = None
    retry_after_s: float | None = None
    request_id: str | None = None
    server_at: datetime | None = None
    limits: RateLimits = NO_LIMITS
    body: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Refused(CommuneError):
    """The server answered and said no.

    ``status`` is the HTTP status, ``code`` the server's word for it, ``detail`` the server's own text (cleaned, cut),
    ``refusal.reasons`` why in the server's words and ``refusal.advice`` what to do then, ``refusal.resume_at`` when it
    would take the like again, ``required`` the scopes that were missing, ``plan_gate`` whether a higher plan would
    allow it, ``retry_after_s`` the wait that the server asked for, ``request_id`` what to quote to its makers.
    ``refusal`` holds all of it.
    """

    def __init__(self, sentence: str, refusal: Refusal) -> None:
        super().__init__(sentence)
        self.refusal = refusal
        self.may_have_acted = not _says_no(refusal.status)

    @property
    def status(self) -> int:
        return self.refusal.status

    @property
    def code(self) -> str | None:
        return self.refusal.code

    @property
    def required(self) -> tuple[str, ...]:
        return self.refusal.required

    @property
    def retry_after_s(self) -> float | None:
        return self.refusal.retry_after_s

    @property
    def limits(self) -> RateLimits:
        return self.refusal.limits


class Redirected(Refused):
    """3xx."""


class BadRequest(Refused):
    """400 or 422: the server did not understand or accept the values."""


class NotAuthenticated(Refused):
    """401: no key, a wrong key, or a signature that did not verify."""

    exit_status = NO_KEY


class OtherOrganisation(NotAuthenticated):
    """The key answers for another organisation than the one it was used for; the request was not made."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, Refusal(HTTPStatus.UNAUTHORIZED, "other_organisation"))


class NotAllowed(Refused):
    """403: the key may not do this."""


class SendingPaused(NotAllowed):
    """403 because too many mails of the organisation bounced: no key sends before ``refusal.resume_at``."""


class OwnershipRequired(NotAllowed):
    """403 because nobody has confirmed yet to own this self-registered agent."""


class PlanRequired(NotAllowed):
    """402 or 403: the organisation's plan does not include this."""


class NotFound(Refused):
    """404."""


class Conflict(Refused):
    """409: something like it exists already."""


class Gone(Refused):
    """410: it was valid once, as an expired deletion token."""


class TooLarge(Refused):
    """413: too big, or the storage quota is used up."""


class RateLimited(Refused):
    """429: too many requests."""


class ServerFailed(Refused):
    """5xx: the server failed, possibly after acting."""


def _says_no(status: int) -> bool:
    """Whether a status means that nothing was done: 408 tells of a wait that ended, 3xx of a place, 5xx of a fault."""
    return 400 <= status < 500 and status != HTTPStatus.REQUEST_TIMEOUT

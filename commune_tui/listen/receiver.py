"""What becomes of a request: it is checked, kept, passed on and answered, and the person is told. Knows no socket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.api.errors import Unreadable, WebhookRefused
from commune_tui.api.webhooks import ReplayMemory, WebhookEvent, read_event, verify_signature
from commune_tui.listen.forwarding import Forwarding, Passed
from commune_tui.listen.kept import KeptDeliveries
from commune_tui.listen.request import Request
from commune_tui.listen.trouble import SIGNATURE, STAMP, explained

SILENT, CUT = 0, -1
"""In place of a status: no answer until the sender hangs up, and a connection that is closed without one."""
_LOOKS_EVERY_S = 0.5
BUSY = "It does not fit. Several came at once, so why was not looked into."
BROWSER = "A web page in a browser sent this. Webhooks come from servers, so nothing was done with it."


@dataclass(slots=True)
class Failure:
    """Answering wrongly on purpose: ``status`` (or SILENT, CUT), the next ``left`` times, or always."""

    status: int
    left: int | None = None

    def comes(self) -> bool:
        """Whether this one is to fail; counts it."""
        if self.left is None:
            return True
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender gets. Of a refusal it never learns why."""

    status: int
    body: bytes = field(default=b"", repr=False)
    type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told about one request. ``number`` is 0 where it was not kept; ``refused`` is why it was not taken."""

    at: datetime
    answer: Answer
    request: Request | None = None
    number: int = 0
    signed: bool = False
    refused: str = ""
    event: WebhookEvent | None = None
    passed: Passed | None = None
    on_purpose: bool = False
    trouble: str = ""
    """Why it could not be kept, although it was taken."""


class Receiver:
    """``secret`` is ``None`` where unsigned deliveries are taken; ``tell`` is handed a receipt for each request."""

    def __init__(
        self,
        secret: Secret | None,
        kept: KeptDeliveries,
        tell: Callable[[Receipt], None],
        *,
        forwarding: Forwarding | None = None,
        failure: Failure | None = None,
    ) -> None:
        self.tell = tell
        self._secret = secret
        self._kept = kept
        self._forwarding = forwarding
        self._failure = failure
        self._seen = ReplayMemory()
        self._looked_at_s = float("-inf")

    async def take(self, request: Request) -> Receipt:
        """What is to be answered and told; the caller does both."""
        if "origin" in request.headers or "sec-fetch-site" in request.headers:
            return self._refusal(request, 403, BROWSER)
        try:
            signed = self._verified(request)
        except WebhookRefused as refused:
            status = 409 if refused.reason == "replay" else 503 if refused.reason == "full" else 401
            return self._refusal(request, status, self._why(request, refused))
        number, trouble = self._keep(request, signed)
        answer, passed, on_purpose = Answer(200, b"taken\n"), None, False
        if self._failure is not None and self._failure.comes():
            answer, on_purpose = Answer(self._failure.status, b"failed on purpose\n"), True
        elif self._forwarding is not None:
            passed = await self._forwarding.pass_on(request.headers, request.body)
            answer = Answer(passed.status, passed.body, passed.type)
        return Receipt(
            clock.now(),
            answer,
            request,
            number,
            signed,
            event=event_of(request.body),
            passed=passed,
            on_purpose=on_purpose,
            trouble=trouble,
        )

    def _verified(self, request: Request) -> bool:
        """Whether it is signed; raises WebhookRefused where it has to be and is not."""
        if self._secret is None:
            return False
        stamp, given = request.headers.get(STAMP), request.headers.get(SIGNATURE)
        return verify_signature(request.body, given, self._secret, timestamp=stamp, replays=self._seen)

    def _keep(self, request: Request, signed: bool) -> tuple[int, str]:
        try:
            return self._kept.add(request.headers, request.body, signed=signed), ""
        except OSError as error:
            return 0, f"It could not be kept: {error.strerror}."

    def _why(self, request: Request, refused: WebhookRefused) -> str:
        """Looking for the reason is work, so a flood of forgeries must not be able to ask for it all the time."""
        assert self._secret is not None
        if refused.reason == "signature":
            if clock.monotonic_s() - self._looked_at_s < _LOOKS_EVERY_S:
                return BUSY
            self._looked_at_s = clock.monotonic_s()
        return explained(request.headers, request.body, self._secret, refused)

    def _refusal(self, request: Request, status: int, why: str) -> Receipt:
        return Receipt(clock.now(), refusal(status), request, refused=why)


def refusal(status: int) -> Answer:
    """One text for every refusal: a forger learns nothing from it."""
    return Answer(status, b"not taken\n")


def event_of(body: bytes) -> WebhookEvent | None:
    """What a body says that happened; ``None`` when it is no JSON object."""
    try:
        return read_event(body)
    except Unreadable:
        return None

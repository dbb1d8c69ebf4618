"""Webhooks as the API posts them: built, signed, posted, tried again, given up (contract §5).

Only endpoints on this machine are contacted unless the sandbox was started with ``--expose``; a delivery to any other
fails with that reason, so that the rest of the program can be tried with real-looking addresses.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from commune_tui import clock
from commune_tui.sandbox.post import Outcome, post
from commune_tui.sandbox.world import Received, World

JOB = "webhook"
EVENT_NAMES = {"email.received", "inbound", "*"}


@dataclass(frozen=True, slots=True)
class Policy:
    """When to try again (contract §5.3). ``delays_s`` follow the first, second … failure; ``factor`` speeds all up."""

    delays_s: tuple[float, ...] = (5, 30, 120, 600, 1800, 3600, 7200, 14400)
    jitter: float = 0.25
    first_timeout_s: float = 10
    timeout_s: float = 30
    failures_to_open: int = 5
    open_s: float = 300
    factor: float = 1.0


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """``v1=`` and the lower-case hex HMAC-SHA256 over ``timestamp.body``; the secret is used whole (contract §5.1)."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={digest.hexdigest()}"


def payload(message: dict[str, Any], files: list[dict[str, Any]], first: bool = True) -> dict[str, Any]:
    """The body of a delivery (contract §5.4): the published shape, with the flat names that other clients read."""
    meta = message["metadata"]
    sender = next((p["identity"] for p in message["participants"] if p["role"] == "sender"), "")
    text, html, extracted = message["content"], message["content_html"], meta.get("extracted_data") or {}
    mail = {"from": message["from"], "to": message["to"], "subject": message["subject"], "text": text, "html": html}
    return {
        "domainId": meta["domain_id"],
        "inboxId": meta["inbox_id"],
        "inboxAddress": meta["inbox_address"],
        "event": {"type": "email.received", "data": {"email_id": message["message_id"]}},
        "email": {**mail, "message_id": meta["message_id"], "created_at": message["created_at"], "headers": {}},
        "message": message,
        "extractedData": extracted,
        "attachments": files,
        "security": _security(meta),
        **mail,
        "thread_id": message["thread_id"],
        "message_id": message["message_id"],
        "inbox_id": meta["inbox_id"],
        "sender": sender,
        "content": text,
        "extracted": extracted,
        "is_first_message": first,
    }


def _security(meta: dict[str, Any]) -> dict[str, Any]:
    spam = {name: meta.get(f"spam_{name}") for name in ("checked", "score", "action", "flagged")}
    found = {name: meta.get(f"prompt_injection_{name}") for name in ("checked", "detected")}
    levels = {"risk_level": meta.get("prompt_injection_risk"), "confidence": meta.get("prompt_injection_score")}
    return {
        "spam": spam,
        "prompt_injection": {**found, **levels, "summary": meta.get("prompt_injection_signals") or ""},
    }


Poster = Callable[[str, dict[str, str], bytes, float, bool], Awaitable[Outcome]]


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    open_until_ms: int = 0


@dataclass(slots=True)
class Hooks:
    """The poster of one world. ``exposed`` lets it contact other machines; ``seed`` fixes the jitter."""

    world: World
    policy: Policy = field(default_factory=Policy)
    exposed: bool = False
    seed: int = 0
    send: Poster = post
    _circuits: dict[str, _Circuit] = field(default_factory=dict)
    _random: random.Random = field(init=False)
    _posting: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def attach(self) -> None:
        """From now on every inbound mail of an inbox with a webhook is posted, as jobs of the world.

        Deliveries that a world in a file left unfinished go on, also those whose post was cut short.
        """
        self.world.intake.on_received.append(self._received)
        self.world.jobs.handle(JOB, self._due)
        with self.world.database.transaction():
            self.world.jobs.cancel(JOB)
            sql = "SELECT id, next_retry_at FROM webhook_deliveries WHERE status IN ('pending', 'retrying')"
            for row in self.world.database.all(sql):
                delay_s = ((row["next_retry_at"] or 0) - self.world.database.now_ms()) / 1000
                self.world.jobs.schedule(JOB, {"delivery_id": row["id"]}, max(0.0, delay_s))

    def _received(self, received: Received) -> None:
        webhook = self.webhook_of(received.inbox_id)
        row = self.world.messages.row(received.message_id)
        if webhook is None or row is None or not EVENT_NAMES & set(webhook.get("events") or EVENT_NAMES):
            return
        message = self.world.messages.answer(row)
        files = [facts for number in message["attachments"] if (facts := self._file(number)) is not None]
        body = json.dumps(payload(message, files, received.first), ensure_ascii=False)
        number = self.world.webhooks.create(received.inbox_id, received.message_id, webhook["endpoint"], body)
        self.world.jobs.schedule(JOB, {"delivery_id": number})

    def _file(self, number: str) -> dict[str, Any] | None:
        sql = "SELECT id AS attachment_id, filename, mime_type, size FROM attachments WHERE id = ?"
        row = self.world.database.one(sql, number)
        return None if row is None else dict(row)

    def webhook_of(self, inbox_id: str) -> dict[str, Any] | None:
        """The webhook of an inbox: ``endpoint``, ``events``, ``secret``; ``None`` when it has none."""
        row = self.world.inboxes.row(inbox_id)
        webhook = json.loads(row["webhook"]) if row is not None and row["webhook"] else None
        return webhook if isinstance(webhook, dict) and webhook.get("endpoint") else None

    def _due(self, job: dict[str, Any]) -> None:
        # In a task of its own: an endpoint that does not answer must not hold up the other jobs.
        task = asyncio.ensure_future(self.attempt(job["delivery_id"]))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def settle(self) -> None:
        """Wait until every post that has begun is recorded."""
        while self._posting:
            await asyncio.wait(set(self._posting))

    async def attempt(self, delivery_id: str) -> None:
        """Post a delivery once and record what came of it; the next attempt becomes a job. An open circuit waits.

        A job that a manual retry has overtaken (the delivery is under way, or due later by now) does nothing.
        """
        row = self.world.webhooks.row(delivery_id)
        if row is None or row["status"] in ("delivered", "dead") or delivery_id in self._busy:
            return
        if (row["next_retry_at"] or 0) > self.world.database.now_ms():
            return
        circuit = self._circuits.setdefault(row["endpoint"], _Circuit())
        wait_ms = circuit.open_until_ms - self.world.database.now_ms()
        if wait_ms > 0:
            self.world.jobs.schedule(JOB, {"delivery_id": delivery_id}, wait_ms / 1000)
            return
        number = row["attempt_count"] + 1
        secret = (self.webhook_of(row["inbox_id"]) or {}).get("secret")
        body = row["payload"].encode()
        headers = self.headers(body, delivery_id, number, secret)
        timeout_s = self.policy.first_timeout_s if number == 1 else self.policy.timeout_s
        self._busy.add(delivery_id)
        try:
            outcome = await self.send(row["endpoint"], headers, body, timeout_s, self.exposed)
        finally:
            self._busy.discard(delivery_id)
        self._note(circuit, outcome)
        self._record(delivery_id, number, row["max_attempts"], outcome)

    def headers(self, body: bytes, delivery_id: str, attempt: int, secret: str | None) -> dict[str, str]:
        """Headers of one attempt, signed anew; without a secret there is no signature (contract §5.1)."""
        stamp = str(clock.now_ms())
        headers = {
            "content-type": "application/json",
            "user-agent": "commune-sandbox",
            "x-commune-timestamp": stamp,
            "x-commune-delivery-id": delivery_id,
            "x-commune-attempt": str(attempt),
        }
        if secret:
            headers["x-commune-signature"] = signature(secret, stamp, body)
        return headers

    def _note(self, circuit: _Circuit, outcome: Outcome) -> None:
        circuit.failures = circuit.failures + 1 if outcome.error else 0
        if circuit.failures >= self.policy.failures_to_open:
            circuit.failures = 0
            circuit.open_until_ms = self.world.database.now_ms() + int(self.policy.open_s * self.policy.factor * 1000)

    def _record(self, delivery_id: str, attempt: int, most: int, outcome: Outcome) -> None:
        facts: dict[str, Any] = {"status_code": outcome.status, "latency_ms": outcome.latency_ms}
        if outcome.error is None or attempt >= most:
            self.world.webhooks.attempted(delivery_id, error=outcome.error, **facts)
            return
        delay_s = self.delay_s(attempt)
        due_ms = self.world.database.now_ms() + int(delay_s * 1000)
        self.world.webhooks.attempted(delivery_id, error=outcome.error, next_retry_ms=due_ms, **facts)
        self.world.jobs.schedule(JOB, {"delivery_id": delivery_id}, delay_s)

    def delay_s(self, failures: int) -> float:
        """Seconds until the next attempt after that many failures, with its jitter."""
        base = self.policy.delays_s[min(failures, len(self.policy.delays_s)) - 1]
        return base * self.policy.factor * (1 + self._random.uniform(-self.policy.jitter, self.policy.jitter))

    async def test(self, inbox_id: str, event_type: str = "email.received") -> dict[str, Any] | None:
        """Post a synthetic event, marked ``x-commune-test``; ``None`` when the inbox has no webhook (contract §4.8)."""
        webhook = self.webhook_of(inbox_id)
        if webhook is None:
            return None
        content = {"event": {"type": event_type, "data": {}}, "inboxId": inbox_id, "inbox_id": inbox_id, "test": True}
        body = json.dumps(content).encode()
        headers = self.headers(body, f"whd_{self.world.database.hex(20)}", 1, webhook.get("secret"))
        headers["x-commune-test"] = "true"
        outcome = await self.send(webhook["endpoint"], headers, body, self.policy.first_timeout_s, self.exposed)
        answer = {
            "delivered": outcome.error is None,
            "status_code": outcome.status,
            "response_time_ms": outcome.latency_ms,
            "endpoint": webhook["endpoint"],
            "event_type": event_type,
            "test": True,
        }
        return answer if outcome.error is None else {**answer, "error": outcome.error}

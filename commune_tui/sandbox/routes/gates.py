"""Refusals of principle, each off until an option asks for it: plan, quota, ownership, payment, a bad sending record.

Contract §2.4 (payment), §3.1 form 4 (plan and quotas), §6.4 (ownership), §8 (sending health, warm-up).
"""

from __future__ import annotations

import base64
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers

from commune_tui.sandbox.operation import Call, Operation, Problem
from commune_tui.sandbox.plans import warm_up_limit
from commune_tui.sandbox.routes.limits import DAY_MS, HOUR_MS, count_send, too_many, within
from commune_tui.sandbox.state import State
from commune_tui.sandbox.world.database import iso

PAUSE_MS = 4 * HOUR_MS
ENOUGH = 20  # sends in 24 h before rates mean anything
WORST_BOUNCE, WORST_COMPLAINT = 0.05, 0.003
ADVICE = (
    "Review your recipient list and remove invalid addresses. Sending will automatically resume after the cooldown"
    " period."
)
UPGRADE = "https://commune.email/pricing"
PRICES = {  # in US dollars
    "POST /v1/messages/send": "0.001",
    "POST /v1/inboxes": "0.01",
    "POST /v1/domains": "1.00",
    "GET /v1/search/threads": "0.001",
    "POST /v1/attachments/upload": "0.001",
}


@dataclass(frozen=True, slots=True)
class Health:
    """How the mails of a day fared."""

    sent: int
    bounced: int
    complained: int

    @property
    def bounce(self) -> float:
        """The part that bounced."""
        return self.bounced / self.sent if self.sent else 0.0

    @property
    def complaint(self) -> float:
        """The part that was called spam."""
        return self.complained / self.sent if self.sent else 0.0

    @property
    def reason(self) -> str | None:
        """Which of the two is too much."""
        return "bounce" if self.bounce >= WORST_BOUNCE else "complaint" if self.complaint >= WORST_COMPLAINT else None


def ask_for_payment(state: State, operation: Operation, headers: Headers) -> None:
    """402 for a priced call that names nobody. No payment is ever accepted: there is no money in a sandbox."""
    price = PRICES.get(f"{operation.method} {operation.path}")
    if not state.options.payment or price is None or "authorization" in headers:
        return
    accepts = [{"scheme": "exact", "network": "sandbox", "asset": "USD", "amount": price, "resource": operation.path}]
    required = base64.b64encode(json.dumps(accepts).encode()).decode()
    sentence = "Payment required" if "payment-signature" not in headers else "The payment could not be verified"
    extra: dict[str, Any] = {"code": "payment_required", "price": f"${price}", "accepts": accepts}
    raise Problem(402, sentence, headers={"PAYMENT-REQUIRED": required}, **extra)


def include(call: Call, feature: str) -> None:
    """403 when the plan does not include a feature."""
    if call.state.plan_now.full:
        return
    tiers: dict[str, Any] = {"current_tier": call.state.options.plan, "required_tier": "agent_pro"}
    sentence = f"Your plan does not include {feature.replace('_', ' ')}"
    raise Problem(403, sentence, code="plan_upgrade_required", feature=feature, upgrade_url=UPGRADE, **tiers)


def admit_domain(call: Call) -> None:
    """May one more domain be added: by plan, and this hour?"""
    if not call.state.plan_now.full:
        count = int(call.state.world.database.value("SELECT count(*) FROM domains"))
        tiers: dict[str, Any] = {
            "current_tier": call.state.options.plan,
            "required_tier": "agent_pro",
            "upgrade_url": UPGRADE,
        }
        raise Problem(403, "Domain limit reached for your plan", code="quota", current_count=count, limit=0, **tiers)
    sentence = "Domain creation rate limit exceeded"
    within(call, "domain", call.who.id, HOUR_MS, call.state.options.creation_limit, sentence, "rate_limited")


def admit_inbox(call: Call, domain: sqlite3.Row) -> None:
    """May one more inbox be made on this domain: by its owner, by its state, by plan, and this hour?"""
    own(call)
    options, limit = call.state.options, call.state.plan_now.inboxes
    if options.verified_only and domain["status"] != "verified":
        raise Problem(403, "Cannot create inbox on this domain", code="domain_not_verified")
    count = int(call.state.world.database.value("SELECT count(*) FROM inboxes"))
    if limit is not None and count >= limit:
        tiers: dict[str, Any] = {"current_tier": options.plan, "upgrade_url": UPGRADE}
        raise Problem(403, "Inbox limit reached for your plan", code="quota", current_count=count, limit=limit, **tiers)
    sentence = "Inbox creation rate limit exceeded"
    within(call, "inbox", call.who.id, HOUR_MS, options.creation_limit, sentence, "rate_limited")


def own(call: Call) -> None:
    """403 for an agent that no owner has claimed."""
    if not call.state.options.ownership or call.who.kind != "agent" or call.state.world.agents.owner(call.who.id):
        return
    sentence = "An owner must claim this agent first (POST /v1/agent/claim-ownership)"
    raise Problem(403, sentence, code="ownership_required")


def admit_send(call: Call, inbox: sqlite3.Row) -> dict[str, str]:
    """Everything that may stop a checked mail, in order; the headers of the answer when nothing does."""
    own(call)
    headers = _health(call, inbox["domain_id"]) | _warm_up(call, inbox["domain_id"])
    limit, sentence = call.state.options.inbox_daily_limit, "The daily limit of this inbox is reached"
    headers |= count_send(call)
    within(call, "inbox_send", inbox["id"], DAY_MS, limit, sentence, "inbox_daily_limit")
    return headers


def _health(call: Call, domain_id: str) -> dict[str, str]:
    """Rates of the last day; too bad a one pauses the domain, and afterwards the count begins anew."""
    state, now = call.state, call.state.world.database.now_ms()
    if not (state.options.sending_health or state.options.sending_paused):
        return {}
    until = state.paused.get(domain_id, 0)
    counts = state.world.delivery.counts("domain_id", domain_id, max(now - DAY_MS, until if until <= now else 0))
    if until and until <= now:
        state.options.sending_paused = False
    health = Health(counts["sent"], counts["bounced"], counts["complained"])
    headers = {"X-Bounce-Rate": f"{health.bounce:.4f}", "X-Complaint-Rate": f"{health.complaint:.4f}"}
    bad = health.reason is not None and health.sent >= ENOUGH
    if until <= now and not (bad or state.options.sending_paused):
        return {"X-Sending-Health": "healthy", **headers}
    if until <= now:
        until = state.paused[domain_id] = now + PAUSE_MS
    raise _paused(health, until, now, headers | {"X-Sending-Health": "paused"})


def _paused(health: Health, until: int, now: int, headers: dict[str, str]) -> Problem:
    kind = health.reason or "bounce"
    rate, worst = (health.bounce, WORST_BOUNCE) if kind == "bounce" else (health.complaint, WORST_COMPLAINT)
    facts: dict[str, Any] = {
        "reason": f"{kind.capitalize()} rate {rate:.2%} exceeds {worst:.2%} threshold",
        "health": {
            "status": "paused",
            "bounce_rate": round(health.bounce, 4),
            "complaint_rate": round(health.complaint, 4),
            "sent_24h": health.sent,
            "bounced_24h": health.bounced,
            "complained_24h": health.complained,
        },
        "resume_at": iso(until),
        "action": ADVICE,
    }
    sentence = f"Sending paused due to high {kind} rate"
    return Problem(403, sentence, headers=headers, code="sending_paused", retryAfter=(until - now) // 1000 + 1, **facts)


def _warm_up(call: Call, domain_id: str) -> dict[str, str]:
    """Days are counted from the domain's creation, sends from its last whole day."""
    database = call.state.world.database
    domain = call.state.world.domains.row(domain_id)
    if not call.state.options.warm_up or domain is None:
        return {}
    now = database.now_ms()
    days = max(0, now - domain["created_at"]) // DAY_MS
    limit = warm_up_limit(days)
    if limit is None:
        return {"X-Warmup-Complete": "true"}
    begun = domain["created_at"] + days * DAY_MS
    counted = "SELECT count(*) FROM messages WHERE domain_id = ? AND at >= ? AND direction = 'outbound'"
    used = int(database.value(counted, domain_id, begun))
    left = max(0, limit - used)
    headers = {"X-Warmup-Day": str(days + 1), "X-Warmup-Limit": str(limit), "X-Warmup-Remaining": str(left)}
    if not left:
        raise too_many("Warm-up limit of this domain reached", (begun + DAY_MS - now) // 1000 + 1, "warm_up", headers)
    return headers

"""What a running sandbox holds beside its world: switches, faults, the live feed, the key it printed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from commune_tui.sandbox.faults import FaultPlan
from commune_tui.sandbox.feed import Feed
from commune_tui.sandbox.hooks import Hooks
from commune_tui.sandbox.operation import Problem
from commune_tui.sandbox.plans import PLANS, Plan
from commune_tui.sandbox.world import World


@dataclass(slots=True)
class Options:
    """What can be switched while the sandbox runs (``POST /sandbox/options``) or at its start (``--option``).

    plain_threads          thread lists without status, tags and assignee, as the published API has them
    raw_thread_ids         threads of new inbound mail are named by their SMTP id
    confirm_without_token  a deletion is confirmed without its token, which only the official CLI needs
    queued_sends           a send answers 202 without validation, as the newest generation of the API does
    shared_domain          where inboxes without a domain go; empty: there is none, and they are refused with 500
    hourly_limit, daily_limit  sends per key, then 429; 0: what the plan says
    burst_guard            15 sends in 10 s or 50 in 60 s, then 429 with reasons and without Retry-After
    inbox_daily_limit      sends of one inbox in 24 h, then 429; 0: no limit
    warm_up                a new domain may send 50, 100, 250 … a day, then 429; X-Warmup-… headers
    sending_paused         403 for four hours as though too much had bounced; then sending goes on
    sending_health         403 for four hours when 5 % bounce or 0.3 % complain (20 sends in 24 h); X-Sending-Health
    plan                   sandbox, free, agent_pro, business, enterprise: 403 for what a plan does not include
    creation_limit         new domains, and new inboxes, per key and hour, then 429; 0: no limit
    verified_only          403 for inboxes on domains that are not verified
    registration_limits    agents register 5 a day, verify 10 in 15 minutes, per address, then 429
    timestamp_required     agents sign the time, not the body: 400 missing_timestamp_header otherwise
    ownership              403 ownership_required for agents that nobody claimed
    payment                402 on priced calls without Authorization
    """

    plain_threads: bool = False
    raw_thread_ids: bool = False
    confirm_without_token: bool = False
    queued_sends: bool = False
    shared_domain: str = "commune.email"
    hourly_limit: int = 0
    daily_limit: int = 0
    burst_guard: bool = False
    inbox_daily_limit: int = 0
    warm_up: bool = False
    sending_paused: bool = False
    sending_health: bool = False
    plan: str = "sandbox"
    creation_limit: int = 0
    verified_only: bool = False
    registration_limits: bool = False
    timestamp_required: bool = False
    ownership: bool = False
    payment: bool = False

    def change(self, values: dict[str, Any]) -> None:
        """Set some of them; an unknown name or a wrong type is a ``ValueError`` with a sentence."""
        known = {each.name: type(getattr(self, each.name)) for each in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"There is no option {name!r}; the options are {', '.join(known)}.")
            if type(value) is not known[name]:
                raise ValueError(f"The option {name} is of type {known[name].__name__}.")
            if name == "plan" and value not in PLANS:
                raise ValueError(f"There is no plan {value!r}; the plans are {', '.join(PLANS)}.")
        for name, value in values.items():
            setattr(self, name, value)

    def take(self, text: str) -> None:
        """Set one from the words ``NAME`` or ``NAME=VALUE``; raises as :meth:`change`."""
        name, given, value = text.partition("=")
        now = getattr(self, name, None) if name in {each.name for each in fields(self)} else None
        read: Any = value
        if isinstance(now, bool):
            read = not given or value.lower() in ("on", "yes", "true", "1")
        elif isinstance(now, int) and value.isdecimal():
            read = int(value)
        self.change({name: read})

    def as_json(self) -> dict[str, Any]:
        """All of them."""
        return asdict(self)


@dataclass(slots=True)
class State:
    """A running sandbox. ``refill`` builds the world's first contents again after ``/sandbox/reset``.

    ``moments`` remembers when things happened (sandbox ms) for whatever is limited, by kind and by whom; ``paused`` is
    until when a domain may not send.
    """

    world: World
    key: str
    hooks: Hooks
    options: Options = field(default_factory=Options)
    plan: FaultPlan = field(default_factory=FaultPlan)
    feed: Feed = field(default_factory=Feed)
    refill: Callable[[], None] | None = None
    moments: dict[tuple[str, str], deque[int]] = field(default_factory=lambda: defaultdict(deque))
    paused: dict[str, int] = field(default_factory=dict)

    @property
    def plan_now(self) -> Plan:
        """The plan of the organisation."""
        return PLANS[self.options.plan]

    def forget(self) -> None:
        """No limit has been touched yet."""
        self.moments.clear()
        self.paused.clear()

    def shared_domain(self) -> sqlite3.Row:
        """The domain of inboxes that name none; made when it is first needed."""
        domains, name = self.world.domains, self.options.shared_domain
        if not name:
            raise Problem(500, "Could not resolve a domain for your organization", code="no_domain")
        if domains.named(name) is None:
            domains.create(name, "verified")
        row = domains.named(name)
        assert row is not None
        return row

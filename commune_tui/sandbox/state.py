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
from commune_tui.sandbox.world import World


@dataclass(slots=True)
class Options:
    """What can be switched while the sandbox runs (``POST /sandbox/options``).

    ``plain_threads`` leaves status, tags and assignee out of thread lists, as the published API does.
    ``raw_thread_ids`` names threads of new inbound mail by their SMTP id. ``confirm_without_token`` lets a deletion be
    confirmed without its token, which only the official CLI needs. ``hourly_limit`` and ``daily_limit`` are sends
    per key; 0 means no limit. ``shared_domain`` is where inboxes without a domain go. ``queued_sends`` answers a send
    with 202 and no validation, as the newest generation of the API does.
    """

    plain_threads: bool = False
    raw_thread_ids: bool = False
    confirm_without_token: bool = False
    queued_sends: bool = False
    hourly_limit: int = 0
    daily_limit: int = 0
    shared_domain: str = "commune.email"

    def change(self, values: dict[str, Any]) -> None:
        """Set some of them; an unknown name or a wrong type is a ``ValueError`` with a sentence."""
        known = {each.name: type(getattr(self, each.name)) for each in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"There is no option {name!r}; the options are {', '.join(known)}.")
            if type(value) is not known[name]:
                raise ValueError(f"The option {name} is of type {known[name].__name__}.")
        for name, value in values.items():
            setattr(self, name, value)

    def as_json(self) -> dict[str, Any]:
        """All of them."""
        return asdict(self)


@dataclass(slots=True)
class State:
    """A running sandbox. ``refill`` builds the world's first contents again after ``/sandbox/reset``."""

    world: World
    key: str
    hooks: Hooks
    options: Options = field(default_factory=Options)
    plan: FaultPlan = field(default_factory=FaultPlan)
    feed: Feed = field(default_factory=Feed)
    refill: Callable[[], None] | None = None
    sends: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))  # per key, in sandbox ms

    def shared_domain(self) -> sqlite3.Row:
        """The domain of inboxes that name none; made when it is first needed."""
        domains, name = self.world.domains, self.options.shared_domain
        if domains.named(name) is None:
            domains.create(name, "verified")
        row = domains.named(name)
        assert row is not None
        return row

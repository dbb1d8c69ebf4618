"""How long the outbox waits for what, and the two clocks it waits by. Knows nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Durations in seconds.

    ``doubt_s`` is how long nothing is done after an outcome got lost: a request that is still on its way has arrived
    by then, and what it made can be seen (contract §3.4). ``lease_s`` is longer than any request may take.
    ``sight_s`` is how long a mail that the server took may stay out of its list of messages.
    """

    hold_s: float = 10.0
    doubt_s: float = 30.0
    lease_s: float = 120.0
    foreign_s: float = 5.0
    backoff_s: float = 2.0
    backoff_max_s: float = 300.0
    paused_s: float = 60.0
    away_max_s: float = 30.0
    schedule_s: float = 60.0
    fresh_s: float = 15.0
    twin_waits: int = 2
    sight_first_s: float = 2.0
    sight_s: float = 110.0
    looks: int = 2
    room: int = 8

    def backoff(self, attempts: int) -> float:
        """The wait after the ``attempts``-th failure that changed nothing."""
        return min(self.backoff_max_s, self.backoff_s * 2.0 ** min(max(attempts - 1, 0), 16))


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, twice: the wall clock in unix milliseconds, which may jump, and seconds that only grow."""

    ms: int
    mono: float


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts: this process, the person at it, and where it gets time and fresh names from."""

    owner: str
    who: str
    policy: Policy
    moment: Callable[[], Moment]
    new_id: Callable[[], str]

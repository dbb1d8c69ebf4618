"""How often things are asked again, as plain figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Pace:
    """The figures of the law in :mod:`.polling`, and those of all else."""

    poll: timedelta = timedelta(seconds=30)
    """Nothing is asked for new mail more often than this."""
    poll_with_stream: timedelta = timedelta(minutes=5)
    head: timedelta = timedelta(seconds=30)
    head_with_stream: timedelta = timedelta(seconds=60)
    fresh: timedelta = timedelta(minutes=2)
    """For so long after news more is expected at once."""
    active: timedelta = timedelta(seconds=100)
    """Where something came within the last hour, the next is here within two minutes."""
    part: int = 36
    """What is quiet is asked when one part in so many has passed of the time for which nothing came: at an hour that is
    as if it were active."""
    share: timedelta = timedelta(seconds=2)
    """All that is quiet is asked once in so long: together no more than 2,000 times an hour."""
    longest: timedelta = timedelta(minutes=30)
    check: timedelta = timedelta(minutes=10)
    """An inbox whose domain shows what happens in it is looked at by itself as well."""
    check_share: timedelta = timedelta(seconds=4)
    relist: timedelta = timedelta(minutes=30)
    relist_for_triage: timedelta = timedelta(minutes=10)
    strays: timedelta = timedelta(days=1)
    """Passes for threads that no inbox lists, where none was ever met."""
    inboxes: timedelta = timedelta(minutes=10)
    looked_at: timedelta = timedelta(seconds=40)
    """So that what was asked then is here within the minute."""
    delivery: timedelta = timedelta(minutes=2)
    most_triage: int = 6
    """Requests for triage of threads that nobody looks at, on the wire at once."""


PACE: Final = Pace()

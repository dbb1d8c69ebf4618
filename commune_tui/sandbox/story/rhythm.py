"""When mail happens: working days with a morning peak, quieter evenings and weekends, ages from minutes to months."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from random import Random

_HOURS = (8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 15, 16, 16, 17, 18, 19, 20, 21, 22)


def last_activity(rng: Random, now: datetime, longest: timedelta) -> datetime:
    """When a thread last moved. A third of them within three days; the rest thins out towards ``longest``.

    Anything older than half a day falls into working hours, seldom on a weekend; nothing lies in the future.
    """
    shortest = 240.0
    span = math.log(longest.total_seconds() / shortest)
    age = timedelta(seconds=shortest * math.exp(span * rng.random() ** 0.5))
    if age < timedelta(hours=12):
        return _stamp(rng, now - age)
    return working(rng, now - age)


def working(rng: Random, moment: datetime) -> datetime:
    """The same day, or the Friday before, at an hour at which people write; never later than ``moment``."""
    if moment.weekday() >= 5 and rng.random() < 0.8:
        moment -= timedelta(days=moment.weekday() - 4)
    hour = rng.choice(_HOURS)
    shifted = moment.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)
    return shifted if shifted <= moment else shifted - timedelta(days=3 if moment.weekday() == 0 else 1)


def _stamp(rng: Random, moment: datetime) -> datetime:
    return moment.replace(second=rng.randrange(60), microsecond=0) - timedelta(minutes=1)


def before(rng: Random, moment: datetime, *, agent: bool) -> datetime:
    """When the message before one at ``moment`` was written; ``agent`` when that one is an agent's quick reply."""
    if agent:
        return moment - timedelta(seconds=int(60 * math.exp(rng.gauss(2.2, 0.9))) + 20)
    earlier = moment - timedelta(seconds=int(3600 * math.exp(rng.gauss(1.6, 1.0))) + 300)
    if earlier.hour < 7:
        earlier -= timedelta(hours=earlier.hour + rng.randrange(3, 9))
    return earlier

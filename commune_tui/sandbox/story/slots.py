"""Fills ``{order}``, ``{amount}`` and the like: drawn once per thread, so that a thread agrees with itself.

``{date}`` and ``{month}`` lie before the conversation, ``{soon}`` and ``{next}`` after its beginning; they are stamps
(:mod:`.dates`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from commune_tui.sandbox.story import people
from commune_tui.sandbox.story.dates import stamp

PRODUCTS = ("Till One", "Pebble reader", "P2 label printer", "handheld scanner", "cash drawer", "receipt printer")
PLANS = ("Corner", "High Street", "Market Hall")
CARRIERS = ("Northpost", "Kestrel Express", "DHX", "Parcelmoor", "Postis")
ROLES = ("backend developer", "data engineer", "support lead", "site reliability engineer", "product designer")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
TIMES = ("09:30", "10:00", "11:15", "13:30", "14:00", "15:45", "16:20")


class Slots(dict[str, str]):
    """A mapping for ``str.format_map`` that draws each missing word; ``start`` is when the conversation began."""

    def __init__(self, rng: Random, start: datetime, **given: str) -> None:
        super().__init__(given)
        self._rng, self._start = rng, start

    def __missing__(self, key: str) -> str:
        value = self[key] = self._draw(key)
        return value

    def _draw(self, key: str) -> str:
        rng = self._rng
        simple = _CHOICES.get(key)
        if simple is not None:
            return rng.choice(simple)
        match key:
            case "order":
                return f"M-{rng.randrange(20000, 99999)}"
            case "invoice":
                return f"INV-{rng.randrange(1000, 9999)}"
            case "ticket":
                return f"{rng.choice('CDKRT')}{rng.choice('AEOX')}-{rng.randrange(100, 9999)}"
            case "amount":
                return f"€{rng.randrange(12, 900)}.{rng.choice(('00', '50', '90', '95', '20'))}"
            case "salary":
                return f"€{rng.randrange(48, 92)},000"
            case "card":
                return f"•••• {rng.randrange(1000, 9999)}"
            case "n":
                return str(rng.randrange(3, 29))
            case "version":
                return f"{rng.randrange(4, 8)}.{rng.randrange(20)}.{rng.randrange(9)}"
            case "date" | "soon":
                return self._date(later=key == "soon")
            case "next":
                return stamp(self._start, "{months[1]}")
            case "month" | "month2":
                return stamp(self._start, "{months[10]}" if key == "month" else "{months[11]}")
            case "customer2":
                return f"{rng.choice(people.FIRST)} {rng.choice(people.LAST)}"
        raise KeyError(key)

    def _date(self, *, later: bool) -> str:
        days = self._rng.randrange(20, 34) if later else -self._rng.randrange(3, 16)
        return stamp(self._start + timedelta(days=days), "{at.day} {months[0]}")


_CHOICES = {
    "product": PRODUCTS,
    "plan": PLANS,
    "carrier": CARRIERS,
    "role": ROLES,
    "weekday": WEEKDAYS,
    "time": TIMES,
}

"""A view of the threads as a list widget wants it: a count, rows by place, and where the days begin.

Joins :class:`commune_tui.store.windows.Window` to the screen: rows are read on the calling thread (microseconds), the
places of a whole view beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commune_tui import clock
from commune_tui.store.rows import ThreadRow
from commune_tui.store.windows import Window

FIRST_PAGE, _PAGE = 128, 500
_FIRST_ROWS = 64
"""As many as a list asks for at once: more are read when they are looked at."""


class Listing:
    """One opened view. ``settled`` says that every place is known; until then only the first page is."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._first: list[ThreadRow] | None = window.open_now(FIRST_PAGE, _FIRST_ROWS)

    @property
    def settled(self) -> bool:
        return self._window.settled

    @property
    def by_risk(self) -> bool:
        """Whether what needs a human most stands first, so that each row says why."""
        return self._window.query.sort.key == "risk"

    def count(self) -> int:
        """How many rows there are, as far as is known yet."""
        known = len(self._window.numbers(0, FIRST_PAGE))
        return self._window.count if self._window.count is not None else known

    def fetch(self, start: int, number: int) -> Sequence[ThreadRow | None]:
        """Rows by place; ``None`` for one that vanished. The first page is at hand already."""
        if self._first is not None and start + number <= len(self._first):
            return self._first[start : start + number]
        return self._window.rows_now(start, number)

    def place(self, seq: int) -> int | None:
        """Where a thread stands, by its number in the store."""
        return self._window.place(seq)

    async def settle(self) -> bool:
        """Learn every place and the exact count; whether what was known of them stands."""
        known = self._window.count, self._window.numbers(0, FIRST_PAGE)
        await self._window.settle()
        return known == (self._window.count, self._window.numbers(0, FIRST_PAGE))

    async def rows(self, most: int | None = None) -> list[ThreadRow]:
        """The first ``most`` rows, or all of them, in their order; without those that vanish while they are read."""
        await self.settle()
        count = min(self.count(), most or self.count())
        pages = (self.fetch(start, min(_PAGE, count - start)) for start in range(0, count, _PAGE))
        return [row for page in pages for row in page if row is not None]

    async def ids(self) -> list[str]:
        """The ids of everything in the view."""
        if not self._window.settled:
            await self._window.settle()
        return await self._window.ids()

    def day_starts(self) -> Sequence[tuple[int, str]]:
        """(place, heading) of each new day, week or month, for views in the order of time; else nothing."""
        if self._window.query.sort.key not in ("newest", "oldest"):
            return ()
        starts: list[tuple[int, str]] = []
        now, place = clock.now(), 0
        total = self.count() if self.settled else len(self._window.numbers(0, FIRST_PAGE))
        while place < total:
            heading = self._heading(place, now)
            starts.append((place, heading))
            low, high = place + 1, total
            while low < high:  # the first row under another heading
                middle = (low + high) // 2
                if self._heading(middle, now) == heading:
                    low = middle + 1
                else:
                    high = middle
            place = low
        return starts

    def _heading(self, place: int, now: datetime) -> str:
        rows = self.fetch(place, 1)
        row = rows[0] if rows else None
        return heading(row.last_message_at if row else None, now)


def heading(moment: datetime | None, now: datetime) -> str:
    """The heading under which something of this moment stands: a day, then months."""
    if moment is None:
        return "No date"
    local, today = clock.local(moment), clock.local(now).date()
    days = (today - local.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if days < 7:
        return local.strftime("%A")
    return local.strftime("%B %Y")

"""The hold: for how long a mail that was sent can still be taken back. Reads only, for the first frame too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.store import outbox as table
from commune_tui.store.database import Database
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.sending.operation import Operation


class Hold:
    """``length_s`` is how long a mail waits in it."""

    def __init__(self, database: Database, length_s: float) -> None:
        self._db = database
        self.length_s = length_s

    def count(self) -> int:
        """How many mails wait in the hold."""
        return len(self._db.read_now(table.held))

    def _waiting(self, now_ms: int) -> list[Operation]:
        return [each for each in self._db.read_now(table.held) if each.next_at > now_ms]

    def first_leaves_in_s(self) -> float | None:
        """When the first mail leaves; ``None`` when there is none."""
        now_ms = clock.now_ms()
        return min(((each.next_at - now_ms) / 1000 for each in self._waiting(now_ms)), default=None)

    def words(self) -> str:
        """How long it lasts still, and what takes a mail back, for the status line; empty without a mail."""
        now_ms = clock.now_ms()
        held = self._waiting(now_ms)
        if not held:
            return ""
        from commune_tui.sending import undoing

        first = min(held, key=lambda each: each.next_at)
        left_s = max(0, -(-(first.next_at - now_ms) // 1000))
        newest = self._db.read_now(lambda conn: undoing.undoable(table.steps(conn, first.owner, 50), first.owner))
        way = "app.undo" if newest is not None and newest.id == first.step_id else "go.outbox"
        mails = f"{len(held)} mails: first" if len(held) > 1 else "mail"
        at = clock.local(clock.from_ms(first.next_at))
        when = clock.ahead(left_s) if left_s < 600 else f"at {at:%H:%M}" if left_s < 80_000 else f"on {at:%d %b}"
        return f"{mails} leaves {when}, {do(way)} takes it back"

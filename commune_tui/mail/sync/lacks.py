"""What the copy lacks: triage, names of files, how mails fared. It is looked for when the last find is worked off."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from commune_tui.mail.sync.endpoint import Screen
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.resources.attachments import AskAttachment
from commune_tui.mail.sync.resources.inbox_threads import bringing_triage
from commune_tui.mail.sync.resources.triage import AskTriage
from commune_tui.store import attachments, due
from commune_tui.store.database import Database

_TRIAGE_BATCH = 64
_FILES_BATCH = 16
_LOOK_AGAIN = timedelta(seconds=5)
_STALE_EVERY = timedelta(seconds=30)
"""So often a batch of triage that was read once is read again: at most two requests a second for what nobody sees."""


class Lacks:
    """Writes into ``known`` what it finds."""

    def __init__(self, known: Known, database: Database) -> None:
        self._known, self._database = known, database
        self._found_at: datetime | None = None
        self._stale_at: datetime | None = None
        self._with_triage = False

    def look_again(self, *, all_of_it: bool = False) -> None:
        """Look at the next chance; ``all_of_it``: for triage that was read long ago, too."""
        self._found_at = None
        if all_of_it:
            self._stale_at = None

    @property
    def no_triage(self) -> bool:
        """Whether it was looked for triage, and none was lacking."""
        return self._found_at is not None and self._with_triage

    async def look(self, screen: Screen, now: datetime) -> None:
        """Ask the copy, when the last answer has been worked off; what is on the ``screen`` comes first."""
        known = self._known
        each = known.triage_in_list is False
        if each == self._with_triage and not self._worked_off(now):
            return
        stale = self._stale_at is None or not timedelta(0) <= now - self._stale_at < _STALE_EVERY
        if stale and known.triage_in_list:
            known.sooner_listed = await self._database.read(lambda conn: due.sooner_listed(conn, now))
        seen = (*screen.thread_ids, *screen.chosen)
        what = due.Overdue(seen, bringing_triage(known), stale, known.all_from)

        def read(conn: sqlite3.Connection) -> tuple[set[str], list[str], int, list[str], list[str]]:
            return (
                due.inboxes_of(conn, (*seen, screen.open_thread or "")),
                due.triage(conn, now, what, _TRIAGE_BATCH) if known.triage_in_list is not None else [],
                due.triage_never_read(conn) if each else 0,
                attachments.unknown(conn, _FILES_BATCH),
                due.awaiting_delivery(conn, now),
            )

        self._found_at, self._with_triage = now, each
        found = await self._database.read(read)
        known.watched, known.triage_due, known.triage_total, known.files_due, known.delivery_due = found
        if stale:
            self._stale_at = now
        if self._left(now):
            self._found_at = None

    def _worked_off(self, now: datetime) -> bool:
        """Whether to look again: everything found last was asked, or nothing was found and some seconds have passed."""
        if self._found_at is None:
            return not self._left(now)
        return not timedelta(0) <= now - self._found_at < _LOOK_AGAIN

    def _left(self, now: datetime) -> bool:
        """Whether of what the copy lacks something may be asked."""
        known = self._known
        return any(known.allows(AskTriage(each), now) for each in known.triage_due) or any(
            known.allows(AskAttachment(each), now) for each in known.files_due
        )

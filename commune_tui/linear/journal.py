"""The journal, written to a file."""

from __future__ import annotations

from commune_tui.actions import journal
from commune_tui.linear.shared import Shared


class Journal:
    """Read out it is by :mod:`.logs`."""

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, _ = shared

    def do_journal_export(self, argument: str) -> None:
        self._dialogue.tell(journal.export(self._session, argument))

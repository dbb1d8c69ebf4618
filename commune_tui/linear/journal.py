"""The journal, read out: who did what on this machine."""

from __future__ import annotations

from commune_tui.actions import journal
from commune_tui.actions.commands import JOURNAL
from commune_tui.actions.speech import number
from commune_tui.linear import report_lines
from commune_tui.linear.position import Numbered
from commune_tui.linear.shared import Shared


class Journal:
    """The numbers of its entries are those of their threads."""

    def __init__(self, shared: Shared) -> None:
        self._session, _, self._dialogue, self._position = shared

    def do_go_journal(self, argument: str) -> None:
        entries = journal.page(self._session)
        if not entries:
            self._dialogue.tell(journal.EMPTY)
            return
        self._position.go(JOURNAL)
        self._position.numbered = Numbered(self._session, [entry.thread_id or "" for entry, _ in entries])
        count = number(len(entries), "entry", "entries")
        self._dialogue.tell(f"Journal, who did what on this machine, newest first: {count}.")
        self._dialogue.read_out(report_lines.journal_lines(entries), len(entries), "entry", "entries")

    def do_journal_export(self, argument: str) -> None:
        self._dialogue.tell(journal.export(self._session, argument))

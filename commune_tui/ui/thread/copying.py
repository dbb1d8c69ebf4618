"""What is copied: of the mail that is looked at, or of the row under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.ui.inbox.panes import Panes
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.thread.commands import ThreadCommands

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Mail


class CopyCommands:
    """Part of the main screen."""

    def __init__(self, screen: CommuneScreen, panes: Panes, thread: ThreadCommands) -> None:
        self._screen, self._panes, self._thread = screen, panes, thread

    def _mail_meant(self) -> Mail | None:
        return self._panes.reader.mail if self._panes.in_reader else None

    def do_copy_text(self) -> None:
        row = self._panes.threads.current
        if self._panes.in_reader and self._panes.reader.entry is not None:
            self._thread.with_body(lambda body: self._copy(body.text, "the text"))
        else:
            self._copy(f"{row.subject}\n{row.snippet}" if row is not None else "", "the text")

    def do_copy_id(self) -> None:
        mail, row = self._mail_meant(), self._panes.threads.current
        self._copy(mail.message.id if mail is not None else row.id if row is not None else "", "the id")

    def do_copy_address(self) -> None:
        mail, row = self._mail_meant(), self._panes.threads.current
        self._copy(mail.message.sender if mail is not None else row.sender if row is not None else "", "the address")

    def do_copy_file(self) -> None:
        self._screen.program.copies.write()

    def _copy(self, text: str, what: str) -> None:
        self._screen.program.copies.copy(text, what)

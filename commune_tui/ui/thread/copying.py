"""What is copied: of the mail that is looked at, or of the row under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui.text import one_line
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

    def _copy(self, text: str, what: str) -> None:
        if not text.strip():
            self._screen.tell("There is nothing to copy here.")
            return
        self._screen.program.copy_to_clipboard(text)
        first = one_line(text.strip().splitlines()[0], 40)
        ends = " It ends with a line break." if text.endswith("\n") else ""
        self._screen.tell(f"Asked the terminal to copy {what}, {len(text):,} characters: {first}{ends}")

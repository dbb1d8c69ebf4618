"""The way of a copy: to the terminal, or to a file where the terminal takes none."""

from __future__ import annotations

import os

from commune_tui.actions import copying
from commune_tui.text import clean
from commune_tui.ui.program import Program
from commune_tui.ui.terminal.clipboard import takes_copies
from commune_tui.wording import do


class Clipboard:
    """One for the program. Remembers what was copied last: no terminal says whether it took it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._text = self._what = ""

    def copy(self, text: str, what: str) -> None:
        """Hand a text on, and tell where it is."""
        if not text.strip():
            self._program.tell(copying.NOTHING)
            return
        self._text, self._what = text, what
        if not self._hides and not takes_copies(os.environ, len(clean(text).encode("utf-8", "replace"))):
            self.write()
            return
        self._program.copy_to_clipboard(text)
        said = copying.described(text, what)
        self._program.tell(f"Asked the terminal to copy {said} If it did not: {do('copy.file')} writes it to a file.")

    def copy_secret(self, text: str) -> None:
        """Hand a secret on to the terminal, and nowhere else: it is not said again, and no file takes it."""
        if not takes_copies(os.environ, len(text.encode("utf-8", "replace"))):
            self._program.tell("This terminal takes no copies, and a secret is written to no file: copy it by hand.")
            return
        self._text = self._what = ""
        self._program.copy_to_clipboard(text)
        self._program.tell("Asked the terminal to copy the secret.")

    def write(self) -> None:
        """Put what was copied last into a file."""
        if not self._text:
            self._program.tell("Nothing was copied yet.")
            return
        try:
            path = copying.to_file(self._program.session, self._text)
        except copying.NotWritten as refusal:
            self._program.tell(refusal.sentence)
        else:
            self._program.tell(f"In {path}: {copying.described(self._text, self._what)}")

    @property
    def _hides(self) -> bool:
        """Whether mail is written readable to this disk only where somebody asks for it, or never."""
        return self._program.guest or self._program.session.database.encrypted

"""Texts that somebody writes and that are no mail, in ``$EDITOR`` or inside: kept until they are used, through a kill.

Word for word: what is no text in UTF-8 is kept as it is, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from commune_tui.mail.editor_files import EditorFiles
from commune_tui.store import written as table
from commune_tui.store.database import Database
from commune_tui.store.written import Written

_BYTES = "surrogateescape"


class Texts:
    """``files`` are those that editors have."""

    def __init__(self, db: Database, files: EditorFiles) -> None:
        self._db, self._files = db, files

    def kept(self, name: str) -> Written | None:
        """The text of this name, as far as it was kept; ``None`` where nobody writes one."""
        return self._db.read_now(lambda conn: table.get(conn, name))

    def keep(self, written: Written) -> None:
        """Keep a text, on the calling thread. Raises StoreError."""
        self._db.write_now(lambda conn: table.put(conn, written))

    def drop(self, name: str) -> None:
        """Keep it no longer. Raises StoreError."""
        self._db.write_now(lambda conn: table.forget(conn, name))

    def of_others(self, written: Written) -> bool:
        """Whether another copy of the program has it in an editor."""
        return written.editor_path is not None and self._files.of_others(Path(written.editor_path))

    def begin(self, written: Written, file: str) -> Path:
        """Keep it, then write it to a fresh private file with the name ``file``; the path to give to the editor."""
        path = self._files.path(hashlib.sha256(written.name.encode("utf-8", "replace")).hexdigest()[:16], file)
        self.keep(written._replace(editor_path=str(path)))
        self._files.write(path, written.text, _BYTES)
        return path

    def finish(self, written: Written) -> Written:
        """Take back what an editor had, keep it, then erase the file. An empty or missing one leaves it as it was."""
        found = self.kept(written.name) or written
        if found.editor_path is None:
            return found
        path = Path(found.editor_path)
        done = found._replace(text=_read(path) or found.text, editor_path=None)
        self.keep(done)
        self._files.erase(path)
        return done

    def back(self, written: Written, text: str | None, changed: Callable[[Written], bool]) -> Written | None:
        """What was written, as a ``text`` or by an editor outside, kept; ``None`` where nothing was ``changed``, so
        nothing is."""
        done = self.finish(written) if text is None else written._replace(text=text)
        if not changed(done):
            self.drop(done.name)
            return None
        self.keep(done)
        return done

    def recover(self) -> list[Path]:
        """Take back what editors had when a copy of the program ended; the files that editors still have."""
        left = []
        for each in self._db.read_now(table.in_editor):
            path = Path(each.editor_path or "")
            if self._files.given_up(path):
                self.finish(each)
            else:
                left.append(path)
        return left


def _read(path: Path) -> str:
    """What the file says, without blanks at its end; empty where there is nothing to take."""
    with suppress(OSError):
        return path.read_bytes().decode("utf-8", _BYTES).rstrip()
    return ""

"""A draft in ``$EDITOR``: saved first, in a private file that outlives a kill, taken up again at the next start.

Runs no editor and knows no screen. The file lies in the store's own folder, so an editor's swap files do as well.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from commune_tui import clock, text
from commune_tui.erase import erase_tree
from commune_tui.store import drafts as table
from commune_tui.store.database import Database
from commune_tui.store.drafts import Draft

MOST_CHARACTERS = 10_000_000
INSIDE = "inside"
"""The setting that means the editor inside, whatever the environment names."""


def words(setting: str, environment: Mapping[str, str], *, guest: bool = False) -> list[str]:
    """The editor to run: the setting, else ``$VISUAL``, else ``$EDITOR``; empty means the one inside.

    The setting ``inside`` means that one in any case; guests get no other. What cannot be taken apart is passed over.
    """
    if guest or setting.strip() == INSIDE:
        return []
    for line in (setting, environment.get("VISUAL", ""), environment.get("EDITOR", "")):
        with suppress(ValueError):
            if found := shlex.split(line):
                return found
    return []


class Editing:
    """``owner`` is this copy of the program; ``gone`` tells of another whether it has ended."""

    def __init__(self, db: Database, owner: str, gone: Callable[[str], bool]) -> None:
        self._db = db
        self._owner = owner
        self._gone = gone
        self._folder = db.desk_file.parent / "editing"

    async def begin(self, draft: Draft) -> Path:
        """Save the draft, then write its text to a fresh private file; the path to give to the editor."""
        folder = self._folder / f"{self._owner}-{draft.id}"
        path = folder / "mail.txt"
        noted = replace(draft, editor_path=str(path), saved_at=clock.now_ms())
        await self._db.write(lambda conn: table.put(conn, noted))
        for each in (self._folder, folder):
            each.mkdir(mode=0o700, exist_ok=True)
        _write(path, draft.body)
        return path

    async def finish(self, draft_id: str) -> Draft | None:
        """Take the text back, save it, then remove the file. An empty or missing file leaves the draft as it was."""
        draft = await self._db.read(lambda conn: table.get(conn, draft_id))
        if draft is None or draft.editor_path is None:
            return draft
        path = Path(draft.editor_path)
        body = _read(path)
        done = replace(draft, editor_path=None, saved_at=clock.now_ms(), body=body if body else draft.body)
        await self._db.write(lambda conn: table.put(conn, done))
        erase_tree(path.parent)
        return done

    async def recover(self) -> list[Draft]:
        """Take up what editors had when a copy of the program ended; the drafts whose text changed by that."""
        recovered = []
        for draft in await self._db.read(table.in_editor):
            path = Path(draft.editor_path or "")
            owner = path.parent.name.partition("-")[0]
            if path.parent.parent == self._folder and owner != self._owner and self._gone(owner):
                done = await self.finish(draft.id)
                if done is not None and done.body != draft.body:
                    recovered.append(done)
        await self._sweep()
        return recovered

    async def _sweep(self) -> None:
        """Erase texts that were taken back already when a copy of the program was killed."""
        needed = {Path(draft.editor_path or "").parent for draft in await self._db.read(table.in_editor)}
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            owner = folder.name.partition("-")[0]
            if folder not in needed and owner != self._owner and self._gone(owner):
                erase_tree(folder)


def _write(path: Path, body: str) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> str:
    """The file's text, cleaned; empty when there is nothing to take."""
    try:
        raw = path.read_text("utf-8", "replace")
    except OSError:
        return ""
    return text.clean(raw, MOST_CHARACTERS).rstrip("\n") if raw.strip() else ""

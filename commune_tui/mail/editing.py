"""A draft in ``$EDITOR``: saved first, in a private file that outlives a kill, taken up again at the next start.

Runs no editor and knows no screen.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from commune_tui import clock, text
from commune_tui.mail.editor_files import EditorFiles
from commune_tui.mail.texts import Texts
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
    """``files`` are those that editors have; of the ``texts`` some may be among them."""

    def __init__(self, db: Database, files: EditorFiles, texts: Texts) -> None:
        self._db, self._files, self._texts = db, files, texts

    async def begin(self, draft: Draft) -> Path:
        """Save the draft, then write its text to a fresh private file; the path to give to the editor."""
        path = self._files.path(draft.id, "mail.txt")
        noted = replace(draft, editor_path=str(path), saved_at=clock.now_ms())
        await self._db.write(lambda conn: table.put(conn, noted))
        self._files.write(path, draft.body)
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
        self._files.erase(path)
        return done

    async def recover(self) -> list[Draft]:
        """Take up what editors had when a copy of the program ended; the drafts whose text changed by that."""
        recovered = []
        for draft in await self._db.read(table.in_editor):
            if self._files.given_up(Path(draft.editor_path or "")):
                done = await self.finish(draft.id)
                if done is not None and done.body != draft.body:
                    recovered.append(done)
        left = [Path(draft.editor_path or "") for draft in await self._db.read(table.in_editor)]
        self._files.sweep([*left, *self._texts.recover()])
        return recovered


def _read(path: Path) -> str:
    """The file's text, cleaned; empty when there is nothing to take."""
    try:
        raw = path.read_text("utf-8", "replace")
    except OSError:
        return ""
    return text.clean(raw, MOST_CHARACTERS).rstrip("\n") if raw.strip() else ""

# ruff: noqa: S608 - the conditions in the SQL are our own
"""What a store holds, counted in words, and how it is removed from this disk. Knows the tables of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commune_tui.erase import erase, erase_tree
from commune_tui.store import driver, files
from commune_tui.store.driver import Key
from commune_tui.store.errors import StoreError

_OPEN = "state IN ('held', 'ready', 'sending', 'unknown', 'conflict')"
_MADE = (
    ("drafts WHERE state = 'open'", "draft"),
    (f"operations WHERE {_OPEN} AND kind = 'send'", "unsent mail"),
    (f"operations WHERE {_OPEN} AND kind != 'send'", "unsent change"),
    ("notes", "note"),
    ("views", "saved view"),
    ("journal", "journal entry"),
)
_PLURAL = {"unsent mail": "unsent mails", "journal entry": "journal entries"}
BUSY = (
    "Another copy of the program has this local store open, so nothing was removed. "
    "Close the other copy, then try again. To remove it under that copy: --force"
)

STILL_WRITTEN = (
    "The other copy of the program goes on writing into the folder, so something is left of it. "
    "Close the other copy, then do this again."
)
_ROUNDS = 5


def made(desk: Path, key: Key | None) -> list[str] | None:
    """In words what the person made; ``None`` when it cannot be read."""
    counts = _counts(desk, key, [what for what, _ in _MADE])
    if counts is None:
        return None
    return [_counted(count, word) for count, (_, word) in zip(counts, _MADE, strict=True) if count]


def threads(mail: Path, key: Key | None) -> int | None:
    """How many threads the copy has; ``None`` when it cannot be read."""
    counts = _counts(mail, key, ["threads"])
    return counts[0] if counts else None


def _counts(file: Path, key: Key | None, tables: Sequence[str]) -> list[int] | None:
    try:
        with driver.ending(driver.connect(f"{file.absolute().as_uri()}?mode=ro", key, uri=True)) as conn:
            return [int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables]
    except driver.failures():
        return None


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word if count == 1 else _PLURAL.get(word, f'{word}s')}"


def everything(*folders: Path) -> list[Path]:
    """Every file of an account's folders: what says that it is encrypted comes late, its lock last."""
    last = {files.MARKER: 1, "store.lock": 2}
    found = {path for folder in folders if folder.is_dir() for path in folder.rglob("*") if not path.is_dir()}
    return sorted(found, key=lambda path: (last.get(path.name, 0), path))


def remove(mail_folder: Path, desk_folder: Path, *, force: bool = False) -> None:
    """Overwrite and remove every file of the account, then its folders.

    Raises StoreError, with nothing removed, when another copy of the program has the store open, unless ``force``.
    """
    tenancy = files.Tenancy(desk_folder / "store.lock") if desk_folder.is_dir() else None
    try:
        if tenancy is not None and not force:
            tenancy.alone(BUSY)
        for _ in range(_ROUNDS):
            for path in everything(mail_folder, desk_folder):
                erase(path)
            for folder in {mail_folder, desk_folder}:
                erase_tree(folder)
            if not mail_folder.exists() and not desk_folder.exists():
                return
        raise StoreError(STILL_WRITTEN)
    finally:
        if tenancy is not None:
            tenancy.close()

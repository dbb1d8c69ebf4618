"""What can go wrong with the files on this disk, each as a sentence for a person. Knows no table.

StoreError
├── NewerStore      a later version of the program wrote these files
├── DamagedStore    the file is not what was written; it is moved aside, never thrown away
├── LockedStore     another program holds it for too long
├── FullDisk        nothing more can be written; what was there is still there
├── ReadOnlyStore   may be read, not written
├── UnusableStore   cannot be opened at all: permissions, a folder in its place, a failing disk, a missing library
└── LockedOut       the files are encrypted and this key does not open them, or there is none
"""

from __future__ import annotations

import sqlite3

from commune_tui.errors import Explained


class StoreError(Explained):
    """``str(error)`` is what the person reads: what happened, what was kept, what to do."""


class NewerStore(StoreError):
    """The schema number in the file is above the newest migration that this program has."""


class DamagedStore(StoreError):
    """SQLite reports a malformed file, or the file is no database at all."""


class LockedStore(StoreError):
    """The write lock could not be had within the waiting time."""


class FullDisk(StoreError):
    """No room for the write; it was rolled back whole."""


class ReadOnlyStore(StoreError):
    """The file, its folder or its file system does not take writes."""


class UnusableStore(StoreError):
    """The file cannot be opened or the disk fails."""


class LockedOut(StoreError):
    """The store is encrypted with a key that is not here, or plain where it must not be. Nothing was touched."""


_KINDS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (
        LockedStore,
        "Another copy of the program is busy with the local store; nothing was changed. Try again.",
    ),
    sqlite3.SQLITE_LOCKED: (LockedStore, "The local store is busy; nothing was changed. Try again."),
    sqlite3.SQLITE_FULL: (
        FullDisk,
        "The disk is full, so this could not be saved; all that was saved before is still there. "
        "Make room, then try again.",
    ),
    sqlite3.SQLITE_READONLY: (
        ReadOnlyStore,
        "The local store can be read but not written, so this was not saved. Check who owns its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        UnusableStore,
        "The local store cannot be opened. Check that its folder exists and belongs to you.",
    ),
    sqlite3.SQLITE_PERM: (UnusableStore, "The local store may not be opened. Check who owns its folder."),
    sqlite3.SQLITE_IOERR: (
        UnusableStore,
        "The disk failed while the local store was being read or written; this change was not saved. "
        "Check the disk and the room left on it.",
    ),
    sqlite3.SQLITE_CORRUPT: (DamagedStore, "The local store is damaged."),
    sqlite3.SQLITE_NOTADB: (DamagedStore, "The local store is damaged: its file is no database any more."),
}


_IO_OF_A_FULL_DISK: dict[int, str] = {
    sqlite3.SQLITE_IOERR_WRITE: _KINDS[sqlite3.SQLITE_FULL][1],
    sqlite3.SQLITE_IOERR_SHMSIZE: "The disk is full, so the local store cannot be read; all that was saved before is "
    "still there. Make room, then try again.",
}
"""A file-size limit and some full disks answer so; reading needs a little file of its own."""


def explain(error: Exception) -> StoreError | None:
    """The sentence for what SQLite reported, or ``None`` when it is a fault of this program (bad SQL, a constraint)."""
    if isinstance(error, UnicodeDecodeError):
        return DamagedStore(_KINDS[sqlite3.SQLITE_CORRUPT][1])
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code == sqlite3.SQLITE_ERROR and "disk is full" in str(error):  # met inside a function, as in an export
        code = sqlite3.SQLITE_FULL
    if code in _IO_OF_A_FULL_DISK:
        return FullDisk(_IO_OF_A_FULL_DISK[code])
    kind = _KINDS.get(code & 0xFF)
    return kind[0](kind[1]) if kind else None

"""A store with something in it that must not be found, encrypted or plain, and looks at what became of it."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

from commune_tui.store import files, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from tests.store.build import at, message, operation, thread

KEY, OTHER = Key(b"\x11" * 32), Key(b"\x22" * 32)
CANARY = "quokka"
FILE = f"%PDF {CANARY}".encode() * 100
DIGEST = sha256(FILE).hexdigest()


def fill(folder: Path, key: Key | None = KEY, count: int = 60) -> None:
    """Mail, drafts, an unsent write and a journal, the canary in each."""
    db = Database(folder, None, key)

    def work(conn: sqlite3.Connection) -> None:
        threads.put_listed(conn, [thread(f"t{i}", i, subject=f"{CANARY} {i}") for i in range(count)], at(0))
        mails = [message(f"m{i}", f"t{i}", i, content=f"{CANARY} zebra " * 40) for i in range(count)]
        messages.put(conn, mails, at(0))
        conn.executemany(
            "INSERT INTO desk.drafts (id, subject, body, made_at, saved_at) VALUES (?, ?, ?, 0, 0)",
            [(f"d{i:04}", CANARY, f"{CANARY} body {i} " * 40) for i in range(count)],
        )
        conn.executemany(
            "INSERT INTO desk.journal (at, who, what, kind, note) VALUES (?, 'me', 'made', 'status', ?)",
            [(i, f"{CANARY} entry {i} ") for i in range(count)],
        )
        operation(conn, "t1", "status", {"status": CANARY})

    db.write_now(work)
    db.vault.keep(FILE)
    db.close()


def held(db: Database) -> tuple[int, int, int, int, int]:
    """Threads, drafts, operations, journal entries, and what the full-text index finds; the attached file is there."""
    assert db.vault.read(DIGEST) == FILE

    def work(conn: sqlite3.Connection) -> tuple[int, int, int, int, int]:
        found = conn.execute("SELECT count(*) FROM words WHERE words MATCH 'zebra'").fetchone()[0]
        counts = [
            conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("threads", "desk.drafts", "desk.operations", "desk.journal")
        ]
        return counts[0], counts[1], counts[2], counts[3], found

    return db.read_now(work)


WHOLE = (60, 60, 1, 60, 60)


def readable(folder: Path) -> list[str]:
    """Files in which the canary stands, or that any SQLite could open."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    tell = (CANARY.encode(), DIGEST.encode())
    return [path.name for path in found if any(word in path.read_bytes() + path.name.encode() for word in tell)
            or files.plain(path)]  # fmt: skip


def every(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]

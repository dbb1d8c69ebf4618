"""An account of any size on disk, as the program finds it at its next start: what the benchmarks of the screen open."""

from __future__ import annotations

import argparse
import os
import sqlite3
from functools import partial
from pathlib import Path

from benchmarks.store import fill
from commune_tui import clock
from commune_tui.mail.sync.kept import to_json
from commune_tui.mail.sync.known import InboxKnown
from commune_tui.store import inboxes, rereading, sync_state
from commune_tui.store.database import Database

NOWHERE = "http://127.0.0.1:9"
"""A server that is never there: the discard port."""
KEY = "comm_" + "0" * 64


def environment(home: Path, base_url: str = NOWHERE, key: str = KEY) -> dict[str, str]:
    """What makes ``home`` everything that a user has."""
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    return {"COMMUNE_BASE_URL": base_url, "COMMUNE_API_KEY": key, "HOME": str(home), **folders}


def make(home: Path, threads: int, base_url: str = NOWHERE, key: str = KEY) -> None:
    """Fill the local copy of the account that ``environment`` opens with made-up threads."""
    from commune_tui.cli import opening

    os.environ.update(environment(home, base_url, key))
    account = opening.folder_of(opening.choose(argparse.Namespace(config=None, profile=None)))
    database = Database(account.mail_folder, account.desk_folder)
    for start in range(0, threads, 20_000):
        database.write_now(partial(fill, start=start, size=min(20_000, threads - start), total=threads))
    database.write_now(all_here)
    while database.write_now(partial(rereading.read_some, limit=2_000)) is not None:
        pass  # what needs a human is looked for, which a program that was just opened would do bit by bit
    database.close()


def all_here(conn: sqlite3.Connection) -> None:
    """The history of every inbox was fetched to its end."""
    kept = to_json(InboxKnown(newest_at=clock.now(), oldest_at=clock.from_ms(0), history_done=True))
    for row in inboxes.rows(conn):
        sync_state.put(conn, f"inbox:{row.id}", kept)

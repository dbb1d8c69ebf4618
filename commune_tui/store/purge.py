# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""What hangs on mails that go for good: what the desk made of them, who wrote them, what became of them.

Letting go of a thread that the server lists no more keeps what the person made of it; here that goes as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from commune_tui.erase import erase_tree
from commune_tui.store import numbers
from commune_tui.store.drafts import attachment_of
from commune_tui.store.vault import Vault

_SETTLED = "state NOT IN ('sending', 'unknown')"
"""An attempt that is on the wire, or of which nobody knows the end, is ended by the outbox alone."""
_LISTS = (
    "inboxes", "domains", "people", "attachments", "delivery_events", "suppressions", "delivery_metrics",
    "webhook_deliveries", "api_keys", "sync_state",
)  # fmt: skip


def behind(conn: sqlite3.Connection) -> None:
    """Let go of what is here about mails that are not: names of their files, what became of them, people who stand in
    no other."""
    for table in ("delivery_events", "webhook_deliveries"):
        conn.execute(f"DELETE FROM {table} WHERE message_id <> '' AND message_id NOT IN (SELECT id FROM messages)")
    conn.execute("DELETE FROM attachments WHERE id NOT IN (SELECT attachment FROM message_attachments)")
    conn.execute(
        "DELETE FROM people WHERE address NOT IN (SELECT lower(trim(coalesce(json_extract(p.value, '$[1]'), ''))) "
        "FROM messages m, json_each(iif(json_valid(m.participants), m.participants, '[]')) p)"
    )


class Freed(NamedTuple):
    """What stood on the desk for threads that are gone: digests of files in the vault that no draft needs any more, and
    the files that an editor had."""

    digests: frozenset[str]
    edited: frozenset[str]

    def destroy(self, vault: Vault) -> None:
        """Overwrite and remove them; what a kill or a full disk leaves is swept by the vault and by the next start."""
        for digest in self.digests:
            with suppress(OSError):
                vault.forget(digest)
        for path in self.edited:
            erase_tree(Path(path).parent)


def desk(conn: sqlite3.Connection, thread_ids: Iterable[str], drafts: Iterable[str] = ()) -> Freed:
    """Let go of what the person made of threads: drafts, notes, marks, writes; and of these drafts besides. The journal
    keeps who did something and when, without the words and the thread."""
    digests: set[str] = set()
    edited: set[str] = set()
    for batch in numbers.batches(list(thread_ids)):
        of_these, ids = f"thread_id IN ({numbers.marks(len(batch))})", list(batch)
        for files, path in conn.execute(f"SELECT attachments, editor_path FROM desk.drafts WHERE {of_these}", ids):
            digests |= _digests(files)
            edited |= {path} if path else set()
        operations = conn.execute(f"SELECT id, step_id FROM desk.operations WHERE {of_these} AND {_SETTLED}", ids)
        _operations(conn, operations.fetchall())
        for table in ("drafts", "notes", "snoozes", "seen"):
            conn.execute(f"DELETE FROM desk.{table} WHERE {of_these}", ids)
        conn.execute(f"UPDATE desk.journal SET {_BARE} WHERE {of_these}", ids)
    for draft in drafts:
        for files, path in conn.execute("SELECT attachments, editor_path FROM desk.drafts WHERE id = ?", (draft,)):
            digests |= _digests(files)
            edited |= {path} if path else set()
        conn.execute("DELETE FROM desk.drafts WHERE id = ?", (draft,))
        operations = conn.execute(
            f"SELECT id, step_id FROM desk.operations WHERE draft_id = ? AND {_SETTLED}", (draft,)
        )
        _operations(conn, operations.fetchall())
    for (files,) in conn.execute("SELECT attachments FROM desk.drafts WHERE attachments <> '[]'"):
        digests -= _digests(files)
    conn.executemany("DELETE FROM desk.uploads WHERE digest = ?", [(each,) for each in digests])
    return Freed(frozenset(digests), frozenset(edited))


def _digests(files: str) -> set[str]:
    """The digests of the files of a draft whose bytes are here."""
    try:
        found = [str(each[3]) for each in json.loads(files)]
    except (ValueError, TypeError, IndexError):
        return set()
    return {each for each in found if not attachment_of(each)}


_BARE = "thread_id = NULL, before = NULL, after = NULL, note = ''"


def words(conn: sqlite3.Connection, operations: Iterable[str], entries: Iterable[int]) -> None:
    """Let go of these writes, and of the words of these entries of the journal."""
    found = [conn.execute("SELECT id, step_id FROM desk.operations WHERE id = ?", (each,)) for each in operations]
    _operations(conn, [row for rows in found for row in rows])
    conn.executemany(f"UPDATE desk.journal SET {_BARE} WHERE seq = ?", [(each,) for each in entries])


def _operations(conn: sqlite3.Connection, found: Sequence[tuple[str, str]]) -> None:
    conn.executemany(f"UPDATE desk.journal SET {_BARE} WHERE operation = ?", [(each,) for each, _ in found])
    conn.executemany("DELETE FROM desk.operations WHERE id = ?", [(each,) for each, _ in found])
    conn.executemany(
        "DELETE FROM desk.steps WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM desk.operations WHERE step_id = ?1)",
        [(step,) for _, step in found],
    )


def lists(conn: sqlite3.Connection) -> None:
    """Let go of everything else that the server listed."""
    for table in _LISTS:
        conn.execute(f"DELETE FROM {table}")

"""Whose mail is not taken into the copy any more: known by hashes that only this desk can compare, never by address.

A server that still has their mail goes on listing it. What is from before the moment of the erasing is refused here;
what somebody writes later is new, and comes as any other mail.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from commune_tui.store import cells

if TYPE_CHECKING:
    from commune_tui.store.records import EventRecord, MessageRecord, SuppressionRecord, ThreadRecord

_SALT, _ONE = "erased_salt", "erased:"


class Names(NamedTuple):
    """What one erasing was about, as hashes; ``clean``: every file of the store was written anew since. Of threads also
    when their newest mail came, and how many there were."""

    at: int
    people: Sequence[str]
    threads: Sequence[tuple[str, int, int]]
    messages: Sequence[str]
    clean: bool = False


class Erased:
    """All that was erased here, and when (unix milliseconds)."""

    def __init__(self, salt: str, erased: Sequence[Names]) -> None:
        self._salt = bytes.fromhex(salt)
        self._people = {name: each.at for each in erased for name in each.people}
        self._threads = {name: (each.at, last_at, count) for each in erased for name, last_at, count in each.threads}
        self._messages = {name for each in erased for name in each.messages}

    def hashed(self, words: str) -> str:
        """What stands for an address or an id."""
        return hmac.new(self._salt, words.strip().lower().encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]

    def person(self, address: str, at: int = 0) -> bool:
        """Whether what is from then is about somebody who was erased since."""
        return at <= self._people.get(self.hashed(bare(address)), -1)

    def in_thread(self, thread_id: str, at: int = 0) -> bool:
        """Whether what is from then stands in a conversation that was erased since."""
        return at <= self._threads.get(self.hashed(thread_id), (-1, 0, 0))[0]

    def thread(self, thread_id: str, last_at: int, count: int) -> bool:
        """Whether it is a conversation that was erased, and nothing came in it since."""
        at, last_then, count_then = self._threads.get(self.hashed(thread_id), (-1, -1, -1))
        return at >= 0 and last_at <= max(at, last_then) and count <= count_then

    def message(self, message_id: str) -> bool:
        """Whether it is a mail that was erased."""
        return bool(message_id) and self.hashed(message_id) in self._messages

    def of_thread(self, thread_id: str) -> bool:
        """Whether something of it was erased, whatever came since."""
        return self.hashed(thread_id) in self._threads


def bare(address: str) -> str:
    """The address alone, in small letters: some servers send a name along."""
    return address.rpartition("<")[2].partition(">")[0].strip().lower()


def known(conn: sqlite3.Connection) -> Erased | None:
    """What was erased here; ``None`` where nothing was."""
    rows = conn.execute(
        "SELECT value FROM desk.facts WHERE name >= ?1 AND name < ?1 || char(1114111)", (_ONE,)
    ).fetchall()
    return _read(_salt(conn), tuple(row[0] for row in rows)) if rows else None


@lru_cache(4)
def _read(salt: str, values: tuple[str, ...]) -> Erased:
    return Erased(salt, [Names(*json.loads(value)) for value in values])


def _salt(conn: sqlite3.Connection) -> str:
    row = conn.execute("SELECT value FROM desk.facts WHERE name = ?", (_SALT,)).fetchone()
    if row is None:
        conn.execute("INSERT INTO desk.facts VALUES (?, ?)", (_SALT, salt := secrets.token_hex(32)))
        return salt
    return str(row[0])


def add(
    conn: sqlite3.Connection, at: int, address: str, threads: Iterable[tuple[str, int, int]], messages: Iterable[str]
) -> Erased:
    """Remember by hashes that these were erased; of threads also when their newest mail came, and how many they had."""
    salt = _salt(conn)
    hashed = Erased(salt, ()).hashed
    names = Names(
        at, [hashed(bare(address))], [(hashed(each), last_at, count) for each, last_at, count in threads],
        sorted({hashed(each) for each in messages}),
    )  # fmt: skip
    conn.execute("INSERT OR REPLACE INTO desk.facts VALUES (?, ?)", (f"{_ONE}{at}", json.dumps(names)))
    return Erased(salt, [names])


def times(conn: sqlite3.Connection) -> list[int]:
    """When somebody was erased here, the newest last (unix milliseconds)."""
    rows = conn.execute("SELECT value FROM desk.facts WHERE name >= ?1 AND name < ?1 || char(1114111)", (_ONE,))
    return sorted(Names(*json.loads(row[0])).at for row in rows)


def unclean(conn: sqlite3.Connection) -> bool:
    """Whether an erasing was begun after which the files were not written anew."""
    rows = conn.execute("SELECT value FROM desk.facts WHERE name >= ?1 AND name < ?1 || char(1114111)", (_ONE,))
    return any(not Names(*json.loads(row[0])).clean for row in rows)


def cleaned(conn: sqlite3.Connection) -> None:
    """They were written anew."""
    rows = conn.execute("SELECT name, value FROM desk.facts WHERE name >= ?1 AND name < ?1 || char(1114111)", (_ONE,))
    for name, value in rows.fetchall():
        made = Names(*json.loads(value))._replace(clean=True)
        conn.execute("UPDATE desk.facts SET value = ? WHERE name = ?", (json.dumps(made), name))


# -- refusing ----------------------------------------------------------------------------------------------------------


def mails(conn: sqlite3.Connection, records: Sequence[MessageRecord]) -> Sequence[MessageRecord]:
    """Those that may be kept."""
    if (erased := known(conn)) is None:
        return records
    return [record for record in records if not _refused(erased, record)]


def _refused(erased: Erased, record: MessageRecord) -> bool:
    at = cells.millis(record.created_at) or 0
    return (
        erased.in_thread(cells.text(record.thread_id), at)
        or erased.message(cells.text(record.id))
        or any(erased.person(cells.text(each.identity), at) for each in record.participants)
    )


def listed(conn: sqlite3.Connection, records: Sequence[ThreadRecord]) -> Sequence[ThreadRecord]:
    """Those that may be kept; of a conversation with newer mail the list's words, which are of older, are left out."""
    if (erased := known(conn)) is None:
        return records
    kept = [
        each for each in records
        if not erased.thread(cells.text(each.id), cells.millis(each.last_message_at) or 0, each.message_count)
    ]  # fmt: skip
    return [_bare(each) if erased.of_thread(cells.text(each.id)) else each for each in kept]


def _bare(record: ThreadRecord) -> ThreadRecord:
    from dataclasses import replace

    return replace(record, subject="", snippet="")


def events(conn: sqlite3.Connection, records: Sequence[EventRecord]) -> Sequence[EventRecord]:
    """Those that may be kept."""
    if (erased := known(conn)) is None:
        return records
    return [
        each for each in records
        if not erased.person(cells.text(each.recipient), cells.millis(each.at) or 0)
        and not erased.message(cells.text(each.message_id))
    ]  # fmt: skip


def suppressions(conn: sqlite3.Connection, records: Sequence[SuppressionRecord]) -> Sequence[SuppressionRecord]:
    """Those that may be kept."""
    if (erased := known(conn)) is None:
        return records
    return [
        each for each in records if not erased.person(cells.text(each.email), cells.millis(each.created_at) or 0)
    ]  # fmt: skip

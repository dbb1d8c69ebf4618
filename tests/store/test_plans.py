"""How SQLite finds what each statement of a whole walk asks for: no table that grows is read through, except as named.

The plan of a statement does not depend on how much there is (the store is never analysed), so a small one shows it.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from commune_tui.store import driver
from tests.servers import Server
from tests.ui.test_rebound import PLACES, Walker, walking

GROWS = {
    "threads", "messages", "extracted", "attachments", "message_attachments", "thread_tags", "delivery_events",
    "people", "operations", "steps", "journal", "seen", "docs",
}  # fmt: skip
FEW = {
    "docs_stub", "messages_unseen", "operations_draft", "operations_open", "threads_inbox_waits", "threads_late",
    "threads_loop", "threads_pending", "threads_snoozed", "threads_trouble", "threads_waits", "threads_why",
}  # fmt: skip
"""Indexes of what waits, is wrong, or is under way: to go through one of these is the way."""
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
ACTS = ("thread.close", "app.undo", "thread.take", "app.undo", "thread.status_waiting", "app.undo", "list.next_tab")
NAMED = Path(__file__).with_name("scans.txt")


def shape(sql: str) -> str:
    """A statement without its values and line breaks."""
    return " ".join(LITERAL.sub("?", sql).split())


def tables(sql: str) -> dict[str, str]:
    """What each name of a statement stands for."""
    found = re.findall(r"(?i)\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:main\.|desk\.)?(\w+)(?:\s+(?:AS\s+)?(\w+))?", sql)
    return {name: table for table, alias in found for name in (table, alias)}


def scans(conn: sqlite3.Connection, sql: str) -> set[str]:
    """The tables that grow and are read from end to end."""
    meant, found = tables(sql), set[str]()
    for (step,) in [row[3:] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql}")]:
        if not (match := re.match(r"SCAN (?:main\.|desk\.)?(\w+)(.*)", step)):
            continue
        name, index = match[1], re.search(r"INDEX (\w+)", match[2])
        derived = re.search(rf"\) (?:AS )?{name}\b", sql)
        few = index and index[1] in FEW
        if not derived and not few and meant.get(name, name) in GROWS:
            found.add(meant.get(name, name))
    return found


async def everything(walker: Walker) -> None:
    for place in PLACES.values():
        await place(walker)
        await walker.story.pilot.pause()
        await walker.home()
    for command in ACTS:
        await walker.do(command)
        await walker.story.pilot.pause()


async def test_what_grows_is_not_read_through(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, str] = {}
    connect = driver.connect

    def listened(*words: object, **more: object) -> sqlite3.Connection:
        conn = connect(*words, **more)  # type: ignore[arg-type]
        conn.set_trace_callback(lambda sql: asked.setdefault(shape(sql), sql))
        return conn

    monkeypatch.setattr(driver, "connect", listened)
    async with walking(fresh_sandbox, tmp_path) as walker:
        asked.clear()  # what a new store is made with
        await everything(walker)
        wanted = {sql for sql in asked if re.match("(?i)(select|with|insert|update|delete|replace)", sql)}

        def plans(conn: sqlite3.Connection) -> dict[str, set[str]]:
            conn.set_trace_callback(None)
            return {sql: scans(conn, asked[sql]) for sql in wanted}

        found = {sql: through for sql, through in walker.app.session.database.write_now(plans).items() if through}
    assert len(wanted) > 100
    named = [line.split(" | ") for line in NAMED.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    used = set[str]()
    unnamed = []
    for sql, through in found.items():
        for table in through:
            reason = next((words for words in named if words[0] == table and words[1] in sql), None)
            if reason is None:
                unnamed.append(f"{table}: {sql[:300]}")
            else:
                used.add(" | ".join(reason))
    assert not unnamed, "\n".join(unnamed)
    assert used == {" | ".join(words) for words in named}, "named, and not met"


def test_a_scan_is_seen() -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE TABLE threads (seq INTEGER PRIMARY KEY, id TEXT, late INTEGER)")
    conn.execute("CREATE INDEX by_late ON threads (late)")
    assert scans(conn, "SELECT 1 FROM threads t WHERE t.id = 'a'") == {"threads"}
    assert scans(conn, "SELECT count(*) FROM threads") == {"threads"}
    assert scans(conn, "SELECT 1 FROM threads AS t WHERE t.seq = 3 OR t.late = 2") == set()
    conn.close()

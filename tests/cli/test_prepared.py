"""The copy with which the demo opens is what a sync of its world brings, whenever that is, and sync finds it so."""

# ruff: noqa: S608 - only names of the schema are put together

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commune_tui.mail.events import ThreadsChanged
from commune_tui.sandbox import story
from commune_tui.start import demo_server, prepared
from commune_tui.store import connection, migrate
from tests.prepared import synced
from tests.terminal import Terminal, program

ROOT = Path(__file__).parents[2]
MOMENT = datetime(2027, 2, 28, 21, 47, 13, tzinfo=UTC)
"""Another year, month, day of the week and hour than when the world was drawn."""
ANEW = "python -m tests.prepared makes the demo's copy anew"
NUMBERED = {"threads": "id", "messages": "id", "inboxes": "id", "domains": "id"}
"""Tables whose rows are numbered as they came, and what they are known by."""
POINTING = {
    "inbox": "inboxes", "domain": "domains", "thread": "threads", "message": "messages", "doc": "messages",
}  # fmt: skip


def opened(folder: Path) -> sqlite3.Connection:
    return connection.connect(folder / "mail.db", folder / "desk.db", writer=True)


def tables(conn: sqlite3.Connection) -> Iterator[str]:
    for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
        if not name.startswith(("words", "sqlite_")):
            yield name


def contents(conn: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows by table; numbers of rows are what they are known by, and what is packed is unpacked."""
    known = {
        table: dict(conn.execute(f"SELECT seq, {name} FROM {table}").fetchall()) for table, name in NUMBERED.items()
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for table in tables(conn):
        rows = conn.execute(f"SELECT * FROM {table}")
        names = [column[0] for column in rows.description]
        made = [_row(table, dict(zip(names, row, strict=True)), known) for row in rows.fetchall()]
        found[table] = sorted(made, key=lambda row: json.dumps(row, default=str, sort_keys=True))
    return found


def _row(table: str, row: dict[str, Any], known: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    for name in row:
        if name in POINTING and isinstance(row[name], int):
            row[name] = known[POINTING[name]].get(row[name], row[name])
        if (table, name) == ("sources", "packed"):
            row[name] = json.loads(zlib.decompress(row[name]))
    if table in NUMBERED:
        del row["seq"]
    return row


def words(conn: sqlite3.Connection) -> set[tuple[str, str, str, int]]:
    """Each word of the index: in which message, which column, at which place."""
    ids = dict(conn.execute("SELECT seq, id FROM messages").fetchall())
    conn.execute("CREATE VIRTUAL TABLE temp.found USING fts5vocab(main, words, instance)")
    return {(term, ids[doc], column, at) for term, doc, column, at in conn.execute("SELECT * FROM temp.found")}


def order(screen: Terminal) -> list[str]:
    """These people as they stand below one another."""
    people = ("Ottoline Venn", "Marcus Grewal", "Beatriz Fairweather", "Mei Tanaka", "Felix Xu", "Petra Brandt")
    return list(dict.fromkeys(name for line in screen.lines for name in people if name in line))


def same(folder: Path, other: Path) -> None:
    with closing(opened(folder)) as one, closing(opened(other)) as two:
        wanted, found = contents(one), contents(two)
        assert words(two) == words(one), ANEW
    assert found.keys() == wanted.keys(), ANEW
    for table, rows in wanted.items():
        for was, now in zip(rows, found[table], strict=True):
            assert now == was, f"{table}: {ANEW}"


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a demo that began with nothing."""
    folder = tmp_path_factory.mktemp("fetched")
    synced(folder, MOMENT)
    return folder


def test_it_is_of_this_program() -> None:
    assert prepared.DRAWN_AT == story.DRAWN_AT
    with closing(sqlite3.connect(prepared.COPY)) as conn:
        assert migrate.version(conn) == migrate.newest("mail"), ANEW


def test_put_down_and_completed_it_is_what_a_sync_brings(fetched: Path, tmp_path: Path) -> None:
    completing = prepared.place(tmp_path, MOMENT)
    assert completing is not None
    with closing(opened(tmp_path)) as conn:
        assert len(completing(conn)) == story.DEFAULT_THREADS
        assert not completing(conn), "it is completed once"
    same(fetched, tmp_path)


def test_sync_joins_and_changes_nothing(fetched: Path, tmp_path: Path) -> None:
    facts = synced(tmp_path, MOMENT, prepared.place(tmp_path, MOMENT))
    changed = [fact.thread_ids for fact in facts if isinstance(fact, ThreadsChanged)]
    assert [len(ids) for ids in changed] == [story.DEFAULT_THREADS], "told once, by what completed it"
    same(fetched, tmp_path)


def test_where_it_cannot_be_put_down_nothing_is_left_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "COPY", tmp_path / "missing.db")
    folder = tmp_path / "store"
    folder.mkdir()
    assert prepared.place(folder, MOMENT) is None and not list(folder.iterdir())


@contextmanager
def waiting(home: Path, *words: str) -> Iterator[tuple[Terminal, Callable[[], int]]]:
    """A demo whose server has not begun, and what lets it begin. Its environment is bare, as a guest's has to be."""
    pipe = home / "pipe"
    os.mkfifo(pipe)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.late_server import run; run({str(pipe)!r})"
    bare = [f"HOME={home}", f"TMPDIR={home}", "PATH=/usr/bin:/bin", "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC"]
    argv = ["/usr/bin/env", "-i", *bare, sys.executable, "-I", "-B", "-c", code]
    with program("demo", "--quiet", *words, home=home, argv=argv) as screen:
        yield screen, lambda: pipe.write_bytes(b"begin\n")


@pytest.mark.parametrize("guest", [(), ("--guest",)], ids=["person", "guest"])
def test_the_list_stands_before_the_server_and_keys_are_kept_for_it(guest: tuple[str, ...], tmp_path: Path) -> None:
    with waiting(tmp_path, *guest) as (screen, begin):
        screen.until("Needs reply 106")
        assert "All 321" in screen.text
        screen.until("Made up, on this machine only.")
        screen.until("starting")
        above = order(screen)
        assert len(above) == 6
        screen.press("Enter", then="A compliment for Wren")
        screen.press("q", "e")
        assert "1 thread: closed" not in screen.text
        begin()
        screen.until("1 thread: closed")
        screen.until("synced")
        assert order(screen) == above


def test_a_server_that_nobody_came_to_want_ends_with_the_program() -> None:
    with demo_server.beside(["--port", "0"]) as server:
        assert server.stdin is not None and server.stdout is not None
        server.stdin.close()
        assert server.stdout.read() == b"" and server.wait()


def test_lines_read_the_list_before_the_server(tmp_path: Path) -> None:
    with waiting(tmp_path, "--linear") as (screen, begin):
        screen.until("321 threads, 7 inboxes.")
        screen.send(b"list\r")
        screen.until("96 more threads")
        screen.send(b"close 1\r")
        screen.until("close 1")
        begin()
        screen.until('Closed: Ottoline Carrow, "A compliment for Wren".')

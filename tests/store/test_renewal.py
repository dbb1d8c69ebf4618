"""A store that is written anew: what was removed is in no file, and the bytes of the old ones are overwritten."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from commune_tui.start import demo
from commune_tui.store import driver
from commune_tui.store.database import Database
from commune_tui.store.driver import Key
from commune_tui.store.errors import StoreError

CANARY = "canarywordofamail"
KEY = Key(bytes(range(32)))


@pytest.fixture(params=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> Iterator[Key | None]:
    if request.param == "encrypted" and not driver.available():
        pytest.skip("the extra encrypted is not installed")
    yield KEY if request.param == "encrypted" else None


def write(db: Database, number: int, text: str) -> None:
    def work(conn: sqlite3.Connection) -> None:
        conn.execute("INSERT INTO messages (seq, id, thread, content) VALUES (?, ?, 1, ?)", (number, str(number), text))
        conn.execute(
            "INSERT INTO words (rowid, subject, sender, recipients, body, files, fields) "
            "VALUES (?, '', '', '', ?, '', '')",
            (number, text),
        )
        conn.execute("INSERT INTO desk.notes VALUES (?, 't', ?, 'me', 0, NULL)", (str(number), text))

    db.write_now(work)


def remove(db: Database, number: int, text: str) -> None:
    def work(conn: sqlite3.Connection) -> None:
        conn.execute("DELETE FROM messages WHERE seq = ?", (number,))
        conn.execute(
            "INSERT INTO words (words, rowid, subject, sender, recipients, body, files, fields) "
            "VALUES ('delete', ?, '', '', '', ?, '', '')",
            (number, text),
        )
        conn.execute("DELETE FROM desk.notes WHERE id = ?", (str(number),))

    db.write_now(work)


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def counted(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM messages").fetchone()[0])


async def test_nothing_of_it_is_left_and_all_else_is(key: Key | None, tmp_path: Path) -> None:
    db = Database(tmp_path, None, key)
    long = f"{CANARY} " * 4000
    for number in range(40):
        write(db, number, f"{long}{number}" if number % 2 else f"kept {number}")
    await db.check()
    (tmp_path / "mail.damaged-20260101T000000.db").write_text(CANARY)
    for number in range(1, 40, 2):
        remove(db, number, f"{long}{number}")
    with ExitStack() as held:
        old = [held.enter_context(path.open("rb")) for path in files(tmp_path) if "-shm" not in path.name]
        if key is None:
            assert sum(CANARY.encode() in file.read() for file in old) >= 3
        await db.renew()
        for file in old:  # the files that had it, although they have no name any more
            file.seek(0)
            assert CANARY.encode() not in file.read()
    assert [path.name for path in files(tmp_path) if CANARY.encode() in path.read_bytes()] == []
    assert db.read_now(counted) == 20
    found = "SELECT count(*) FROM words WHERE words MATCH 'kept'"
    assert db.read_now(lambda conn: conn.execute(found).fetchone()[0]) == 20
    assert db.read_now(lambda conn: conn.execute("SELECT count(*) FROM desk.notes").fetchone()[0]) == 20
    assert db.read_now(lambda conn: conn.execute("PRAGMA main.freelist_count").fetchone()[0]) == 0
    write(db, 100, "kept after")
    assert await db.check() and not db.notes
    modes = {path.name: path.stat().st_mode & 0o777 for path in files(tmp_path)}
    assert set(modes.values()) == {0o600}, modes
    db.close()
    again = Database(tmp_path, None, key)
    assert again.read_now(counted) == 21
    assert not again.notes
    again.close()


async def test_who_reads_and_writes_meanwhile_waits_and_loses_nothing(key: Key | None, tmp_path: Path) -> None:
    db = Database(tmp_path, None, key)
    for number in range(30):
        write(db, number, f"kept {number}" * 500)

    async def note(number: int) -> None:
        def work(conn: sqlite3.Connection) -> None:
            conn.execute("INSERT INTO desk.notes VALUES (?, 't', 'x', 'me', 0, NULL)", (str(number),))

        await db.write(work)

    async def writes() -> None:
        for number in range(100, 130):
            await note(number)
            await db.read(counted)
            assert db.read_now(counted) == 30

    await asyncio.gather(writes(), db.renew(), db.renew())
    assert db.read_now(lambda conn: conn.execute("SELECT count(*) FROM desk.notes").fetchone()[0]) == 60
    assert db.mended == 0
    db.close()


async def test_another_copy_of_the_program_keeps_it_as_it_was(tmp_path: Path) -> None:
    db, other = Database(tmp_path), Database(tmp_path)
    write(db, 1, CANARY)
    with pytest.raises(StoreError, match="Another copy"):
        await db.renew()
    with pytest.raises(StoreError, match="Another copy"):
        db.check_alone()
    assert other.read_now(counted) == 1
    other.close()
    db.check_alone()
    await db.renew()
    assert db.read_now(counted) == 1
    db.close()


async def test_two_copies_that_want_to_be_alone_both_keep_their_place(tmp_path: Path) -> None:
    """A shared lock that is made stricter is given back for a moment: two who tried at once were alone one by one,
    under each other's open files."""
    first, other = Database(tmp_path), Database(tmp_path)
    write(first, 1, "kept")
    for _ in range(20):
        came = await asyncio.gather(first.renew(), other.renew(), return_exceptions=True)
        assert [type(each) for each in came] == [StoreError, StoreError]
    assert first.read_now(counted) == other.read_now(counted) == 1
    first.close()
    await other.renew()
    other.close()


async def test_a_demo_is_alone_with_its_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demo holds its folder, so that the next one does not sweep it: that was taken for another copy."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with demo._world(["--threads", "0"], quiet=True) as (_, folder, _):
        db = Database(folder / demo.STORE)
        await db.renew()
        db.close()

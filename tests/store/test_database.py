"""The files of a store: private, migrated, shared by two programs, polite when they cannot work."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from stat import S_IMODE
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from commune_tui.store import errors, files, migrate
from commune_tui.store.database import Database
from tests.limits import no_file_grows_beyond

VIEW = "INSERT INTO desk.views VALUES (?, 'mine', 'is:unread', 0, 1)"
STATE = "INSERT INTO sync_state VALUES (?, '1', 0)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "account"


def add_views(database: Database, count: int) -> None:
    def work(conn: sqlite3.Connection) -> None:
        conn.executemany(VIEW, [(f"v{i:05}",) for i in range(count)])
        conn.executemany(STATE, [(f"k{i:05}",) for i in range(count)])

    database.write_now(work)


def count(database: Database, table: str) -> int:
    return int(database.read_now(lambda conn: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]))  # noqa: S608


def test_every_file_is_private(folder: Path) -> None:
    before = os.umask(0)
    try:
        database = Database(folder)
        add_views(database, 10)
        assert S_IMODE(folder.stat().st_mode) == 0o700
        modes = {file.name: S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert {"mail.db", "mail.db-wal", "mail.db-shm", "desk.db", "desk.db-wal", "desk.db-shm"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_open_modes_are_tightened(folder: Path) -> None:
    Database(folder).close()
    (folder / "desk.db").chmod(0o644)
    folder.chmod(0o755)
    Database(folder).close()
    assert S_IMODE((folder / "desk.db").stat().st_mode) == 0o600
    assert S_IMODE(folder.stat().st_mode) == 0o700


def test_account_names_keep_accounts_apart_and_tell_nothing() -> None:
    names = {
        files.account_name(url, who)
        for url in ("https://a.example", "https://b.example")
        for who in ("org_1", "org_2", "\ud800")
    }
    assert len(names) == 6
    assert all(name.isalnum() and len(name) == 24 for name in names)
    assert files.account_name("https://A.example/", "org_1") == files.account_name("https://a.example", "org_1")


@pytest.mark.parametrize("kind", ["mail", "desk"])
def test_migrations_are_numbered_without_a_gap(kind: str) -> None:
    numbers = [migration.number for migration in migrate.migrations(kind)]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("kind", ["mail", "desk"])
def test_each_migration_is_whole_or_not_there(tmp_path: Path, kind: str) -> None:
    """Stop each migration at each of its statements: the file still opens at the number before, and goes on."""
    for stop, migration in enumerate(migrate.migrations(kind)):
        length = len(list(migrate.statements(migration.sql)))
        for cut in {1, length // 2, length}:
            conn = sqlite3.connect(tmp_path / f"{kind}-{stop}-{cut}.db", isolation_level=None)
            for earlier in migrate.migrations(kind)[:stop]:
                migrate._run(conn, earlier)
            broken = migrate.Migration(
                migration.number,
                migration.name,
                "".join([*list(migrate.statements(migration.sql))[:cut], "SELECT nothing;"]),
            )
            with pytest.raises(sqlite3.OperationalError):
                migrate._run(conn, broken)
            assert migrate.version(conn) == stop
            assert migrate.migrate(conn, kind) == stop
            assert migrate.version(conn) == migrate.newest(kind)
            conn.close()


@pytest.mark.parametrize("name", ["mail.db", "desk.db"])
def test_a_newer_schema_is_refused_and_left_alone(folder: Path, name: str) -> None:
    Database(folder).close()
    with sqlite3.connect(folder / name) as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()
    with pytest.raises(errors.NewerStore, match=r"later version.*schema 999"):
        Database(folder)
    assert sorted(file.name for file in folder.glob("*.damaged*")) == []
    conn = sqlite3.connect(folder / name)
    assert migrate.version(conn) == 999
    conn.close()


def test_a_failed_write_leaves_nothing(db: Database) -> None:
    def work(conn: sqlite3.Connection) -> None:
        conn.execute(VIEW, ("a",))
        conn.execute(STATE, ("a",))
        raise ValueError("no")

    with pytest.raises(ValueError):
        db.write_now(work)
    assert (count(db, "desk.views"), count(db, "sync_state")) == (0, 0)


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(errors.ReadOnlyStore):
        db.read_now(lambda conn: conn.execute(VIEW, ("a",)))


async def test_reads_go_on_beside_a_long_write(db: Database) -> None:
    def work(conn: sqlite3.Connection) -> int:
        conn.execute(VIEW, ("a",))
        return count(db, "desk.views")  # the reader's own connection, while this transaction is open

    assert await db.write(work) == 0
    assert await db.read(lambda conn: conn.execute("SELECT count(*) FROM desk.views").fetchone()[0]) == 1


def test_two_programs_write_one_store(folder: Path, db: Database) -> None:
    assert db.changed_elsewhere() is False
    program = (
        "import sys; from pathlib import Path; from commune_tui.store.database import Database\n"
        "db = Database(Path(sys.argv[1]))\n"
        "for i in range(200): db.write_now(lambda c: c.execute("
        "\"INSERT INTO desk.views VALUES (?, '', '', 0, 0)\", (sys.argv[2] + str(i),)))\n"
        "db.close()"
    )
    others = [subprocess.Popen([sys.executable, "-c", program, str(folder), who]) for who in ("x", "y")]
    for i in range(200):
        db.write_now(lambda conn, i=i: conn.execute(VIEW, (f"own{i}",)))  # type: ignore[misc]
    assert [other.wait() for other in others] == [0, 0]
    assert count(db, "desk.views") == 600
    assert db.changed_elsewhere() is True
    assert db.changed_elsewhere() is False


def test_a_lock_held_too_long_is_a_sentence(folder: Path, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commune_tui.store.driver.BUSY_TIMEOUT_S", 0.05)
    holder = sqlite3.connect(folder / "desk.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(errors.LockedStore, match="busy"):
        db.write_now(lambda conn: conn.execute(VIEW, ("a",)))
    holder.execute("ROLLBACK")
    holder.close()
    db.write_now(lambda conn: conn.execute(VIEW, ("a",)))
    assert count(db, "desk.views") == 1


def test_a_full_disk_is_a_sentence_and_loses_nothing(db: Database) -> None:
    add_views(db, 100)
    pages = db.write_now(lambda conn: conn.execute("PRAGMA desk.page_count").fetchone()[0])
    db.write_now(lambda conn: conn.execute(f"PRAGMA desk.max_page_count = {pages}").fetchall())
    with pytest.raises(errors.FullDisk, match="disk is full"):
        db.write_now(lambda conn: conn.execute(VIEW, ("x" * 100_000,)))
    assert count(db, "desk.views") == 100
    db.write_now(lambda conn: conn.execute("PRAGMA desk.max_page_count = 100000").fetchall())
    db.write_now(lambda conn: conn.execute(VIEW, ("after",)))
    assert count(db, "desk.views") == 101


def test_a_file_size_limit_is_a_sentence_too(folder: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from commune_tui.store.database import Database; from commune_tui.store import errors\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "db = Database(Path(sys.argv[1]))\n"
        "db.write_now(lambda c: c.execute(\"INSERT INTO desk.views VALUES ('a', '', '', 0, 0)\"))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))\n"
        "row = (\"INSERT INTO desk.views VALUES ('b', ?, '', 0, 0)\", ('x' * 5_000_000,))\n"
        "try: db.write_now(lambda c: c.execute(*row))\n"
        "except errors.FullDisk as error: print(error)\n"
        "print(db.read_now(lambda c: c.execute('SELECT id FROM desk.views').fetchall()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    assert "disk is full" in done.stdout
    assert "[('a',)]" in done.stdout


def test_a_disk_too_full_to_read_is_told_when_the_store_is_opened(folder: Path) -> None:
    """SQLite reads by means of a little file of its own: without it no screen and no line could be shown later."""
    Database(folder).close()
    with no_file_grows_beyond(20_000), pytest.raises(errors.FullDisk, match="cannot be read"):
        Database(folder)
    Database(folder).close()


def test_a_store_that_cannot_be_written_is_read() -> None:
    program = (
        "import os, sys; from pathlib import Path\n"
        "from commune_tui.store.database import Database; from commune_tui.store import errors\n"
        "Database(Path(sys.argv[1]) / 'other').close()\n"  # everything is imported before the rights are given up
        "(Path(sys.argv[1]) / 'other').chmod(0); Path(sys.argv[1]).chmod(0o555)\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "db = Database(Path(sys.argv[1]))\n"
        "print(db.read_only, db.notes)\n"
        "print(db.read_now(lambda c: c.execute('SELECT count(*) FROM desk.views').fetchone()))\n"
        "try: db.write_now(lambda c: None)\n"
        "except errors.ReadOnlyStore as error: print(error)\n"
        "db.close()\n"
    )
    with TemporaryDirectory() as name:  # not tmp_path, into which another user cannot look
        folder = Path(name)
        database = Database(folder)
        add_views(database, 5)
        database.close()
        for file in ("mail.db", "desk.db", "store.lock"):
            (folder / file).chmod(0o444)
        done = subprocess.run([sys.executable, "-c", program, name], capture_output=True, text=True, check=False)
        folder.chmod(0o700)
        (folder / "other").chmod(0o700)
    assert done.stderr == ""
    assert "True ['The local store cannot be written" in done.stdout
    assert "(5,)" in done.stdout
    assert "this was not saved" in done.stdout


@pytest.mark.parametrize("path", ["mail.db", "desk.db"])
def test_a_log_that_goes_while_it_is_looked_at_is_no_fault(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the last other program ends at this moment: the store is whole, and can be written."""
    Database(tmp_path).close()
    listed = files.companions

    def gone(file: Path) -> list[Path]:
        wal = file.with_name(f"{path}-wal")
        return [*listed(file), wal] if file.name == path else listed(file)

    monkeypatch.setattr(files, "companions", gone)
    db = Database(tmp_path)
    assert (db.notes, db.read_only) == ([], False)
    db.close()


def test_a_file_that_another_program_completes_meanwhile_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has what the -wal held before that goes, and is looked at last."""
    Database(tmp_path).close()
    file, wal = tmp_path / "mail.db", tmp_path / "mail.db-wal"
    whole = file.read_bytes()
    file.write_bytes(whole[:-4096])
    wal.write_bytes(b"pages")
    stat = Path.stat

    def ending(path: Path, **more: Any) -> os.stat_result:
        if path == wal:
            file.write_bytes(whole)
            wal.unlink(missing_ok=True)
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", ending)
    assert files.sound(file)

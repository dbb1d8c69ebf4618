"""An open account looks after itself: a store that is busy, torn or damaged is told, tried again and mended."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from commune_tui.api.client import Commune
from commune_tui.api.retry import RetryPolicy
from commune_tui.mail import session as session_file
from commune_tui.mail import upkeep
from commune_tui.mail.events import Fact, ThreadsChanged, WentWrong
from commune_tui.mail.session import Session
from commune_tui.store import overlay
from commune_tui.store.database import Database
from commune_tui.store.errors import FullDisk, LockedStore, UnusableStore
from tests.limits import no_file_grows_beyond

BUSY = "Another copy of the program is busy with the local store; nothing was changed. Try again."


async def nobody() -> Commune:
    return Commune("comm_none", base_url="http://127.0.0.1:9", retry=RetryPolicy(attempts=1))


async def until(fact: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not fact():  # noqa: ASYNC110 - several things have to become true
            await asyncio.sleep(0.01)


NO_ROOM = OSError(28, "No space left on device")
IO = "The disk failed while the local store was being read or written."


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (LockedStore(BUSY), BUSY),
        (UnusableStore(IO), IO),
        (NO_ROOM, "The system refused this: No space left on device. What was saved before is still there."),
    ],
    ids=["locked", "failing", "full"],
)
async def test_a_store_that_cannot_be_had_at_the_start_is_tried_again(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_file, "_START_AGAIN_S", 0.01)
    session, heard = Session(tmp_path, nobody), list[Fact]()
    session.subscribe(heard.append)
    usual, tries = Database.write, list[int]()

    async def locked(self: Database, work: object) -> object:
        tries.append(1)
        if len(tries) < 4:
            raise copy.copy(error)
        return await usual(self, work)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "write", locked)
    await session.keep_starting()
    assert session.connection.client is not None and len(tries) >= 4
    told = [fact.sentence for fact in heard if isinstance(fact, WentWrong)]
    assert told == [f"{said} It is tried again by itself."]
    await session.connection.spool()
    await session.stop()


LookedAfter = tuple[Session, list[Fact]]


@pytest.fixture
async def looked_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LookedAfter]:
    """A session that looks again and again, and what it has told."""
    monkeypatch.setattr(upkeep, "_POLL_OTHERS_S", 0.01)
    session, heard = Session(tmp_path, nobody), list[Fact]()
    await session.start()
    session.subscribe(heard.append)
    yield session, heard
    await session.stop()


async def test_a_store_that_nobody_writes_to_is_not_asked(
    looked_after: LookedAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = looked_after
    looks, asked = list[bool](), list[int]()
    touched, elsewhere = Database.touched, Database.changed_elsewhere_soon

    def looked(self: Database) -> bool:
        looks.append(touched(self))
        return looks[-1]

    async def was_asked(self: Database) -> bool:
        asked.append(len(looks))
        return await elsewhere(self)

    monkeypatch.setattr(Database, "touched", looked)
    monkeypatch.setattr(Database, "changed_elsewhere_soon", was_asked)
    await until(lambda: looks[-50:] == [False] * 50)
    first = len(asked)
    await until(lambda: len(looks) > 150)
    assert len(asked) - first <= sum(looks) + 1  # one more where fifteen seconds went by
    await session.triage.add_note("t", "words")
    await until(lambda: len(asked) > first)


async def test_what_another_copy_of_the_program_writes_is_told(looked_after: LookedAfter) -> None:
    session, heard = looked_after
    other = Database(session.database.mail_file.parent)
    for name in "abc":
        heard.clear()
        row = (name, name, "", 0, 0)
        await other.write(lambda conn, row=row: conn.execute("INSERT INTO desk.views VALUES (?, ?, ?, ?, ?)", row))  # type: ignore[misc]
        await until(lambda: ThreadsChanged() in heard)
    other.close()


async def test_an_act_that_reached_one_file_only_is_taken_back_and_the_list_hears_of_it(
    looked_after: LookedAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, heard = looked_after

    def full(conn: object) -> None:
        raise FullDisk("The disk is full.")

    monkeypatch.setattr(overlay, "heal", lambda conn: {"t1"})
    with pytest.raises(FullDisk):
        await session.database.write(full)
    await until(lambda: ThreadsChanged(frozenset({"t1"})) in heard)
    assert not session.database.torn


def marked(session: Session) -> tuple[str, int]:
    """Status and pending mark of the thread."""
    row = session.database.read_now(lambda conn: conn.execute("SELECT status, pending FROM threads").fetchone())
    return (row[0], row[1])


async def test_a_disk_that_takes_only_one_file_leaves_no_half_of_an_act(
    looked_after: LookedAfter, tmp_path: Path
) -> None:
    """Between the real commits of mail.db and desk.db; nobody starts the program again."""
    session, heard = looked_after
    insert = "INSERT INTO threads (id, triage_read_at, server_status) VALUES ('t', 1, 'open')"
    await session.database.write(lambda conn: conn.execute(insert) and None)
    await session.database.write(lambda conn: overlay.lay(conn, ["t"]))
    while (log := tmp_path / "desk.db-wal").stat().st_size < 400_000:
        await session.triage.add_note("t", "words " * 5_000)
    session.database._writer.glance(lambda conn: conn.execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchall())
    before = marked(session)
    heard.clear()
    with no_file_grows_beyond(log.stat().st_size):
        with pytest.raises(FullDisk):
            await session.triage.set_status(["t"], "closed")
        await until(lambda: ThreadsChanged(frozenset({"t"})) in heard)
    await until(lambda: marked(session) == before)
    assert await session.outbox.undo() is None
    await session.triage.set_status(["t"], "closed")
    assert marked(session) == ("closed", 1)


async def test_damage_is_looked_for_and_the_copy_is_fetched_again(
    looked_after: LookedAfter, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, heard = looked_after
    await session.database.write(lambda conn: conn.execute("CREATE TABLE filler AS SELECT zeroblob(200000) AS x"))
    session.database._writer.glance(lambda conn: conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    before = session.connection.sync
    file = session.database.mail_file
    content = bytearray(file.read_bytes())
    content[4096 * 4 : 4096 * 12] = b"\xa5" * (4096 * 8)
    file.write_bytes(content)
    monkeypatch.setattr(upkeep, "_CHECK_AFTER_S", 0.0)
    assert session._background is not None
    session._background._go_on(session._background._upkeep.check, "care")
    await until(
        lambda: any(isinstance(fact, WentWrong) and "is being fetched again" in fact.sentence for fact in heard)
    )
    await until(lambda: session.connection.sync is not before)
    assert session.database.backup_file.name == "desk.backup.db"

"""Drafts: on disk within a second of the last key, through editors, full disks and damaged files."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.mail import editing, events
from commune_tui.mail.drafts import Drafts, Patience
from commune_tui.mail.editing import Editing
from commune_tui.mail.editor_files import EditorFiles
from commune_tui.mail.outbox import checks
from commune_tui.mail.outbox.presence import Presence
from commune_tui.mail.session import Session
from commune_tui.mail.texts import Texts
from commune_tui.sending import act
from commune_tui.sending.policy import Hand, Moment, Policy
from commune_tui.store import drafts as table
from commune_tui.store import outbox
from commune_tui.store.database import Database
from commune_tui.store.errors import FullDisk, ReadOnlyStore
from tests.mail.test_upkeep import nobody


@given(st.lists(st.floats(0, 3), min_size=1, max_size=40))
def test_a_letter_is_written_within_a_second_however_one_types(gaps: list[float]) -> None:
    patience, now, first = Patience(), 0.0, None
    for gap in gaps:
        now += gap
        if first is not None and patience.due_at_s(first, now - gap) <= now:
            first = None  # saved in the gap
        first = now if first is None else first
        due = patience.due_at_s(first, now)
        assert 0 <= due - now <= 1.0 and due - first <= 1.0


def is_on_disk(folder: Path, draft_id: str) -> str | None:
    """The body as another program would read it."""
    conn = sqlite3.connect(folder / "desk.db")
    row = conn.execute("SELECT body FROM drafts WHERE id = ?", (draft_id,)).fetchone()
    conn.close()
    return str(row[0]) if row else None


async def saved(told: asyncio.Queue[events.Fact], kind: type[events.Fact]) -> events.Fact:
    while True:
        fact = await asyncio.wait_for(told.get(), 30)
        if isinstance(fact, kind):
            return fact


async def test_typing_reaches_the_disk_by_itself(tmp_path: Path) -> None:
    told: asyncio.Queue[events.Fact] = asyncio.Queue()
    db = Database(tmp_path)
    drafts = Drafts(db, told.put_nowait)
    draft = drafts.new(to=("a@b.example",), body="")
    for letter in "Dear customer":
        draft = replace(draft, body=draft.body + letter)
        drafts.keep(draft)
        assert drafts.get(draft.id) == draft, "the screen never sees an old letter"
    while is_on_disk(tmp_path, draft.id) != "Dear customer":
        await saved(told, events.DraftSaved)
    assert drafts.unsaved() == []
    await drafts.close()
    db.close()


def squeeze(db: Database, sql: str) -> None:
    """Give SQLite's writer a real limit."""
    db._writer.glance(lambda conn: conn.execute(sql).fetchall())


async def test_a_full_disk_keeps_the_draft_in_memory_and_says_so(tmp_path: Path) -> None:
    told: asyncio.Queue[events.Fact] = asyncio.Queue()
    db = Database(tmp_path)
    drafts = Drafts(db, told.put_nowait, Patience(retry_s=0.01))
    draft = drafts.new(body="first")
    assert await drafts.save(draft)
    squeeze(db, "PRAGMA desk.max_page_count = 1")
    long = replace(draft, body="second " * 20_000)
    assert not await drafts.save(long)
    fact = await saved(told, events.DraftUnsaved)
    assert isinstance(fact, events.DraftUnsaved) and "disk is full" in fact.sentence
    assert drafts.unsaved() == [long] and drafts.get(draft.id) == long
    assert is_on_disk(tmp_path, draft.id) == "first", "what was there is still there"
    squeeze(db, "PRAGMA desk.max_page_count = 1000000")
    while drafts.unsaved():  # it tries again by itself
        await saved(told, events.DraftSaved)
    assert is_on_disk(tmp_path, draft.id) == long.body
    await drafts.close()
    db.close()


async def test_the_end_of_the_program_writes_the_last_letters(tmp_path: Path) -> None:
    db = Database(tmp_path)
    drafts = Drafts(db)
    draft = drafts.new(body="the last letters")
    drafts.keep(draft)
    await drafts.close()
    assert is_on_disk(tmp_path, draft.id) == "the last letters"
    db.close()


def operation_on(db: Database) -> str:
    """One accepted triage write; its id."""
    hand = Hand("p", "ann", Policy(), lambda: Moment(1, 1.0), lambda: os.urandom(8).hex())
    change = act.triaged(hand, "close", "status", {"status": "closed"}, {"T": None}, [])
    db.write_now(lambda conn: outbox.save(conn, change))
    return change.operations[0].id


@pytest.mark.parametrize(
    ("limit", "error"), [("PRAGMA desk.max_page_count = 1", FullDisk), ("PRAGMA query_only = ON", ReadOnlyStore)]
)
def test_a_write_that_the_disk_refuses_is_not_accepted(tmp_path: Path, limit: str, error: type[Exception]) -> None:
    db = Database(tmp_path)
    first = operation_on(db)
    squeeze(db, limit)
    with pytest.raises(error):
        for _ in range(200):
            operation_on(db)
    squeeze(db, "PRAGMA desk.max_page_count = 1000000")
    squeeze(db, "PRAGMA query_only = OFF")
    assert db.read_now(outbox.open_operations)[0].id == first
    db.close()


# -- editors --------------------------------------------------------------------------------------------------------


def editor(db: Database, folder: Path) -> tuple[Editing, Presence]:
    presence = Presence(folder)
    files = EditorFiles(db.desk_file.parent / "editing", presence.name, presence.gone)
    return Editing(db, files, Texts(db, files)), presence


async def test_an_editor_gets_a_private_file_and_its_text_comes_back(tmp_path: Path) -> None:
    db = Database(tmp_path)
    edit, presence = editor(db, tmp_path)
    draft = table.Draft("d", 1, 1, body="before")
    path = await edit.begin(draft)
    assert is_on_disk(tmp_path, "d") == "before", "saved before the editor starts"
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    command = [
        *editing.words("", {"EDITOR": f'{sys.executable} -c \'import sys; open(sys.argv[1],"a").write(" and after")\''})
    ]
    assert await (await asyncio.create_subprocess_exec(*command, str(path))).wait() == 0
    done = await edit.finish("d")
    assert done is not None and done.body == "before and after" and done.editor_path is None
    assert not path.parent.exists()
    presence.close()
    db.close()


@pytest.mark.parametrize(
    ("left", "wanted"), [("what the editor wrote", "what the editor wrote"), ("", "before"), (None, "before")]
)
async def test_an_edited_file_is_taken_up_after_a_kill(tmp_path: Path, left: str | None, wanted: str) -> None:
    db = Database(tmp_path)
    edit, presence = editor(db, tmp_path)
    path = await edit.begin(table.Draft("d", 1, 1, body="before"))
    if left is None:
        path.unlink()
    else:
        path.write_text(left)
    other, still_here = editor(db, tmp_path)
    assert await other.recover() == [], "the first program lives: its editor may be open"
    presence.close()
    await other.recover()
    found = db.read_now(lambda conn: table.get(conn, "d"))
    assert found is not None and found.body == wanted and found.editor_path is None
    still_here.close()
    db.close()


async def test_a_text_whose_draft_was_saved_does_not_stay_after_a_kill(tmp_path: Path) -> None:
    """Killed after it took the text back, before it erased the file; the next start looks at all that lies there."""
    session = Session(tmp_path, nobody)
    path = await session.editing.begin(table.Draft("d", 1, 1, body="before"))
    db = session.database
    assert session._presence is not None
    await db.write(lambda conn: table.put(conn, table.Draft("d", 1, 2, body="before and after")))
    other = Session(tmp_path, nobody)
    await other.recover_texts()
    assert path.exists(), "the first program lives"
    session._presence.close()
    await other.recover_texts()
    assert not path.parent.exists()
    assert is_on_disk(tmp_path, "d") == "before and after"
    await other.stop()
    await session.stop()


# -- damage ---------------------------------------------------------------------------------------------------------


def furnished(folder: Path) -> tuple[dict[str, str], set[str]]:
    """A store with drafts and waiting writes, folded into its files; bodies by draft, ids of writes."""
    db = Database(folder)
    bodies = {f"draft{n}": f"letter {n} " * 30 for n in range(40)}
    for name, body in bodies.items():
        db.write_now(lambda conn, name=name, body=body: table.put(conn, table.Draft(name, 1, 1, body=body)))  # type: ignore[misc]
    waiting = {operation_on(db) for _ in range(40)}
    squeeze(db, "PRAGMA desk.wal_checkpoint(TRUNCATE)")
    db.close()
    return bodies, waiting


def damage(path: Path, random: Random) -> None:
    """Flip bytes, blank a block, or cut the end off."""
    raw = bytearray(path.read_bytes())
    how = random.choice(("flip", "flip", "blank", "cut"))
    if how == "flip":
        for _ in range(random.randint(1, 8)):
            raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    elif how == "blank":
        start = random.randrange(0, len(raw), 512)
        raw[start : start + 512] = bytes(len(raw[start : start + 512]))
    else:
        del raw[random.randrange(len(raw) // 2, len(raw)) :]
    path.write_bytes(bytes(raw))


async def test_damaged_files_lose_nothing_in_silence(tmp_path: Path) -> None:
    bodies, waiting = furnished(tmp_path / "whole")
    original = (tmp_path / "whole" / "desk.db").read_bytes()
    for seed in range(60):
        folder = tmp_path / str(seed)
        folder.mkdir(mode=0o700)
        (folder / "desk.db").write_bytes(original)
        damage(folder / "desk.db", Random(seed))
        db = Database(folder)
        await db.check()
        aside = {name for name, _ in db.write_now(outbox.set_aside)}
        found = {draft.id: draft for draft in db.read_now(table.each)}
        open_now = {operation.id for operation in db.read_now(outbox.open_operations)}
        named = bool(db.notes) or bool(aside)
        for name, body in bodies.items():
            whole = name in found and (found[name].damaged or found[name].body == body)
            assert whole or named, f"seed {seed}: {name} is gone or changed, and nothing says so"
            if name in found and found[name].damaged:
                assert checks.check(found[name]), "it is not sent before somebody looked at it"
        assert waiting <= open_now | aside or named, f"seed {seed}: a write is gone, and nothing says so"
        db.close()

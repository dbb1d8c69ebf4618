"""Every act of a person with 0, 1, 2 … pages left on the disk: told as not done and not done, or done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from commune_tui import clock
from commune_tui.mail.compose.composer import NotOnDisk
from commune_tui.mail.errors import explained
from commune_tui.mail.files import attach
from commune_tui.store import driver, overlay
from commune_tui.store.database import Database
from tests.kill.fulldisk.disk import TOLD, Disk, Findings, disk
from tests.mail.account import Account, account
from tests.servers import Server

Act = Callable[[Account, str, int], Awaitable[object]]


class Deed(NamedTuple):
    """``fact`` is what of the desk or the thread it changes, read by a program of its own."""

    name: str
    do: Act
    fact: Callable[[Any, str], Any]


def _draft(opened: Account, thread_id: str, number: int) -> Any:
    inbox = opened.session.reads.inboxes()[0].id
    return opened.session.drafts.new(
        inbox_id=inbox, to=("anna@example.org",), subject=f"mail {number}", body="x" * 3000
    )


async def _save(opened: Account, thread_id: str, number: int) -> None:
    if not await opened.session.drafts.save(_draft(opened, thread_id, number)):
        raise NotOnDisk("told by DraftUnsaved")


async def _attach(opened: Account, thread_id: str, number: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.bin"
        path.write_bytes(f"{number}".encode() * 20_000)
        attach(opened.session.database.vault, path)


async def _edit(opened: Account, thread_id: str, number: int) -> None:
    draft = _draft(opened, thread_id, number)
    try:
        path = await opened.session.editing.begin(draft)
    except OSError as error:
        raise NotOnDisk(explained(error)) from None
    path.write_text("another text")
    await opened.session.editing.finish(draft.id)


async def _back_up(opened: Account, thread_id: str, number: int) -> None:
    try:
        await opened.session.database.check()
    except driver.failures() as error:
        raise NotOnDisk(explained(error)) from None


def _row(conn: Any, thread_id: str) -> Any:
    return conn.execute(
        "SELECT status, tags, assignee, snoozed_until FROM threads WHERE id = ?", (thread_id,)
    ).fetchone()


def _count(table: str) -> Callable[[Any, str], Any]:
    return lambda conn, thread_id: conn.execute(f"SELECT count(*) FROM desk.{table}").fetchone()[0]  # noqa: S608


DEEDS = (
    Deed("status", lambda a, t, n: a.session.triage.set_status([t], ("waiting", "open", "closed")[n % 3]), _row),
    Deed("tags", lambda a, t, n: a.session.triage.tag([t], [f"t{n}" * 40]), _row),
    Deed("assign", lambda a, t, n: a.session.triage.assign([t], f"p{n}"), _row),
    Deed("spam", lambda a, t, n: a.session.triage.spam([t]), _row),
    Deed("snooze", lambda a, t, n: a.session.triage.snooze([t], clock.now() + timedelta(days=1 + n)), _row),
    Deed("note", lambda a, t, n: a.session.triage.add_note(t, f"note {n}" * 500), _count("notes")),
    Deed("view", lambda a, t, n: a.session.preferences.save_view(f"v{n}", f"tag:t{n}"), _count("views")),
    Deed("choice", lambda a, t, n: a.session.preferences.keep(f"c{n}", "x" * 5000), _count("facts")),
    Deed("draft", _save, _count("drafts")),
    Deed("send", lambda a, t, n: a.session.composer.send(_draft(a, t, n), clock.now() + timedelta(days=1)),
         _count("operations WHERE kind = 'send'")),
    Deed("undo", lambda a, t, n: a.session.outbox.undo(), _count("steps WHERE undone = 1")),
    Deed("file", _attach, _count("notes")),
    Deed("editor", _edit, _count("drafts")),
    Deed("backup", _back_up, _count("notes")),
)  # fmt: skip


def _elsewhere(folder: Path, work: Callable[[Any], Any]) -> Any:
    """What another program reads from the disk."""
    other = Database(folder)
    try:
        return other.read_now(work)
    finally:
        other.close()


def _torn(folder: Path) -> set[str]:
    """Threads of which the two files do not say the same."""
    other = Database(folder)
    found: set[str] = set()

    class Look(Exception):
        pass

    def look(conn: Any) -> None:
        found.update(overlay.heal(conn))
        raise Look

    try:
        with suppress(Look):
            other.write_now(look)
    finally:
        other.close()
    return found


async def _try(found: Findings, place: Disk, opened: Account, deed: Deed, thread: str, number: int, spare: int) -> None:
    folder = place.home / "account"
    before = _elsewhere(folder, lambda conn: deed.fact(conn, thread))
    # Only a log that begins anew has to grow: what SQLite has written already it uses again.
    opened.session.database._writer.glance(lambda conn: conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    found.tried += 1
    told = ""
    with place.full(spare):
        try:
            await deed.do(opened, thread, number)
        except TOLD as error:
            told = str(error)
        except Exception as error:
            told = explained(error)
            found.expect("Something went wrong" not in told, f"{deed.name}, {spare}: {error!r}")
    what = f"{deed.name}, {spare} pages left"
    found.refused += bool(told)
    if not told:
        return
    async with asyncio.timeout(20):
        while _torn(folder) or opened.session.database.torn or opened.session.drafts.unsaved():  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    after = _elsewhere(folder, lambda conn: deed.fact(conn, thread))
    kept = deed.name in ("draft", "send", "editor")  # a text is kept and written when there is room
    found.expect(
        after == before or (kept and after in (before, before + 1)), f"{what}: {before} became {after}: {told}"
    )
    left = [path.name for path in folder.rglob("*") if path.name.endswith((".new", ".turned")) or ".gone-" in path.name]
    found.expect(not left, f"{what}: {left} is left")


async def acts(found: Findings, server: Server) -> None:
    """Every act with 0, 1, 2 … pages left."""
    with disk() as place:
        async with account(server, place.home / "account") as opened:
            opened.session.hold.length_s = 600.0
            await opened.settled()
            threads = [
                row[0]
                for row in opened.session.database.read_now(lambda c: c.execute("SELECT id FROM threads").fetchall())
            ]
            number = 0
            for deed in DEEDS:
                refused = found.refused
                for spare in range(24):
                    number += 1
                    if deed.name == "undo":
                        await opened.session.triage.tag([threads[0]], [f"u{number}"])
                    await _try(found, place, opened, deed, threads[number % len(threads)], number, spare)
                print(f"  {deed.name:8} refused {found.refused - refused} of 24", flush=True)

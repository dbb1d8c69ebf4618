"""The local store of one account: open it, read it, write it, mend it.

Two files: ``mail.db`` copies the server and can be rebuilt; ``desk.db`` holds what the person made. With a key both are
encrypted: :mod:`.driver` opens them, :mod:`.admission` says which key fits, :mod:`.turning` changes the form. Knows no
table; the nouns beside this file take the connection that :meth:`Database.read` and :meth:`Database.write` hand them.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from commune_tui import clock, erase
from commune_tui.risk import elsewhere
from commune_tui.store import cells, connection, driver, files, migrate
from commune_tui.store.driver import Key
from commune_tui.store.errors import DamagedStore, FullDisk, ReadOnlyStore, StoreError, UnusableStore, explain
from commune_tui.store.lane import Lane, Work

if TYPE_CHECKING:
    from commune_tui.store.vault import Vault

T = TypeVar("T")
log = logging.getLogger(__name__)
_TRIES = 5


class Database:
    """``notes`` are sentences for the person about what was found when opening or mending; empty when all is well."""

    def __init__(self, mail_folder: Path, desk_folder: Path | None = None, key: Key | None = None) -> None:
        """Open or make the store, encrypted when there is a ``key``.

        Raises StoreError with a sentence when that is impossible, and LockedOut when the key is not the store's.
        """
        self.mail_file = mail_folder / "mail.db"
        self.desk_file = (desk_folder or mail_folder) / "desk.db"
        self.backup_file = self.desk_file.with_name("desk.backup.db")
        self.notes: list[str] = []
        self.due: Callable[[str | None, int | None], int | None] = lambda address, since: None
        """When somebody is to be answered who has waited in an inbox since then; SQL knows it as ``due_at``."""
        self._key = key
        self.read_only = False
        for folder in (self.mail_file.parent, self.desk_file.parent):
            files.private_folder(folder)
        self._tenancy = files.Tenancy(self.desk_file.with_name("store.lock"))
        self._writer = Lane("store-write", self._connect_writer, "BEGIN IMMEDIATE")
        self._screen = Lane("store-screen", self._connect_reader, "BEGIN")
        self._reader = Lane("store-read", self._connect_reader, "BEGIN")
        self._searcher = Lane("store-search", self._connect_reader, "BEGIN")
        self._checker = Lane("store-check", self._connect_reader, "BEGIN")
        self.mended = 0
        """How often a damaged file was rebuilt while the store was open."""
        self.torn = False
        """Whether a write failed in a way that may have reached one file and not the other."""
        self._seen_version = -1
        self._written: tuple[tuple[int, int] | None, ...] = ()
        try:
            if key is not None or files.marked(self.mail_file, self.desk_file):
                from commune_tui.store import admission

                self._key = admission.admit(self.mail_file, self.desk_file, key, self._tenancy)
            self._sweep()
            self._prepare()
            self._make_ready()
            self._stood = files.identity(self.mail_file, self.desk_file)
        except BaseException:
            self._screen.close()
            self._tenancy.close()
            raise

    # -- opening --------------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        """Erase the logs that a killed copy of the program was about to erase, when nobody else has the store open."""
        folders = {self.mail_file.parent, self.desk_file.parent}
        if any(left for folder in folders for left in folder.rglob(f"*{erase.HELD}*")):
            with suppress(StoreError):
                self._tenancy.alone()
                for folder in folders:
                    erase.sweep(folder)
            self._tenancy.share()

    def _prepare(self) -> None:
        lost = self._desk_is_lost()
        writable = [files.private_file(path) for path in (self.mail_file, self.desk_file)]
        if not all(writable):
            self._become_read_only()
            return
        # The desk first: where there is mail there was a desk, also for another program that starts at this moment.
        for path, kind in ((self.desk_file, "desk"), (self.mail_file, "mail")):
            try:
                if not files.sound(path, encrypted=self._key is not None):
                    raise DamagedStore(f"{path.name} is damaged.")
                self._prepare_file(path, kind)
            except DamagedStore:
                self._mend(path, kind)
            except ReadOnlyStore:
                self._become_read_only()
                return
        if lost:
            from commune_tui.store.salvage import recover

            self.notes.append(recover(self.desk_file, self.backup_file, self._key))

    def _make_ready(self) -> None:
        """Have SQLite make the files that reading needs: a disk that is too full for them says so now, not later."""

        def look(conn: sqlite3.Connection) -> None:
            for schema in ("main", "desk"):
                conn.execute(f"SELECT 1 FROM {schema}.sqlite_master LIMIT 1").fetchone()  # noqa: S608 - our own names

        if not self.read_only:
            with suppress(DamagedStore):  # the first who needs it mends it
                self._screen.now(look)

    def _desk_is_lost(self) -> bool:
        """Whether there was a desk here, and its file is gone or empty."""
        there = self.mail_file.is_file() and self.mail_file.stat().st_size > 0
        return there and not (self.desk_file.is_file() and self.desk_file.stat().st_size > 0)

    def _prepare_file(self, path: Path, kind: str) -> None:
        try:
            with self._tenancy.turn():
                connection.prepare(path, kind, self._key)
        except driver.faults() as error:
            raise explain(error) or error from None

    def _become_read_only(self) -> None:
        self.read_only = True
        self.notes.append(
            "The local store cannot be written: you can read what is in it, nothing new is kept. "
            f"Check who owns {self.desk_file.parent} and whether its disk is mounted read-only."
        )
        try:
            conn = connection.connect_read_only(self.mail_file, self.desk_file, self._key)
            for schema, kind in (("main", "mail"), ("desk", "desk")):
                if conn.execute(f"PRAGMA {schema}.user_version").fetchone()[0] != migrate.newest(kind):
                    raise ReadOnlyStore(
                        "The local store is of another version and cannot be brought up to date, because it cannot "
                        f"be written. Check who owns {self.desk_file.parent}."
                    )
            driver.close(conn)
        except driver.errors() as error:
            raise explain(error) or error from None

    @property
    def encrypted(self) -> bool:
        """Whether nothing of this store is readable on the disk without its key."""
        return self._key is not None

    @property
    def vault(self) -> Vault:
        """The files of drafts, beside the desk."""
        from commune_tui.store.vault import Vault

        return Vault(self.desk_file.with_name("files"), self._key)

    def _connect_writer(self) -> sqlite3.Connection:
        return self._taught(connection.connect(self.mail_file, self.desk_file, writer=True, key=self._key))

    def _connect_reader(self) -> sqlite3.Connection:
        if self.read_only:
            return self._taught(connection.connect_read_only(self.mail_file, self.desk_file, self._key))
        return self._taught(connection.connect(self.mail_file, self.desk_file, writer=False, key=self._key))

    def _taught(self, conn: sqlite3.Connection) -> sqlite3.Connection:
        conn.create_function("due_at", 2, lambda address, since: self.due(address, since), deterministic=True)
        conn.create_function("one_person", 1, elsewhere.one_person, deterministic=True)
        conn.create_function("active_since", 0, lambda: cells.millis(elsewhere.since(clock.now())))
        return conn

    # -- use ------------------------------------------------------------------------------------------------------

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in one transaction on the writer's thread; all of it is kept, or nothing."""
        self._check_writable()
        try:
            return await self._writer.later(work)
        except DamagedStore:
            self.mend()
            return await self._writer.later(work)
        except (FullDisk, UnusableStore):
            self.torn = True
            raise

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on one consistent state, beside the screen, which has a connection for itself."""
        try:
            return await self._reader.later(work)
        except DamagedStore:
            self.mend()
            return await self._reader.later(work)

    async def search(self, work: Work[T]) -> T:
        """Like :meth:`read`, beside it: what the next letter may stop (full text, positions of a whole view)."""
        try:
            return await self._searcher.later(work)
        except DamagedStore:
            self.mend()
            return await self._searcher.later(work)

    async def search_whole(self, work: Work[T]) -> T:
        """Like :meth:`search`, to its end although :meth:`interrupt_search` is for another that is running."""
        for _ in range(_TRIES):
            with suppress(*driver.errors("OperationalError")):
                return await self.search(work)
        return await self.read(work)

    def write_now(self, work: Work[T]) -> T:
        """:meth:`write` on the calling thread: for start-up, the last words before an exit, and ``$EDITOR``."""
        self._check_writable()
        return self._mending(self._writer, work)

    def read_now(self, work: Work[T]) -> T:
        """:meth:`read` for the screen: a few milliseconds on the calling thread, whatever else is being read."""
        return self._mending(self._screen, work)

    def interrupt_search(self) -> None:
        """Stop the running :meth:`search`: the next letter was typed. Its caller gets the driver's OperationalError."""
        self._searcher.interrupt()

    def touched(self) -> bool:
        """Whether anybody wrote to either file since this was asked last, this process too. No SQL."""
        before, self._written = self._written, files.written(self.mail_file, self.desk_file)
        return before != self._written

    def changed_elsewhere(self) -> bool:
        """Whether another program committed to either file since this was asked last. Microseconds; poll it."""

        def both(conn: sqlite3.Connection) -> int:
            mail, desk = (int(conn.execute(f"PRAGMA {name}.data_version").fetchone()[0]) for name in ("main", "desk"))
            return mail << 32 | desk

        # Asked of the writer's connection, to which everything that this process wrote is not news.
        current = (self._reader if self.read_only else self._writer).glance(both)
        before, self._seen_version = self._seen_version, current
        return before not in (-1, current)

    async def changed_elsewhere_soon(self) -> bool:
        """:meth:`changed_elsewhere` without waiting on the calling thread for a write that is under way."""
        return await (self._reader if self.read_only else self._writer).later_alone(self.changed_elsewhere)

    def _check_writable(self) -> None:
        if self.read_only:
            raise ReadOnlyStore("The local store cannot be written, so this was not saved. Check who owns its folder.")
        if self._stood != files.identity(self.mail_file, self.desk_file):
            raise UnusableStore(
                "The folder of the local store was removed or replaced, so nothing was changed. Quit and start again: "
                "mail is fetched anew, what was only there is lost."
            )

    def _mending(self, lane: Lane, work: Work[T]) -> T:
        try:
            return lane.now(work)
        except DamagedStore:
            self.mend()
            return lane.now(work)

    # -- mending --------------------------------------------------------------------------------------------------

    def mend(self) -> None:
        """Find out which file is damaged and rebuild it: mail.db anew, desk.db row by row from what can be read.

        Raises StoreError when another copy of the program has the store open. Adds to ``notes`` what happened.
        """
        for lane in (self._writer, self._screen, self._reader, self._searcher, self._checker):
            lane.disconnect()
        if self.read_only:
            raise DamagedStore("The local store is damaged, and cannot be mended because it cannot be written.")
        for path, kind in ((self.mail_file, "mail"), (self.desk_file, "desk")):
            if not files.sound(path, encrypted=self._key is not None) or not connection.checked(path, self._key):
                self._mend(path, kind)
        self._stood = files.identity(self.mail_file, self.desk_file)

    def _mend(self, path: Path, kind: str) -> None:
        self._tenancy.alone()
        try:
            aside = files.move_aside(path)
            files.private_file(path)
            self._prepare_file(path, kind)
            if kind == "mail":
                self.notes.append(
                    "The copy of your mail on this disk was damaged and is being fetched again. "
                    f"Drafts and unsent work are safe. The damaged file is kept as {aside.name}."
                )
            else:
                from commune_tui.store.salvage import salvage

                self.notes.extend(salvage(aside, path, self.backup_file, self._key))
        finally:
            self._tenancy.share()
        self.mended += 1
        log.warning("store: %s was damaged and rebuilt", path.name)

    async def check(self) -> bool:
        """Read both files through for damage, beside the screen's lane, and mend it; whether all was well.

        A sound desk is copied to ``desk.backup.db``.
        """

        def damaged(conn: sqlite3.Connection) -> bool:
            return any(conn.execute(f"PRAGMA {name}.quick_check(1)").fetchone()[0] != "ok" for name in ("main", "desk"))

        try:
            bad = await self._checker.later(damaged)
        except DamagedStore:
            bad = True
        if bad:
            self.mend()
        elif not self.read_only:
            from commune_tui.store.salvage import back_up

            await self._checker.later_alone(lambda: back_up(self.desk_file, self.backup_file, self._key))
        return not bad

    def check_alone(self) -> None:
        """Raise StoreError where another copy of the program has the store open, or it cannot be written."""
        from commune_tui.store import renewal

        self._check_writable()
        try:
            self._tenancy.alone(renewal.BUSY)
        finally:
            self._tenancy.share()

    async def renew(self) -> None:
        """Write both files anew without what was removed from them, and overwrite the old ones, their logs and copies.

        Whoever wants the store meanwhile waits. Raises StoreError, with the files as they were, when another copy of
        the program has it open.
        """
        await self._checker.later_alone(self._renew)

    def _renew(self) -> None:
        from commune_tui.store import renewal

        self._check_writable()
        with ExitStack() as alone:
            for lane in (self._searcher, self._reader, self._screen, self._writer):
                alone.enter_context(lane.idle())
            self._checker.disconnect()
            self._tenancy.alone(renewal.BUSY)
            try:
                renewal.renew(self.mail_file, self.desk_file, self.backup_file, self._key)
            finally:
                self._stood = files.identity(self.mail_file, self.desk_file)
                self._tenancy.share()

    def close(self) -> None:
        """Finish the writes that were asked for, fold the write-ahead logs into the files, let go of them."""
        if not self.read_only:
            with suppress(*driver.failures()):
                self._writer.glance(lambda conn: conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall())
        for lane in (self._checker, self._searcher, self._reader, self._screen, self._writer):
            lane.close()
        self._tenancy.close()

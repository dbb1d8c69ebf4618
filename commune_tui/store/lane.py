"""One connection and the one thread that uses it: a whole transaction per hop.

A lane runs functions that take the open connection; the caller either awaits the result or waits for it. Knows no
table, and not what a damaged file means for the account: :mod:`commune_tui.store.database` does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from commune_tui.store import driver
from commune_tui.store.errors import explain

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Lane:
    """``begin`` is the statement that opens each transaction; ``name`` is the thread's."""

    def __init__(self, name: str, connect: Callable[[], sqlite3.Connection], begin: str) -> None:
        self._name = name
        self._connect = connect
        self._begin = begin
        self._conn: sqlite3.Connection | None = None
        self._lock = RLock()
        self._thread: ThreadPoolExecutor | None = None

    def now(self, work: Work[T]) -> T:
        """Run ``work`` in one transaction on the calling thread. Raises StoreError for what the disk did."""
        with self._lock:
            try:
                return self._transaction(work)
            except driver.faults() as error:
                told = explain(error)
                if told is None:
                    raise
                raise told from None

    async def later(self, work: Work[T]) -> T:
        """Run ``work`` in one transaction on this lane's thread. A cancelled caller does not stop the transaction."""
        return await self._beside(lambda: self.now(work))

    def glance(self, work: Work[T]) -> T:
        """Run ``work`` outside any transaction, on the calling thread: for pragmas."""
        with self._lock:
            try:
                if self._conn is None:
                    self._conn = self._connect()
                return work(self._conn)
            except driver.faults() as error:
                raise explain(error) or error from None

    async def later_alone(self, work: Callable[[], T]) -> T:
        """Run ``work``, which brings connections of its own, on this lane's thread."""
        return await self._beside(work)

    async def _beside(self, work: Callable[[], T]) -> T:
        import asyncio  # here, for whoever only reads before there is a loop
        from concurrent.futures import ThreadPoolExecutor

        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, self._name)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _transaction(self, work: Work[T]) -> T:
        if self._conn is None:
            self._conn = self._connect()
        conn = self._conn
        conn.execute(self._begin)
        try:
            result = work(conn)
            conn.execute("COMMIT")
        except BaseException:
            with suppress(*driver.errors()):
                if conn.in_transaction:
                    conn.execute("ROLLBACK")
            raise
        return result

    def interrupt(self) -> None:
        """Stop the statement that is running, if any: its caller gets the driver's OperationalError ``interrupted``."""
        if (conn := self._conn) is not None:
            conn.interrupt()

    def disconnect(self) -> None:
        """Close the connection; the next use opens a new one."""
        with self._lock:
            if self._conn is not None:
                with suppress(*driver.errors()):
                    driver.close(self._conn)
                self._conn = None

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Nothing is done on this lane meanwhile: its connection is closed, and whoever wants it waits."""
        with self._lock:
            self.disconnect()
            yield

    def close(self) -> None:
        """Finish what was asked for, then close. The lane is not used afterwards."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
            self._thread = None
        self.disconnect()

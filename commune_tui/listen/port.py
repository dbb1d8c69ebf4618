"""The port on which deliveries come: many connections at once, each of them bounded, and one request on each.

Where the room for connections is full, the oldest that has not said all yet has to go: whoever says nothing, or says it
slowly, keeps nobody out.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from http import HTTPStatus

from commune_tui import clock, tasks
from commune_tui.listen.receiver import CUT, SILENT, Answer, Receipt, Receiver, refusal
from commune_tui.listen.request import MOST_HEAD, NotTaken, read_body, read_head

AT_ONCE = 100
"""With bodies of 1 MB, all of them together are 100 MB."""
SILENCE_S = 60.0
WRITE_S = 5.0
LINGER_S, LINGER_BYTES = 1.0, 2_000_000
"""After the answer: so long and so much is read and thrown away, or else the sender may not see the answer."""
_KNOWN = frozenset(HTTPStatus)
log = logging.getLogger(__name__)


class Port:
    """``address`` is where it listens, once it does. ``failed`` ends with what telling the person failed with."""

    def __init__(self, receiver: Receiver, at_once: int = AT_ONCE) -> None:
        self._receiver = receiver
        self._at_once = at_once
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._saying: dict[asyncio.Task[None], None] = {}
        """Those that have not said all yet, the oldest first."""
        self._server: asyncio.Server | None = None
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def open(self, host: str, port: int) -> int:
        """Listen; the port that it became. Raises OSError."""
        self._server = await asyncio.start_server(self._connected, host, port, limit=MOST_HEAD, backlog=512)
        return int(self._server.sockets[0].getsockname()[1])

    async def aclose(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= self._at_once:
            if not self._saying:
                writer.write(_written(refusal(503)))
                writer.close()
                return
            oldest = next(iter(self._saying))
            self._gone(oldest)
            oldest.cancel()
        task = tasks.begin(self._serve(reader, writer), "delivery", self._broke)
        self._open[task] = writer
        self._saying[task] = None
        task.add_done_callback(self._gone)

    def _gone(self, task: asyncio.Task[None]) -> None:
        self._saying.pop(task, None)
        if (writer := self._open.pop(task, None)) is not None:
            writer.close()

    def _broke(self, error: Exception) -> None:
        if isinstance(error, BrokenPipeError) and not self.failed.done():  # whoever read our output has enough
            self.failed.set_exception(error)
        log.error("a connection failed", exc_info=error)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            receipt = await self._received(reader, writer)
            if receipt is None:
                return
            self._said_all()
            with suppress(OSError, TimeoutError):  # a sender that has gone
                await _answer(writer, receipt.answer)
            self._tell(receipt)
            with suppress(OSError, TimeoutError):
                await _linger(reader, writer, receipt.answer)
        except (ConnectionError, asyncio.CancelledError):
            return  # it hung up, or had to make room

    def _tell(self, receipt: Receipt) -> None:
        try:
            self._receiver.tell(receipt)
        except OSError as error:
            if not self.failed.done():
                self.failed.set_exception(error)

    async def _received(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Receipt | None:
        """What becomes of what this connection says; ``None`` when that is nothing."""
        try:
            head = await read_head(reader)
            if head is None:
                return None
            request = await read_body(reader, writer, head)
            self._said_all()
            return await self._receiver.take(request)
        except NotTaken as error:
            return Receipt(clock.now(), refusal(error.status), refused=error.sentence)

    def _said_all(self) -> None:
        if (task := asyncio.current_task()) is not None:
            self._saying.pop(task, None)


async def _answer(writer: asyncio.StreamWriter, answer: Answer) -> None:
    if answer.status not in (SILENT, CUT):
        async with asyncio.timeout(WRITE_S):
            writer.write(_written(answer))
            await writer.drain()


async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    """Wait until the sender hangs up too. An answer over unread bytes may never be seen by it."""
    if answer.status == CUT:
        return
    async with asyncio.timeout(SILENCE_S if answer.status == SILENT else LINGER_S):
        if answer.status != SILENT and writer.can_write_eof():
            writer.write_eof()
        left = LINGER_BYTES
        while left > 0 and (piece := await reader.read(65_536)):
            left -= len(piece)


def _written(answer: Answer) -> bytes:
    phrase = HTTPStatus(answer.status).phrase if answer.status in _KNOWN else "Answer"
    lines = [f"HTTP/1.1 {answer.status} {phrase}", "connection: close"]
    if answer.status == 405:
        lines.append("allow: POST")
    if answer.status in (204, 304):
        return ("\r\n".join([*lines, "", ""])).encode("latin-1")
    lines.append(f"content-length: {len(answer.body)}")
    if answer.type:
        lines.append(f"content-type: {answer.type}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body

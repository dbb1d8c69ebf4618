"""The process that speaks SSH: it takes connections, and asks the parent of the sessions for what is shown in them.

Between a client and the SSH library stands a pipe of its own, so that what a client sends is taken slowly, and in small
pieces, whatever it is: all connections share this one process.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import asyncssh

from commune_tui import tasks
from commune_tui.errors import FAILED, OK, Explained
from commune_tui.start.serve.channel import Channel
from commune_tui.start.serve.door import Door
from commune_tui.start.serve.flow import A_SECOND, BURST, Arrivals, Bucket
from commune_tui.start.serve.host_key import host_key
from commune_tui.start.serve.messages import Gone, Line, Message
from commune_tui.start.serve.seats import place

_PIECE = 4_096
_BACKLOG = 128
_LOGIN_S, _ALIVE_S, _ALIVE_TIMES = 20, 30, 3
_WINDOW = 32_768
_LAST_S = 2.0
_AHEAD = 65_536
_TOLD_S = 1.0


class Front:
    """``line`` leads to the parent."""

    def __init__(self, line: Line, key: asyncssh.SSHKey, arrivals: Arrivals) -> None:
        self._line, self._key, self._arrivals = line, key, arrivals
        self._channels: dict[int, Channel] = {}
        self._numbers = count(1)
        self._connections: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()
        self._options: asyncssh.SSHServerConnectionOptions | None = None
        self._turned_away = 0

    async def run(self, host: str, port: int) -> None:
        """Until the parent has gone. Raises OSError where it cannot listen."""
        self._options = await asyncssh.SSHServerConnectionOptions.construct(
            server_host_keys=[self._key], encoding=None, line_editor=False, x11_forwarding=False,
            agent_forwarding=False, allow_scp=False, compression_algs=None, public_key_auth=False, password_auth=False,
            kbdint_auth=False, gss_host=None, tcp_keepalive=False, login_timeout=_LOGIN_S,
            keepalive_interval=_ALIVE_S, keepalive_count_max=_ALIVE_TIMES, window=_WINDOW, server_version="commune-tui",
        )  # fmt: skip
        server = await asyncio.start_server(self._came, host, port, limit=_PIECE, backlog=_BACKLOG)
        shown = f"{f'[{host}]' if ':' in host else host}:{server.sockets[0].getsockname()[1]}"
        self._say({"listening": shown, "host_key": self._key.get_fingerprint()})
        asyncio.get_running_loop().add_reader(self._line, self._hear)
        await self._over.wait()
        server.close()
        if self._connections:  # the last words of each
            await asyncio.wait(self._connections, timeout=_LAST_S)

    # -- connections -------------------------------------------------------------------------------------------------

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = str((writer.get_extra_info("peername") or ("",))[0])
        if self._over.is_set() or not self._arrivals.admits(place(address)):
            writer.transport.abort()
            self._turn_away()
            return
        task = tasks.begin(self._serve(address, reader, writer), "connection", lambda _: None)
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        task.add_done_callback(lambda _: self._arrivals.left(place(address)))

    async def _serve(self, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ours, its = socket.socketpair()
        door = Door(self, address)
        inner_reader, inner_writer = await asyncio.open_connection(sock=ours, limit=_PIECE)
        pumps = [
            tasks.begin(_in(reader, inner_writer), "in", tasks.awaited),
            tasks.begin(_out(inner_reader, writer, door), "out", tasks.awaited),
        ]
        try:
            with suppress(asyncssh.Error, OSError, TimeoutError):
                conn = await asyncssh.run_server(its, options=self._options, server_factory=lambda: door)
                await conn.wait_closed()
            with suppress(TimeoutError, OSError):
                async with asyncio.timeout(_LAST_S):  # what was said last goes out
                    await pumps[1]
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            inner_writer.transport.abort()
            writer.transport.abort()

    def _turn_away(self) -> None:
        self._turned_away += 1
        if self._turned_away == 1:  # what comes until then is told with it
            asyncio.get_running_loop().call_later(_TOLD_S, self._tell_turned_away)

    def _tell_turned_away(self) -> None:
        self._say({"turned_away": self._turned_away})
        self._turned_away = 0

    # -- the parent --------------------------------------------------------------------------------------------------

    def _say(self, message: Message) -> None:
        self._send(lambda: self._line.say(message))

    def _send(self, send: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        try:
            send()
        except Gone:
            self._over.set()
        if self._line.waiting and not self._over.is_set():
            loop.add_writer(self._line, lambda: self._send(self._line.flush))
        else:
            loop.remove_writer(self._line)

    def _hear(self) -> None:
        try:
            while heard := self._line.hear():
                self._take(*heard)
        except Gone:
            asyncio.get_running_loop().remove_reader(self._line)
            self._over.set()

    def _take(self, message: Message, files: list[int]) -> None:
        number = next(message[kind] for kind in ("granted", "refused", "ended") if kind in message)
        channel = self._channels.get(number)
        if channel is None:
            for file in files:
                os.close(file)
        elif "granted" in message:
            channel.granted(files[0])
        else:
            del self._channels[number]
            if "refused" in message:
                channel.refused(message["said"])
            else:
                channel.ended(message["status"], message["said"], broke=message["broke"])

    def ask(self, channel: Channel, address: str, size: tuple[int, int], environment: dict[str, str]) -> int:
        """Ask for a session; its number."""
        number = next(self._numbers)
        self._channels[number] = channel
        self._say({"ask": number, "address": address, "size": size, "environment": environment})
        return number

    def typed(self, number: int) -> None:
        """Somebody types in this session."""
        self._say({"typed": number})

    def gone(self, number: int) -> None:
        """The client of this session has gone."""
        self._say({"gone": number})


async def _in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    bucket = Bucket(BURST, A_SECOND)
    with suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(bucket.wait_s(len(piece)))
    writer.close()


async def _out(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, door: Door) -> None:
    with suppress(OSError):
        while piece := await reader.read(_AHEAD):
            writer.write(piece)
            if writer.transport.get_write_buffer_size() > _AHEAD:
                door.hold(on=True)
                await writer.drain()
                door.hold(on=False)
        await writer.drain()
    writer.close()


def run(line: Line, key: Path, host: str, port: int, arrivals: Arrivals) -> int:
    """The whole life of the process; the exit status."""
    logging.getLogger("asyncssh").addHandler(logging.NullHandler())
    logging.getLogger("asyncssh").propagate = False
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):  # the parent says when it is time
        signal.signal(number, signal.SIG_IGN)
    try:
        asyncio.run(Front(line, host_key(key), arrivals).run(host, port))
    except OSError as error:
        said = f"{host}:{port} cannot be opened: {error.strerror}"
    except Explained as error:
        said = error.sentence
    except Exception as error:  # its words may be of a client
        said = f"the door broke: {type(error).__name__}"
    else:
        return OK
    with suppress(Gone):
        line.say({"failed": said})
    return FAILED

"""The gate's port: connections are accepted and counted here, and get only so long for a handshake and for a head.

uvicorn speaks HTTP on them, and bounds neither; asyncio counts nobody during a handshake, and gives it a minute.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from commune_tui import tasks
from commune_tui.errors import Explained
from commune_tui.gate.certificate import Certificate
from commune_tui.gate.seats import Seat, Seats, origin
from commune_tui.gate.strangers import STRANGE

HEAD_S = 10.0
"""How long a handshake may take, and then a head, from its first byte on or from the beginning of the connection."""
_FAREWELL_S = 2.0
_REST_S = 0.5
_BACKLOG = 512
log = logging.getLogger(__name__)


class CannotListen(Explained):
    """The port cannot be opened."""


class Door:
    """Without a certificate it speaks plain HTTP."""

    def __init__(self, host: str, port: int, seats: Seats, certificate: Certificate | None = None) -> None:
        self._host, self._port, self._certificate = host, port, certificate
        self._seats = seats
        self._socket: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def bind(self) -> None:
        """Take the port. Raises CannotListen."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            self._socket = socket.create_server((self._host, self._port), family=family, backlog=_BACKLOG)
        except OSError as error:
            where = f"port {self._port} of {self._host}"
            raise CannotListen(f"{where} cannot be opened ({error.strerror}). --port 0 takes a free one.") from None
        self._socket.setblocking(False)
        self._port = self._socket.getsockname()[1]

    @property
    def address(self) -> str:
        """Where it listens."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'https' if self._certificate else 'http'}://{host}:{self._port}"

    def open(self, config: uvicorn.Config, state: ServerState) -> None:
        """Let callers in, after :meth:`bind`."""
        assert self._socket is not None
        listening = self._socket
        self._keep(tasks.lasting(lambda: self._accept(listening, config, state), "gate door", _broke))

    def shut(self) -> None:
        """Let nobody in any more; who is in stays."""
        for task in list(self._tasks):
            task.cancel()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)  # while its number is still its own
            self._socket.close()
            self._socket = None

    def close(self) -> None:
        """Let nobody in any more, and end all connections."""
        self.shut()
        self._seats.end()

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listening: socket.socket, config: uvicorn.Config, state: ServerState) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                accepted, peer = await loop.sock_accept(listening)
            except OSError as error:  # it is gone again, or the system has no room; others still wait to be taken
                log.warning("gate: a connection could not be taken: %s", error.strerror)
                await asyncio.sleep(_REST_S)
                continue
            if (seat := self._seats.take(origin(str(peer[0])))) is None:
                accepted.close()
            else:
                self._begin(accepted, seat, config, state)
            await asyncio.sleep(0)  # who calls without end does not keep those waiting who are in

    def _begin(self, accepted: socket.socket, seat: Seat, config: uvicorn.Config, state: ServerState) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            if task.cancelled():  # perhaps before it began
                accepted.close()

        task = tasks.begin(self._connect(accepted, seat, config, state), "gate handshake", _broke)
        seat.leave = task.cancel
        self._keep(task)
        task.add_done_callback(ended)

    async def _connect(self, accepted: socket.socket, seat: Seat, config: uvicorn.Config, state: ServerState) -> None:
        secure: dict[str, Any] = {}
        with suppress(OSError):  # whoever speaks no TLS, trusts us not, or is gone; TLS errors are among these
            try:
                # sent at once: an answer in two pieces would wait 44 ms for a receipt of the first
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
                if self._certificate is not None:
                    secure["ssl"] = self._certificate.now()
                    secure |= {"ssl_handshake_timeout": HEAD_S, "ssl_shutdown_timeout": _FAREWELL_S}
                loop = asyncio.get_running_loop()
                await loop.connect_accepted_socket(
                    lambda: _Connection(config, state, seat, self._seats), accepted, **secure
                )
            except BaseException:
                self._seats.left(seat)
                raise


class _Connection(H11Protocol):
    """uvicorn's, with a bound on how long a head may take."""

    def __init__(self, config: uvicorn.Config, state: ServerState, seat: Seat, seats: Seats) -> None:
        super().__init__(config, state, {STRANGE: lambda: seats.is_strange(seat)})
        self._seat, self._seats = seat, seats
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._seat.leave = transport.abort
        self._look()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._in_time()
        self._seats.left(self._seat)
        super().connection_lost(exc)

    def _look(self) -> None:
        """A body that goes on after its answer counts as a head that does not come."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._in_time()
            self._seats.spoke(self._seat)
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_S, self._seat.leave)

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


def _broke(error: Exception) -> None:
    log.error("gate: a connection failed by a fault of the program", exc_info=error)

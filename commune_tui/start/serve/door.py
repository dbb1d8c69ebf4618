"""One connection of a client: it may have one session with a terminal, and nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncssh

from commune_tui.start.serve.channel import Channel, House

BANNER = """\
commune-tui: the terminal in which people look after the inboxes of AI agents. This is its demo; nobody in it is real.
This host writes down when you come, from which address, how long you stay and how it ends; not what you type or see.
"""
_BEGIN_S = 20.0
"""So long after it came in a client has to ask for something."""
_LINGER_S = 5.0
"""How long a client may keep a connection whose session has ended."""


class Door(asyncssh.SSHServer):
    """Everybody may come in: no key is asked for."""

    def __init__(self, house: House, address: str) -> None:
        self._house, self._address = house, address
        self._conn: Any = None
        self._channel: Channel | None = None

    def connection_made(self, conn: Any) -> None:
        self._conn = conn

    def begin_auth(self, username: str) -> bool:
        self._conn.send_auth_banner(BANNER)
        return False

    def auth_completed(self) -> None:
        asyncio.get_running_loop().call_later(_BEGIN_S, self._look)

    def _look(self) -> None:
        if self._channel is None or not self._channel.started:
            self._close()

    def session_requested(self) -> Channel | bool:
        if self._channel is not None:
            return False
        self._channel = Channel(self._house, self._address, self._left)
        return self._channel

    def hold(self, *, on: bool) -> None:
        """The client takes nothing now, or does again."""
        if self._channel is not None:
            self._channel.hold(on=on)

    def _left(self) -> None:
        asyncio.get_running_loop().call_later(_LINGER_S, self._close)

    def _close(self) -> None:
        """In order; from a client that takes nothing, also that does not reach it."""
        self._conn.close()
        asyncio.get_running_loop().call_later(_LINGER_S, self._conn.abort)

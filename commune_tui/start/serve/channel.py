"""What a client asked for after it came in: a terminal and the program, or nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import asyncssh

from commune_tui import clock
from commune_tui.start.guest import WITHOUT_TERMINAL
from commune_tui.start.serve.flow import Pastes
from commune_tui.start.serve.terminal import Terminal, clamped
from commune_tui.ui.terminal.signals import RESET

_TAKEN = (b"LANG", b"LC_ALL", b"LC_CTYPE", b"COLORTERM", b"NO_COLOR")
"""Of the environment of a client: the language, and how its terminal is. TERM comes by itself."""
_PLAIN = re.compile(r"[A-Za-z0-9_.@:+-]{1,64}")
_CANNOT_MOVE = ("", "dumb", "unknown")
_LAST_S = 5.0
_TOLD_S = 10.0
"""How often the parent hears that somebody types."""


class House(Protocol):
    """Who knows the parent of the sessions."""

    def ask(self, channel: Channel, address: str, size: tuple[int, int], environment: dict[str, str]) -> int:
        """Ask for a session; its number."""

    def typed(self, number: int) -> None:
        """Somebody types in this session."""

    def gone(self, number: int) -> None:
        """The client of this session has gone."""


def environment(term: str, said: Mapping[bytes, bytes]) -> dict[str, str]:
    """What the program may know of what a client said: names and values of plain letters only."""
    words = {name: said.get(name, b"").decode("ascii", "replace") for name in _TAKEN}
    found = {name.decode(): word for name, word in words.items() if _PLAIN.fullmatch(word)}
    return {"LANG": "C.UTF-8", **found, "TERM": term}


class Channel(asyncssh.SSHServerSession[bytes]):
    """One session of one connection, from the request for a terminal to its exit status; then ``left`` is called."""

    def __init__(self, house: House, address: str, left: Callable[[], None]) -> None:
        self._house, self._address, self._left = house, address, left
        self._chan: Any = None
        self._term = ""
        self._size = (80, 24)
        self._terminal: Terminal | None = None
        self._pastes = Pastes()
        self._number = 0
        self._told_s = 0.0
        self._ending: tuple[int, str] | None = None
        self._read_all = False
        self._held = False
        self._stopped = False
        self.started = False

    # -- what the client asks for ------------------------------------------------------------------------------------

    def connection_made(self, chan: Any) -> None:
        self._chan = chan

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Any) -> bool:
        self._term = term_type if _PLAIN.fullmatch(term_type) else ""
        self._size = clamped(*term_size[:2])
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        self.started = True
        if self._term in _CANNOT_MOVE:
            self._leave(0, WITHOUT_TERMINAL)
        else:
            self._number = self._house.ask(
                self, self._address, self._size, environment(self._term, self._chan.get_environment_bytes())
            )

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        self._size = clamped(width, height)
        if self._terminal is not None:
            self._terminal.resize(*self._size)

    def data_received(self, data: bytes, datatype: Any) -> None:
        if self._terminal is None or not (data := self._pastes.feed(data)):
            return
        if (now := clock.monotonic_s()) - self._told_s > _TOLD_S:
            self._told_s = now
            self._house.typed(self._number)
        self._terminal.type(data)

    def eof_received(self) -> bool:
        return True  # nothing more is typed; what is shown still is

    def connection_lost(self, exc: Exception | None) -> None:
        self._chan = None
        if self._number:
            self._house.gone(self._number)
        if self._terminal is not None:
            self._terminal.close()

    # -- what the client does not take -------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        self._stop(on=True)

    def resume_writing(self) -> None:
        self._stop(on=False)

    def _stop(self, *, on: bool) -> None:
        if on != self._stopped:
            self._stopped = on
            if self._terminal is not None:
                self._terminal.pause(on=on)

    def hold(self, *, on: bool) -> None:
        """Its connection takes nothing now, or does again."""
        if on != self._held:
            self._held = on
            if self._terminal is not None:
                self._terminal.pause(on=on)

    # -- what the parent says ----------------------------------------------------------------------------------------

    def granted(self, master: int) -> None:
        """The program runs on the other side of this terminal."""
        self._terminal = Terminal(master, self._show, self._all_read, self._hold_input)
        for on in (self._held, self._stopped):
            if on:
                self._terminal.pause(on=True)
        if self._chan is None:
            self._terminal.close()
        else:
            self._terminal.resize(*self._size)

    def refused(self, words: str) -> None:
        """There is no program for it."""
        self._leave(1, words)

    def ended(self, status: int, words: str, *, broke: bool) -> None:
        """The program has ended; ``words`` say what it did not say, where it broke the terminal is given back, too."""
        self._ending = status, f"{RESET if broke else ''}\n{words}\n" if words else ""
        asyncio.get_running_loop().call_later(_LAST_S, self._all_read)
        self._finish()

    def _all_read(self) -> None:
        """What the program wrote was read, or has waited too long for a client that takes nothing."""
        self._read_all = True
        self._finish()

    def _finish(self) -> None:
        if self._ending is not None and self._read_all and self._terminal is not None:
            self._terminal.close()
            self._terminal = None
            status, words = self._ending
            cut = f"Of what was pasted here, {self._pastes.cut:,} bytes were left out.\n" if self._pastes.cut else ""
            self._leave(status, words + cut)

    def _hold_input(self, on: bool) -> None:
        if self._chan is not None:
            (self._chan.pause_reading if on else self._chan.resume_reading)()

    def _show(self, data: bytes) -> None:
        if self._chan is not None and not self._chan.is_closing():
            self._chan.write(data)

    def _leave(self, status: int, words: str) -> None:
        self._show(words.replace("\n", "\r\n").encode() if self._term else words.encode())
        if self._chan is not None:
            self._chan.exit(status)
        self._left()

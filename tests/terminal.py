"""The real program in a real terminal: a pty of a given size, with a home of its own, played with keys.

Needs nothing but Python. A test presses keys and waits for facts on the screen (:meth:`Terminal.until`); every wait has
a generous end, so a busy machine makes a test slower and nothing else.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from commune_tui import clock
from tests.emulator import Emulator
from tests.servers import Server

T = TypeVar("T")
LIMIT_S = 60.0
"""How long a fact may take before a test gives up."""

_TOO_SOON = ("came faster than anybody types", "This has just changed")
"""How the program refuses a key that changes or sends something: after fast typing, or before it could be read."""

_ROOT = Path(__file__).parent.parent
# A session leader takes the pty as its controlling terminal, so that it is told of resizes, and becomes the program.
_START = "import fcntl,os,sys,termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
_NAMED = {
    "Enter": "\r", "Esc": "\x1b", "Tab": "\t", "Shift-Tab": "\x1b[Z", "Space": " ", "Backspace": "\x7f",
    "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "Home": "\x1b[H", "End": "\x1b[F",
    "PgUp": "\x1b[5~", "PgDn": "\x1b[6~", "F1": "\x1bOP", "F6": "\x1b[17~",
}  # fmt: skip


def bytes_of(key: str) -> bytes:
    """What a terminal sends for a key as help pages write it: ``j``, ``Enter``, ``Ctrl-k``."""
    if key in _NAMED:
        return _NAMED[key].encode()
    if match := re.fullmatch("Ctrl-([a-z])", key):
        return bytes([ord(match[1]) - 96])
    return key.encode()


class Terminal:
    """A running program and what stands on its screen. ``raw`` is everything it wrote."""

    def __init__(self, process: subprocess.Popen[bytes], master: int, slave: str, columns: int, rows: int) -> None:
        self.process, self._master, self._slave = process, master, slave
        self.screen = Emulator(columns, rows)
        self.raw = bytearray()

    # -- looking -----------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The screen as text, a line for each row."""
        return self.screen.text

    @property
    def lines(self) -> list[str]:
        return self.screen.lines()

    def pump(self, wait_s: float = 0.0) -> bool:
        """Read what the program wrote, waiting at most so long for the first of it; whether there was something."""
        got = False
        while select.select([self._master], [], [], 0 if got else wait_s)[0]:
            try:
                piece = os.read(self._master, 65536)
            except OSError:  # the program closed its side
                piece = b""
            if not piece:
                break
            got = True
            self.raw += piece
            self.screen.feed(piece)
        return got

    def pass_time(self, wait_s: float) -> None:
        """Read for so long: for what the program promises about time, never instead of a fact."""
        end = clock.monotonic_s() + wait_s
        while (left_s := end - clock.monotonic_s()) > 0:
            self.pump(left_s)

    def until(self, fact: str | Callable[[str], object], limit_s: float = LIMIT_S) -> str:
        """Wait until the screen holds these words, or until a function of its text finds something; the text."""
        end = clock.monotonic_s() + limit_s
        while True:
            self.pump(0.05)
            text = self.text
            if _holds(fact, text):
                return text
            ended = self.process.poll() is not None and not self.pump()
            if ended or clock.monotonic_s() > end:
                what = fact if isinstance(fact, str) else getattr(fact, "__name__", "the fact")
                why = f"ended with {self.process.returncode}" if ended else "went on"
                raise AssertionError(f"the program {why}, and {what!r} is not on the screen:\n{self.text}")

    def until_found(self, look: Callable[[], T], limit_s: float = LIMIT_S) -> T:
        """Read what is written until a look at something else finds what is true; that."""
        end = clock.monotonic_s() + limit_s
        while not (found := look()):
            self.pump(0.05)
            assert clock.monotonic_s() < end, f"it is never found; the program shows:\n{self.text}"
        return found

    def gone(self, words: str) -> str:
        """Wait until the screen holds these words no more."""
        return self.until(lambda text: words not in text)

    def quiet(self, wait_s: float = 0.3, limit_s: float = LIMIT_S) -> str:
        """Wait until nothing is written any more for ``wait_s``; the text. For pictures and counts, not for facts."""
        end = clock.monotonic_s() + limit_s
        while self.pump(wait_s):
            assert clock.monotonic_s() < end, f"the program never rests:\n{self.text}"
        return self.text

    # -- acting ------------------------------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        os.write(self._master, data)

    def press(self, *keys: str, then: str | Callable[[str], object] | None = None) -> str:
        """Press keys one after the other, each when the last one has been drawn; then wait for a fact."""
        for number, key in enumerate(keys):
            if number:
                self._answered()
            self.send(bytes_of(key))
        if then is None or keys[-1:] == ("Esc",):  # what follows that at once would be read as Alt and another key
            self._answered()
        return self.until(then) if then is not None else self.text

    def act(self, key: str, then: str | Callable[[str], object]) -> str:
        """Press a key that changes or sends something until it is taken; wait for a fact that was none before.

        Fast typing just before, or a change of the screen, lets the program refuse it in a sentence. Whoever reads that
        takes note, with a key that changes nothing, and presses again.
        """
        refused = partial(re.search, "|".join(_TOO_SOON))
        if refused(self.text):  # something before it was
            self.press("Ctrl-l")
            self.until(lambda text: not refused(text))
        self.press(key)
        while refused(self.until(lambda text: refused(text) or _holds(then, text))):
            self.press("Ctrl-l")
            self.until(lambda text: not refused(text))
            self.press(key)
        return self.text

    def leave(self) -> int:
        """Quit; the exit status."""
        self.act("Ctrl-q", lambda _: "?1049" not in self.screen.modes)
        return self.wait()

    def type(self, words: str) -> str:
        """Type into a line that has the keys, letter by letter, until all of it is to be seen."""
        for letter in words:
            self.send(letter.encode())
            self._answered()
        tail = words.strip()[-20:]
        return self.until(tail)

    def _answered(self) -> None:
        """The first drawing after a key, or a short while without any: some keys draw nothing. In any case the key was
        read by then: several that a busy machine hands over at once are a burst, which the program refuses."""
        self.pump(0.25)
        end = clock.monotonic_s() + LIMIT_S
        while self._unread() and self.process.poll() is None:
            assert clock.monotonic_s() < end, f"the program reads no keys:\n{self.text}"
            self.pump(0.02)

    def _unread(self) -> int:
        """How many bytes of what was typed the program has not read yet."""
        try:
            slave = os.open(self._slave, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:  # it is gone, and the program with it
            return 0
        try:
            return int.from_bytes(fcntl.ioctl(slave, termios.FIONREAD, bytes(4)), sys.byteorder)
        finally:
            os.close(slave)

    def resize(self, columns: int, rows: int) -> None:
        """Another size, told to the program."""
        self.screen.resize(columns, rows)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def modes(self) -> list[Any]:
        """How the terminal treats what is typed (``termios``)."""
        return termios.tcgetattr(self._master)

    def bytes_for(self, *keys: str, quiet_s: float = 0.3, answered: bool = False) -> int:
        """How many bytes the program writes for these keys, until it rests again; ``answered`` waits for the first."""
        self.quiet(quiet_s)
        before = len(self.raw)
        self.press(*keys)
        end = clock.monotonic_s() + LIMIT_S
        while answered and len(self.raw) == before and clock.monotonic_s() < end:
            self.pump(0.05)
        self.quiet(quiet_s)
        return len(self.raw) - before

    def wait(self, limit_s: float = LIMIT_S) -> int:
        """Until the program ended by itself; its exit status."""
        end = clock.monotonic_s() + limit_s
        while self.process.poll() is None:
            self.pump(0.05)
            assert clock.monotonic_s() < end, f"the program does not end:\n{self.text}"
        self.pump()
        return self.process.returncode


def _holds(fact: str | Callable[[str], object], text: str) -> object:
    return fact in text if isinstance(fact, str) else fact(text)


def environment(home: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """What a program finds that has ``home`` as everything that a user has."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        "PYTHONPATH": str(_ROOT),
        **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")},
        **environ,
    }


@contextmanager
def program(
    *arguments: str,
    home: Path,
    size: tuple[int, int] = (120, 40),
    environ: Mapping[str, str] | None = None,
    argv: Sequence[str] = (sys.executable, "-m", "commune_tui"),
) -> Iterator[Terminal]:
    """Run ``commune-tui ARGUMENTS`` with ``home`` as everything that a user has; ended at the end."""
    env = environment(home, environ or {})
    master, slave = pty.openpty()
    columns, rows = size
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START, *argv, *arguments],
        stdin=slave, stdout=slave, stderr=slave, env=env, cwd=home, start_new_session=True,
    )  # fmt: skip
    name = os.ttyname(slave)
    os.close(slave)
    terminal = Terminal(process, master, name, columns, rows)
    try:
        yield terminal
    finally:
        _end(terminal)
        os.close(master)


def _end(terminal: Terminal) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        end = clock.monotonic_s() + 10
        with suppress(ProcessLookupError):
            terminal.process.send_signal(number)
        while terminal.process.poll() is None and clock.monotonic_s() < end:
            terminal.pump(0.05)
    terminal.process.wait()


def furnish(home: Path, *, operator: str = "alex", **settings: object) -> Path:
    """A home with a settings file in it; the directory."""
    folder = home / "config" / "commune-tui"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        f"{name} = {str(value).lower() if isinstance(value, bool) else repr(value)}" for name, value in settings.items()
    ]
    (folder / "config.toml").write_text("\n".join([*lines, "[profiles.default]", f'operator = "{operator}"', ""]))
    return home


@contextmanager
def account(
    server: Server, home: Path, *, size: tuple[int, int] = (120, 40), environ: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """The program on an account of a sandbox, as ``commune-tui`` with a key opens it."""
    given = {"COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url, **(environ or {})}
    with program(home=home, size=size, environ=given) as terminal:
        yield terminal

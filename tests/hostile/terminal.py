"""A program in a real terminal (a pty), and what its output means, read as a terminal would read it."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import termios
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fcntl import ioctl
from pathlib import Path

from commune_tui import clock

TOKEN = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b[\\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)|\x1b[ -/]+[0-~]|\x1b[0-~]|\x1b"
)
SGR = re.compile(r"\x1b\[[0-9;]*m\Z")
MOVE = re.compile(r"\x1b\[[0-9;]*[HG]\Z")
CONTROL = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
    "|(?<!\U000e0062)(?<!\U000e0067)(?<![\U000e0061-\U000e007a])(?<!\U0001f3f4)[\U000e0000-\U000e0fff]"
)


@dataclass
class Output:
    """What came out: colour codes, cursor moves, every other sequence with its count, and text."""

    colours: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    others: Counter[str] = field(default_factory=Counter)
    text: str = ""

    @property
    def controls(self) -> list[str]:
        """Control characters outside of any sequence."""
        return [hex(ord(letter)) for letter in CONTROL.findall(self.text)]


def read_output(raw: bytes) -> Output:
    """The bytes as a terminal takes them apart."""
    output, text = Output(), raw.decode("utf-8", "surrogateescape")
    for sequence in TOKEN.findall(text):
        if SGR.match(sequence):
            output.colours.add(sequence)
        elif MOVE.match(sequence):
            output.moves.add(sequence)
        else:
            output.others[sequence] += 1
    output.text = TOKEN.sub("", text)
    return output


def play(
    argv: list[str],
    *,
    size: tuple[int, int] = (100, 160),
    environ: dict[str, str] | None = None,
    limit_s: float = 110.0,
    answer: Callable[[bytes], bytes] | None = None,
) -> tuple[bytes, int]:
    """Run a program in a pty of ``size`` (rows, columns) until it ends; its output and exit status (negative: signal).

    ``answer`` gets every piece of output and returns what is typed then (also called with nothing every tenth second).
    """
    child, master = pty.fork()
    if child == 0:
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        env = {
            **keep,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(Path.cwd()),
            **(environ or {}),
        }
        os.execvpe(argv[0], argv, env)  # noqa: S606
    ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    got, end = bytearray(), clock.monotonic_s() + limit_s
    try:
        while clock.monotonic_s() < end:
            ready, _, _ = select.select([master], [], [], 0.1)
            piece = b""
            if ready:
                try:
                    piece = os.read(master, 65536)
                except OSError:  # the other side is closed
                    break
                if not piece:
                    break
                got += piece
            if answer is not None and (typed := answer(piece)):
                os.write(master, typed)
        else:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    finally:
        os.close(master)
    return bytes(got), os.waitstatus_to_exitcode(status)

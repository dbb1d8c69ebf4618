"""The thread that reads the keys sleeps while nobody types, hears everything, and ends when it has to."""

from __future__ import annotations

import os
import pty
import queue
import select
import socket
import tty
from collections.abc import Iterator
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from commune_tui.ui.terminal import key_reader
from commune_tui.ui.terminal.ending import Ending
from commune_tui.ui.terminal.input_filter import GuardedParser
from commune_tui.ui.terminal.key_reader import read_keys

LIMIT_S = 30.0
NEVER = Ending()


class Reader:
    """A terminal, the thread that reads it, and how long that slept at most each time (``None``: until something)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.keys: queue.Queue[Message] = queue.Queue()
        self.sleeps: queue.Queue[float | None] = queue.Queue()
        self.ending = Ending()
        real = select.select

        def recorded(read: list[int], write: list[int], odd: list[int], timeout: float | None) -> object:
            self.sleeps.put(timeout)
            return real(read, write, odd, timeout)

        monkeypatch.setattr(select, "select", recorded)
        self.thread = Thread(target=read_keys, args=(self.slave, GuardedParser(), self.ending, self.keys.put))
        self.thread.start()

    def press(self, data: bytes) -> None:
        os.write(self.master, data)

    def heard(self) -> str:
        key = self.keys.get(timeout=LIMIT_S)
        assert isinstance(key, events.Key)
        return key.key

    def until_asleep(self) -> int:
        """How often it looked before it sleeps until something comes."""
        looks = 0
        while self.sleeps.get(timeout=LIMIT_S) is not None:
            looks += 1
        return looks

    def over(self) -> bool:
        self.thread.join(LIMIT_S)
        return not self.thread.is_alive()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    found = Reader(monkeypatch)
    yield found
    found.ending.set()
    assert found.over()


def test_it_sleeps_while_nobody_types(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_reader, "_TICK_S", 0.5)
    assert reader.until_asleep() == 0
    reader.press(b"a")
    assert reader.heard() == "a" and 0 < reader.until_asleep() < 10


def test_a_lone_escape_is_known_by_the_time(reader: Reader) -> None:
    reader.press(b"\x1b")
    assert reader.heard() == "escape"


def test_a_byte_that_is_no_text_makes_nobody_deaf(reader: Reader) -> None:
    reader.press(b"\xff\xc3")
    reader.press(b"a")
    heard = [reader.heard()]
    while heard[-1] != "a":
        heard.append(reader.heard())


STARTS = st.sampled_from([b"\x1b[200~", b"\x1b[201~", b"\x1b[", b"\x1b]0;"])


@given(st.lists(st.binary(min_size=1, max_size=40) | STARTS, max_size=6))
@example([b"\xe9", b"?"])
def test_no_bytes_end_it(pieces: list[bytes]) -> None:
    read, write = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)  # each piece is read by itself
    with read:
        with write:
            for piece in pieces:
                write.send(piece)
        read_keys(read.fileno(), GuardedParser(), NEVER, lambda message: None)
        assert read.recv(1) == b""


def test_a_letter_in_two_pieces_is_one_letter(reader: Reader) -> None:
    reader.press("é".encode()[:1])
    reader.until_asleep()
    reader.press("é".encode()[1:])
    assert reader.keys.get(timeout=LIMIT_S).character == "é"  # type: ignore[attr-defined]


def test_it_is_woken_to_end(reader: Reader) -> None:
    assert reader.until_asleep() == 0
    reader.ending.set()
    assert reader.over()


def test_it_can_begin_again_after_it_was_ended(reader: Reader) -> None:
    reader.ending.set()
    assert reader.over()
    reader.ending.clear()
    reader.thread = Thread(target=read_keys, args=(reader.slave, GuardedParser(), reader.ending, reader.keys.put))
    reader.thread.start()
    reader.press(b"b")
    assert reader.heard() == "b"


def test_it_ends_with_its_terminal(reader: Reader) -> None:
    os.close(reader.master)
    assert reader.over()

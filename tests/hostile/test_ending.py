"""However the program ends, the terminal is given back, the exit status is true, and nothing private is printed."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.hostile.payloads import some_payloads
from tests.hostile.terminal import play, read_output
from tests.servers import Server
from tests.terminal import account, furnish

CANARY = "comm_live_9f8e7d6c5b4a"

APP = """
import os
import sys
from textual.app import App
from textual.widgets import Static
from commune_tui.ui.terminal.launch import launch

class Ending(App[int]):
    def compose(self):
        yield Static("ready to end")
    def key_x(self):
        api_key = sys.argv[1]
        headers = {"Authorization": "Bearer " + sys.argv[1]}
        raise ValueError("it broke with " + sys.argv[2])
    def key_m(self):
        self.exit(3, return_code=3, message=sys.argv[2])
    def key_q(self):
        self.exit(0)
    def key_b(self):
        os.write(2, b"it hangs")
        while True:
            pass

sys.exit(launch(Ending()))
"""

BACK = ["\x1b[?1049l", "\x1b[?1000l", "\x1b[?1003l", "\x1b[?2004l", "\x1b[?25h"]


class Presser:
    """Presses a key, or sends a signal, as soon as the app is seen."""

    def __init__(self, key: str = "", number: int = 0) -> None:
        self.key, self.number, self.seen, self.done = key, number, b"", False

    def __call__(self, piece: bytes) -> bytes:
        self.seen += piece
        if self.done or b"ready to end" not in self.seen:
            return b""
        self.done = True
        if self.number:
            pid = re.search(rb"pid (\d+);", self.seen)
            assert pid
            os.kill(int(pid[1]), self.number)
        return self.key.encode()


def end(presser: Presser, tmp_path: Path, message: str = "") -> tuple[bytes, int]:
    file = tmp_path / "ending.py"
    file.write_text(f"import os; print('pid', str(os.getpid()) + ';', flush=True)\n{APP}")
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    return play([sys.executable, str(file), CANARY, message], size=(24, 80), environ=environ, answer=presser)


def test_an_ordinary_end(tmp_path: Path) -> None:
    raw, status = end(Presser("q"), tmp_path)
    assert status == 0
    assert all(code.encode() in raw for code in BACK)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_gives_the_terminal_back(tmp_path: Path, number: int) -> None:
    raw, status = end(Presser(number=number), tmp_path)
    assert status == 128 + number
    assert all(code.encode() in raw for code in BACK)


def test_a_signal_while_the_program_hangs_gives_it_back_too(tmp_path: Path) -> None:
    class Hanging(Presser):
        """Has the app hang once it is seen, and sends the signal once it says so."""

        def __call__(self, piece: bytes) -> bytes:
            if b"it hangs" in self.seen + piece:
                return super().__call__(piece)
            before = b"ready to end" in self.seen
            self.seen += piece
            return b"b" if b"ready to end" in self.seen and not before else b""

    raw, status = end(Hanging(number=signal.SIGTERM), tmp_path)
    assert status == 128 + signal.SIGTERM
    assert all(code.encode() in raw for code in BACK)


def test_a_reader_of_keys_that_was_left_behind_ends_too(tmp_path: Path) -> None:
    """Ended from outside while it lost its terminal, the program was waited for by Python, and read the end of the
    terminal for ever."""
    left = APP.replace(
        "self.exit(0)", "self._driver.disable_input = self._driver.stop_application_mode = lambda: None; self.exit(0)"
    )
    file = tmp_path / "ending.py"
    file.write_text(f"import os; print('pid', str(os.getpid()) + ';', flush=True)\n{left}")
    _, status = play([sys.executable, str(file), CANARY, ""], size=(24, 80), answer=Presser("q"))
    assert status == 0


def test_a_crash_tells_no_variable_and_no_control(tmp_path: Path) -> None:
    hostile = "".join(payload.text for payload in some_payloads(40, seed=5)).replace("\x00", "")
    hostile = hostile.encode("utf-8", "replace").decode() + CANARY
    usual, _ = end(Presser("q"), tmp_path)
    raw, status = end(Presser("x"), tmp_path, hostile)
    output = read_output(raw)
    assert status == 1
    assert b"9f8e7d6c5b4a" not in raw
    assert b"commune-tui stopped because of an error of its own: ValueError: it broke with" in raw
    assert output.controls == []
    assert output.others == read_output(usual).others


def test_a_last_message_is_plain_text(tmp_path: Path) -> None:
    raw, status = end(Presser("m"), tmp_path, "bye [b]x[/b] [/] \x1b]0;owned\x07\x1b[2J\x9b2J\u202e end")
    usual, _ = end(Presser("q"), tmp_path)
    output = read_output(raw)
    assert status == 3
    assert "bye [b]x[/b] [/] ›2J end" in output.text
    assert output.others == read_output(usual).others


def test_a_byte_that_is_no_text_does_not_end_it(sandbox: Server, tmp_path: Path) -> None:
    with account(sandbox, furnish(tmp_path)) as screen:
        screen.until("synced")
        screen.send(b"\xe9")
        screen.press("?", then="Keys of this screen")
        assert screen.leave() == 0

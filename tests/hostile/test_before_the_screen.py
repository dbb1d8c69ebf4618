"""The first list stands on the terminal before Textual is imported: whatever comes in between loses and breaks nothing.

The program is held where it begins to import Textual until the test lets it go on.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from commune_tui.cli import opening
from commune_tui.cli.opening import never
from commune_tui.config import Settings
from commune_tui.keys import keymap
from commune_tui.mail.session import Session
from commune_tui.store import inboxes, messages, threads
from commune_tui.store.database import Database
from commune_tui.store.records import InboxRecord, TriageRecord
from commune_tui.ui import looks
from commune_tui.ui.inbox.first_list import FirstList
from commune_tui.ui.terminal import colours
from commune_tui.ui.terminal.cells import TerminalCells
from commune_tui.ui.terminal.pens import Pens
from tests.hostile.payloads import some_payloads
from tests.hostile.terminal import read_output
from tests.store.build import at, message, thread
from tests.terminal import Terminal, environment, program

HELD = """
import sys
gate = sys.argv.pop()
class Hold:
    def find_spec(self, name, path=None, target=None):
        if name == "textual":
            sys.meta_path.remove(self)
            if open(gate).read() == "fail":
                raise ImportError("it is not here")
sys.meta_path.insert(0, Hold())
from commune_tui.__main__ import program
sys.exit(program())
"""
NOWHERE = {"COMMUNE_BASE_URL": "http://127.0.0.1:9", "COMMUNE_API_KEY": "comm_" + "0" * 64}
ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"


TRIES = int(os.environ.get("COMMUNE_TESTS_TRIES", "200"))


def write(conn: sqlite3.Connection) -> None:
    inboxes.put(conn, [InboxRecord("in0", "dom1", "support@example.org")], at(0))
    rows = [thread(f"t{i}", i, subject=f"subject {i}", inbox_id="in0", triage=TriageRecord("needs_reply", None, ()))
            for i in range(9)]  # fmt: skip
    threads.put_listed(conn, rows, at(9))
    messages.put(conn, [message(f"m{i}", f"t{i}", i, inbox_id="in0", content="words") for i in range(9)], at(9))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose account has nine threads that need a reply, and whose server is not there."""
    for name, value in environment(tmp_path, NOWHERE).items():
        monkeypatch.setenv(name, value)
    account = opening.folder_of(opening.choose(argparse.Namespace(config=None, profile=None)))
    database = Database(account.mail_folder, account.desk_folder)
    database.write_now(write)
    database.close()
    return tmp_path


class Held:
    """The program before Textual; ``go_on`` lets it import that, or fail to."""

    def __init__(self, screen: Terminal, gate: Path, modes: list[Any]) -> None:
        """``modes`` are those that the terminal had before."""
        self.screen, self._gate, self.modes = screen, gate, modes

    def go_on(self, said: str = "") -> None:
        self._gate.write_text(said)


@contextmanager
def held(home: Path, size: tuple[int, int] = (80, 24)) -> Iterator[Held]:
    gate = home / "gate"
    os.mkfifo(gate)
    with program(home=home, size=size, environ=NOWHERE, argv=[sys.executable, "-c", HELD, str(gate)]) as screen:
        modes = screen.modes()
        screen.until(lambda text: "subject 8" in text and "help" in text)
        yield Held(screen, gate, modes)


def current(text: str) -> str:
    """The line under the cursor."""
    return next((line for line in text.splitlines() if line.startswith("▌")), "")


def wishes(home: Path) -> list[str]:
    """The threads that something was done to."""
    [file] = home.rglob("desk.db")
    with sqlite3.connect(file) as desk:
        return [name for [name] in desk.execute("SELECT thread_id FROM operations ORDER BY seq")]


def test_keys_typed_before_it_act_in_their_order(home: Path) -> None:
    with held(home) as early:
        early.screen.press("j", "j", "e")
        early.go_on()
        early.screen.until(lambda text: "Needs reply 8" in text and "subject 5" in current(text))
        assert early.screen.leave() == 0
    assert wishes(home) == ["t6"]


def test_what_was_pasted_or_answered_before_it_does_nothing(home: Path) -> None:
    with held(home) as early:
        early.screen.send(b"\x1b]11;rgb:eeee/eeee/wwww\x1b\\\x1b[?62;e;w;c")
        early.screen.press("Ctrl-l")
        early.screen.send(b"jewjewjew")
        early.screen.press("Ctrl-l")
        early.go_on()
        early.screen.until("offline")
        assert early.screen.leave() == 0
    assert wishes(home) == []


def test_escape_and_a_key_long_after_it_stay_two(home: Path) -> None:
    with held(home) as early:
        early.screen.press("Esc", "j")
        early.go_on()
        early.screen.until(lambda text: "subject 7" in current(text))


def test_another_size_is_drawn_as_such(home: Path) -> None:
    with held(home) as early:
        early.screen.resize(60, 20)
        early.screen.resize(100, 30)
        early.go_on()
        early.screen.until("offline")
        early.screen.until(lambda text: "help" in text.splitlines()[-1])
        assert "subject 8" in early.screen.lines[1]
        assert sum("subject" in line for line in early.screen.lines) == 9


def test_a_size_that_came_and_went_leaves_nothing_behind(home: Path) -> None:
    with held(home) as early:
        early.screen.resize(60, 20)  # the terminal drops what is beyond
        early.screen.resize(80, 24)
        early.go_on()
        early.screen.until("offline")
        assert "help" in early.screen.lines[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_gives_the_terminal_back(home: Path, number: signal.Signals) -> None:
    with held(home) as early:
        early.screen.process.send_signal(number)
        assert early.screen.wait() == 128 + number, early.screen.raw[-600:]
        given_back(early)


def test_a_failure_gives_the_terminal_back_before_it_is_told(home: Path) -> None:
    with held(home) as early:
        early.go_on("fail")
        assert early.screen.wait() == 1
        given_back(early)
        assert b"ImportError" in early.screen.raw.partition(LEFT)[2]


def test_a_stop_waits_until_the_terminal_can_be_given_back(home: Path) -> None:
    with held(home) as early:
        early.screen.process.send_signal(signal.SIGTSTP)
        early.go_on()
        early.screen.until_found(lambda: any(os.waitpid(early.screen.process.pid, os.WUNTRACED | os.WNOHANG)))
        early.screen.pump()
        given_back(early)
        early.screen.process.send_signal(signal.SIGCONT)
        early.screen.until(lambda text: "subject 8" in current(text))
        assert early.screen.leave() == 0


def test_ctrl_c_is_a_key_and_twice_an_end(home: Path) -> None:
    with held(home) as early:
        early.screen.press("Ctrl-c")
        assert early.screen.process.poll() is None
        early.screen.send(b"\x03")
        assert early.screen.wait() == 130
        given_back(early)


def test_the_terminal_is_entered_once_and_left_as_it_was(home: Path) -> None:
    with held(home) as early:
        early.go_on()
        early.screen.until("offline")
        assert early.screen.leave() == 0
        assert early.screen.raw.count(ENTERED) == 1
        given_back(early)


def test_nothing_of_a_mail_reaches_the_terminal_but_text(tmp_path: Path) -> None:
    hostile = [payload.text for payload in some_payloads(60, seed=8)]

    def about(text: str) -> TriageRecord:
        return TriageRecord("open", text, (text,))

    def write_hostile(conn: sqlite3.Connection) -> None:
        write(conn)
        inboxes.put(conn, [InboxRecord(f"h{i}", "dom1", text, text) for i, text in enumerate(hostile)], at(0))
        rows = [
            thread(f"h{i}", i, inbox_id=f"h{i}", subject=f"subject {text}", snippet=text, triage=about(text))
            for i, text in enumerate(hostile)
        ]
        threads.put_listed(conn, rows, at(99))
        messages.put(conn, [message(f"h{i}", f"h{i}", i, name=text, inbox_id=f"h{i}", content=text)
                            for i, text in enumerate(hostile)], at(99))  # fmt: skip

    database = Database(tmp_path)
    database.write_now(write_hostile)
    database.close()
    session, pens = Session(tmp_path, never, me="ana"), Pens(looks.DARK, colours.EIGHT_BIT, plain=False)
    settings = Settings(views=dict.fromkeys(hostile[:3], "is:open"))
    parts = FirstList(pens, settings, 160, 90).parts(session, keymap.build()[0])
    session.database.close()
    output = read_output(TerminalCells().paint(parts, 160, 90).encode("utf-8", "surrogateescape"))
    assert output.text.count("subject") > 40
    assert (output.controls, output.others) == ([], {})


def given_back(early: Held) -> None:
    assert LEFT in early.screen.raw
    assert early.screen.modes() == early.modes
    assert early.screen.screen.modes == {"?25", "?7"}  # the cursor shows, lines wrap


TYPED = {"e": "t8", "je": "t7", "jje": "t6", "jke": "t8", "kje": "t7", "jxe": "t7"}
"""Keys, no more of them than a hand types at once, and the thread that they close."""


@pytest.mark.campaign
def test_keys_typed_at_first_sight_all_act(home: Path) -> None:
    """Wherever the start is when they come: at its picture, while Textual is imported, while it takes over."""
    chance = random.Random(os.environ.get("COMMUNE_TESTS_SEED", "1"))
    for number in range(TRIES):
        fresh = home / "home"
        shutil.copytree(home, fresh, ignore=shutil.ignore_patterns("home"))
        keys = chance.choice(list(TYPED))
        with program(home=fresh, size=(80, 24), environ=NOWHERE) as screen:
            screen.until(lambda text: "subject 8" in text)
            for key in keys:
                screen.pass_time(chance.random() * 0.1)
                screen.send(key.encode())
            screen.until("Needs reply 8")
        assert wishes(fresh) == [TYPED[keys]], (number, keys)
        shutil.rmtree(fresh)

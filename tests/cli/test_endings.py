"""However it ends, the terminal is as it was, the exit status is true, and nothing of a mail or a key is printed."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from fcntl import ioctl
from pathlib import Path
from unittest.mock import Mock

import pytest
from textual.app import App

from commune_tui.start.demo import KEEP_IT
from commune_tui.ui.terminal import signals
from tests.cli.terminals import LIMIT_S, PROGRAM, Home, Terminal, left_behind, sane, terminal
from tests.servers import Server

CANARY = "comm_canary0123456789abcdef"

LETTERS = {"", "0", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29", "39", "49"}
"""The codes that change letters (bold, underlined, reversed) and take a colour back, none that sets one."""

CRASH = """
import sys
import termios
from commune_tui.__main__ import main
import commune_tui.ui.app as app

def crash(self, *_):
    secret = "{canary}"
    body = "Dear Sir, my card number is"
    raise RuntimeError(f"it broke with Bearer {{secret}}")

app.CommuneApp.{place} = crash
sys.exit(main([]))
"""


def account_of(office: Server) -> dict[str, str]:
    return {"COMMUNE_API_KEY": office.key, "COMMUNE_BASE_URL": office.base_url}


def start(home: Home, environment: dict[str, str], argv: Sequence[str] = PROGRAM) -> AbstractContextManager[Terminal]:
    return terminal(home, argv=argv, size=(24, 110), **environment)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_leaves_a_sane_terminal_and_a_true_status(home: Home, office: Server, number: signal.Signals) -> None:
    with terminal(home, COMMUNE_API_KEY=office.key, COMMUNE_BASE_URL=office.base_url) as screen:
        before = screen.modes()
        screen.expect("API key from the environment")
        assert screen.modes() != before
        screen.signal(number)
        assert screen.finish() == 128 + number
        assert screen.modes() == before
    assert sane(screen.raw)
    assert "Traceback" not in screen.text and office.key not in screen.text


def test_a_signal_ends_the_program_also_where_no_thread_is_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under a limit of processes: the last resort is a thread, the first is not."""

    def none_left(_: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Timer, "start", none_left)
    app, loop = App[int](), Mock()
    app._loop = loop
    done = signals.install(app)
    try:
        signal.raise_signal(signal.SIGTERM)
    finally:
        done()
    assert loop.call_soon_threadsafe.call_count == 1


def crashing(home: Home, place: str) -> list[str]:
    """The program with a method that fails, and says a secret with it."""
    script = home.path / "crash.py"
    script.write_text(CRASH.format(canary=CANARY, place=place))
    return [sys.executable, str(script)]


def tells_no_secret(home: Home, screen: Terminal, office: Server) -> None:
    log = home.state / "commune-tui" / "log" / "commune-tui.log"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert any("crash.py" in json.dumps(line) for line in lines), "the place is in the log"
    for secret in (CANARY, office.key, "card number"):
        assert secret not in screen.text and secret not in log.read_text()
    assert "Traceback" not in screen.text


def test_a_crash_at_the_start_is_a_sentence_and_a_log_without_secrets(home: Home, office: Server) -> None:
    with start(home, account_of(office), crashing(home, "on_mount")) as screen:
        before = screen.modes()
        assert screen.finish() == 1
        assert screen.modes() == before
    assert sane(screen.raw)
    words = " ".join(screen.text.split())
    assert "stopped because of an error of its own: RuntimeError" in words
    assert "Drafts and unsent mail are kept" in words and "commune-tui.log" in words
    tells_no_secret(home, screen, office)


def test_a_crash_under_a_key_is_told_and_the_program_goes_on(home: Home, office: Server) -> None:
    with start(home, account_of(office), crashing(home, "do_app_theme")) as screen:
        screen.expect("API key from the environment", "synced")
        screen.type("v")
        screen.type("m")
        screen.expect("Something went wrong here (RuntimeError)")
        screen.type("?")
        screen.expect("Keys of this screen")
        assert screen.leave() == 0
    assert sane(screen.raw)
    tells_no_secret(home, screen, office)


def test_what_was_said_to_be_kept_is_there_after_a_kill(home: Home, office: Server) -> None:
    """SIGKILL gives no time for anything, so this holds for every other end as well."""
    account = account_of(office)
    with start(home, account) as screen:
        screen.expect("synced", "▌")  # a row has the cursor
        screen.type("m")
        screen.expect("NOTE, never sent")
        screen.answer("call them on Monday", "1 thread: noted")
        screen.signal(signal.SIGKILL)
        assert screen.finish() == -signal.SIGKILL
    assert {path.name.partition("-")[0] for path in home.holding("call them on Monday")} == {"desk.db"}
    with start(home, account) as screen:
        screen.expect("API key from the environment", "synced")
        assert screen.leave() == 0
    assert home.holding("call them on Monday")


@pytest.mark.parametrize(
    ("name", "words"),
    [("dumb", "cannot move its cursor"), ("", "cannot move its cursor"), ("unknown", "cannot move its cursor")],
)
def test_a_terminal_that_cannot_show_it_is_refused_with_a_hint(home: Home, name: str, words: str) -> None:
    with terminal(home, "demo", TERM=name) as screen:
        assert screen.finish() == 4
    said = " ".join(screen.text.split())
    assert words in said and "commune-tui demo --linear" in said and "\x1b" not in screen.raw.decode()


def test_without_a_terminal_there_is_no_screen(home: Home, office: Server) -> None:
    done = home.run(COMMUNE_API_KEY=office.key, COMMUNE_BASE_URL=office.base_url)
    assert (done.returncode, done.stdout) == (4, "")
    assert "peek --json" in done.stderr


def test_no_colour_means_none(home: Home, office: Server) -> None:
    """Neither in the inboxes nor before there is a key; meaning never rests on colour in this program."""
    with start(home, {"NO_COLOR": "1", "COMMUNE_BASE_URL": office.base_url}) as asked:
        asked.expect("paste an API key")
        asked.type("q")
        assert asked.finish() == 0
    with start(home, {"NO_COLOR": "1", **account_of(office)}) as screen:
        screen.expect("API key from the environment")
        assert screen.leave() == 0
    codes = ";".join(re.findall(r"\x1b\[([\d;]*)m", (asked.raw + screen.raw).decode("utf-8", "replace"))).split(";")
    assert "1" in codes and set(codes) <= LETTERS


def test_the_demo_says_that_its_server_died_and_cleans_up(home: Home) -> None:
    with terminal(home, "demo", "--threads", "20", "--quiet") as screen:
        screen.expect("nobody here is real", "Made up, on this machine only", "synced")
        (folder,) = home.path.glob("commune-demo-*")
        (server,) = children(screen.child)
        os.kill(server, signal.SIGKILL)
        screen.expect("The demo's server has ended")
        assert screen.leave() == 0
    assert not folder.exists()


def children(process: int) -> list[int]:
    """The processes that a process started and that run a sandbox."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"sandbox" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return found


def test_a_terminal_that_goes_away_ends_it_also_where_nobody_hangs_up(home: Home) -> None:
    """After ``su`` or in a container the terminal is not our own: then the kernel sends no SIGHUP."""
    words = [*PROGRAM, "demo", "--quiet", "--threads", "5"]
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        words, env=home.environment(), stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    ) as program:
        os.close(slave)
        Terminal(program.pid, master, (24, 80)).expect("Made up, on this machine")
        os.close(master)
        assert program.wait(LIMIT_S) == 128 + signal.SIGHUP
    assert left_behind(home) == []


def test_the_demo_is_left_at_once_also_while_its_world_is_made(home: Home) -> None:
    """A stopped process stands for a server that takes long to begin: nobody waits for it."""
    with terminal(home, "demo", "--threads", "20") as screen:
        screen.expect("nobody here is real")
        servers = children(screen.child)
        for server in servers:
            os.kill(server, signal.SIGSTOP)
        screen.expect("Made up, on this machine")
        assert screen.leave() == 0
    assert KEEP_IT in screen.text
    assert servers and list(home.path.glob("commune-demo-*")) == []


def test_a_stop_that_nobody_sees_coming_leaves_the_terminal_as_it_was(home: Home) -> None:
    """SIGSTOP, SIGCONT, then quitting: the shell that comes after it is not in a raw terminal."""
    with terminal(home, "demo", "--threads", "5", "--quiet") as screen:
        before = screen.modes()
        screen.expect("Made up, on this machine only", "synced")
        assert screen.modes() != before
        for _ in range(2):
            screen.signal(signal.SIGSTOP)
            os.waitid(os.P_PID, screen.child, os.WSTOPPED)
            seen = len(screen.raw)
            screen.signal(signal.SIGCONT)
            # It begins anew, after it put the terminal back: also when the stop came while it was beginning.
            while b"\x1b[?1049l" not in screen.raw[seen:] or screen.raw.rfind(b"\x1b[?1049h") < screen.raw.rfind(
                b"\x1b[?1049l"
            ):
                assert screen._read()
            assert screen.raw.count(b"\x1b[?1049h") == screen.raw.count(b"\x1b[?1049l") + 1
        screen.expect("Made up, on this machine only")
        screen.type("\x11")
        while screen.modes() != before:
            assert screen._read()
        assert screen.leave() == 0

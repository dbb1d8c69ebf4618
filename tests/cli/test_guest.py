"""``demo --guest``: nothing of the host is in reach, and the session ends by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from textual.app import App

from commune_tui.actions.commands import COMMANDS
from commune_tui.config import Settings
from commune_tui.keys.keymap import build
from commune_tui.mail.session import Session
from commune_tui.patience import Patience
from commune_tui.start import guest
from commune_tui.ui.guest import GuestApp
from commune_tui.ui.kit.status_line import StatusLine
from tests.budget.app import fill, nobody
from tests.cli.terminals import PROGRAM, Home, sane, terminal

TAKEN = (
    *("action_screenshot", "action_command_palette", "action_suspend_process", "copy_to_clipboard", "open_url"),
    *("deliver_text", "deliver_binary", "deliver_screenshot", "export_screenshot", "save_screenshot", "suspend"),
    "get_system_commands",
)


@pytest.mark.parametrize("name", TAKEN)
def test_what_textual_can_do_to_a_host_is_replaced(name: str) -> None:
    """Fails when another Textual renames one of them, which would bring it back."""
    assert hasattr(App, name) and name in vars(GuestApp)


def test_no_key_of_a_guest_leads_to_the_host() -> None:
    keymap, _ = build(guest=True)
    forbidden = {command.id for command in COMMANDS if not command.guest}
    assert {"app.suspend", "copy.text", "review.attach"} <= forbidden
    contexts = {context for command in COMMANDS for context in command.contexts}
    assert not forbidden & {found.id for context in contexts for found in keymap.table(context).values()}


def test_a_guest_is_warned_and_sent_home_when_idle_or_here_for_long() -> None:
    at = [0.0]
    patience = Patience(now=lambda: at[0])
    assert patience.warning == "" and patience.left_s() == 600
    at[0] = 550
    assert "ends in 50 s. Any key stays." in patience.warning
    patience.touch()
    assert patience.warning == ""
    at[0] = 1149
    assert "Any key stays" in patience.warning
    at[0] = 1750
    patience.touch()
    assert patience.warning == "This session has been open long enough: it ends in 50 s."
    at[0] = 1800
    assert patience.left_s() <= 0


async def test_one_warning_takes_the_place_of_the_other(tmp_path: Path) -> None:
    at = [0.0]
    fill(tmp_path)
    app = GuestApp(Session(tmp_path, nobody), Settings(), demo="", patience=Patience(now=lambda: at[0]))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for at[0] in (550.0, 555.0, 560.0):
            app.look_at_clock()
        await pilot.pause()
        words = app.screen.query_one(StatusLine).words
    assert words.count("Nobody is pressing keys") == 1 and "ends in 40 s" in words


LOCK = """
import os, shutil, sqlite3, socket, subprocess, sys
from pathlib import Path
folder = Path(sys.argv[1])
from commune_tui.start import guest
outside = os.open(folder.parent, os.O_RDONLY)
guest.lock(folder)
(folder / "own").write_text("ours")
assert (folder / "own").read_text() == "ours"
sqlite3.connect(folder / "own.db").close()
import email.mime.image, commune_tui.ui.app, commune_tui.mail.outbox.outbox
tries = {
    "read": lambda: open("/etc/passwd").read(),
    "link": lambda: os.symlink("/etc/passwd", folder / "link") or open(folder / "link").read(),
    "list": lambda: os.listdir("/home"),
    "write": lambda: open(folder.parent / "out", "w"),
    "os.open": lambda: os.open(folder.parent / "out", os.O_WRONLY | os.O_CREAT),
    "rename": lambda: os.rename(folder.parent / "theirs", folder / "mine"),
    "remove by folder": lambda: os.remove("theirs", dir_fd=outside),
    "rename out": lambda: os.rename(folder / "own", folder.parent / "own"),
    "remove": lambda: os.remove(folder.parent / "theirs"),
    "mkdir": lambda: (folder.parent / "new").mkdir(),
    "database": lambda: sqlite3.connect(folder.parent / "x.db"),
    "shell": lambda: os.system("true"),
    "program": lambda: subprocess.run(["true"]),
    "python": lambda: subprocess.run([sys.executable, "-c", "1"]),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "fork": lambda: os.fork(),
    "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "network": lambda: socket.create_connection(("192.0.2.1", 80), 1),
}
for name, attempt in tries.items():
    try:
        attempt()
    except PermissionError as error:
        assert "guests" in str(error), (name, error)
    else:
        print("got through:", name)
print("done")
"""


def test_the_lock_lets_nothing_through_below_textual(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    folder.mkdir()
    (tmp_path / "theirs").write_text("theirs")
    done = subprocess.run([sys.executable, "-c", LOCK, str(folder)], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("done\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["theirs", "world"]


def test_a_guest_plays_and_leaves_nothing_behind(home: Home) -> None:
    trap = home.path / "trap"
    more = {"TEXTUAL_LOG": str(trap), "EDITOR": f"touch {trap}", "BROWSER": f"touch {trap}", "TEXTUAL_PRESS": "q"}
    words = ("demo", "--guest", "--threads", "20")
    with terminal(home, argv=[*PROGRAM, *words], size=(24, 110), **more) as screen:
        screen.expect("nobody here is real", "synced")
        assert screen.screen.text.count("Made up, on this machine") == 1
        environment = Path(f"/proc/{screen.child}/environ").read_bytes().decode().split("\0")
        world = Path(f"/proc/{screen.child}/cwd").readlink()
        assert world.name.startswith("commune-demo-") and world.stat().st_mode & 0o077 == 0
        limits = Path(f"/proc/{screen.child}/limits").read_text()
        screen.type("\x1a")  # Ctrl-z
        screen.type(":")
        screen.expect("thread.close")
        screen.answer("app.suspend", "taken away in the demo for guests")
        screen.type("\r")
        screen.expect("customer")
        assert screen.leave() == 0
    names = {word.partition("=")[0] for word in environment if word}
    assert names <= {"TERM", "LANG", "PATH", "LINES", "COLUMNS", "LC_CTYPE"}
    assert "Max core file size        0" in limits
    assert sane(screen.raw) and b"\x1b]52" not in screen.raw
    assert "Goodbye" in screen.text
    assert not trap.exists() and home.files() == []
    assert not world.exists()


def test_a_guest_without_a_terminal_reads_a_screen_of_text(home: Home) -> None:
    done = home.run("demo", "--guest")
    assert done.returncode == 0 and "ssh -t" in done.stdout and home.files() == []


@pytest.mark.parametrize(
    ("threads", "crowded"), [([1, 12], False), ([12] * 20, False), ([12] * 21, True), ([250], True)]
)
def test_a_guest_too_many_is_told_before_anything_starts(tmp_path: Path, threads: list[int], crowded: bool) -> None:
    for number, (user, count) in enumerate([(1000, count) for count in threads] + [(1001, 200)]):
        (tmp_path / str(number)).mkdir()
        status = f"Name:\tpython\nUid:\t{user}\t{user}\t{user}\t{user}\nThreads:\t{count}\n"
        (tmp_path / str(number) / "status").write_text(status)
    (tmp_path / "self").mkdir()
    assert guest.crowded(256, tmp_path, user=1000) is crowded
    assert not guest.crowded(-1, tmp_path, user=1000) and not guest.crowded(256, tmp_path, user=0)

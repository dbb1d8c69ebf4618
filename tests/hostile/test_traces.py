"""What a whole session leaves behind: private files, no key anywhere, no clipboard and no process unasked.

Played in a terminal with the shell's umask wide open: a file saved, a link opened, a mail with a file written, a note,
the journal exported, a text copied.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.flows.account import receive, waits_for
from tests.flows.writing import attach, reply
from tests.hostile.terminal import read_output
from tests.servers import Server
from tests.terminal import Terminal, furnish, program

LINK = "https://shop.example/track?parcel=12&x=;touch+owned"
OPENER = '#!/bin/sh\nprintf "%s\\n" "$#" "$@" >> "$HOME/opened"\n'
CLIPBOARD = b"\x1b]52"


@contextmanager
def wide_open(server: Server, home: Path) -> Iterator[Terminal]:
    """The program on an account, as a shell with umask 000 and a desktop starts it."""
    (home / "bin").mkdir()
    (home / "bin" / "xdg-open").write_text(OPENER)
    (home / "bin" / "xdg-open").chmod(0o755)
    environ = {
        "COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url, "DISPLAY": ":9",
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
    }  # fmt: skip
    argv = ["/bin/sh", "-c", 'umask 000; exec "$@"', "sh", sys.executable, "-m", "commune_tui"]
    with program(home=furnish(home, hold_s=300), environ=environ, argv=argv) as screen:
        yield screen


def open_to_others(home: Path, before: set[Path]) -> list[str]:
    """Files and directories of the session that anybody else could read."""
    made = [path for path in home.rglob("*") if path not in before and path.name != "opened"]
    assert len(made) > 5
    return [f"{path} {path.lstat().st_mode:o}" for path in made if path.lstat().st_mode & 0o077]


def save_and_open(screen: Terminal, home: Path) -> None:
    screen.press("Enter", then="v f saves")
    screen.press("v", "f", then="Enter save")
    screen.press("Enter", then=lambda text: "Saved" in text or "saved" in text)
    screen.press("L", then="this is where it really goes")
    assert not (home / "opened").exists()
    screen.press("Enter", then="Opened in your browser.")
    waits_for((home / "opened").exists, screen.pump)


def write_and_export(screen: Terminal, home: Path) -> None:
    reply(screen, "Order 12", "Here it is.")
    attach(screen, "manual.txt")
    screen.act("y", "takes it back")
    screen.press("m", then="NOTE, never sent")
    screen.type("Ask again.")
    screen.press("Enter", then="on this machine only.")
    screen.press("g", "l", then="Journal")
    screen.press("x")
    screen.press("Ctrl-u")
    screen.type(str(home / "journal.jsonl"))
    screen.press("Enter")
    waits_for((home / "journal.jsonl").exists, screen.pump)
    screen.press("q")


def test_a_whole_session_leaves_private_files_and_nothing_else(fresh_sandbox: Server, tmp_path: Path) -> None:
    file = {"name": "label.txt", "mime_type": "text/plain", "content": base64.b64encode(b"label").decode()}
    html = f'<p>See <a href="{LINK}">your parcel</a></p><div style="display:none">Obey me.</div>'
    receive(fresh_sandbox, ["Order 12"], status="needs_reply", html=html, files=[file])
    (tmp_path / "manual.txt").write_text("Press the button.")
    furnish(tmp_path)
    before = {*tmp_path.rglob("*"), tmp_path / "bin", tmp_path / "bin" / "xdg-open"}
    with wide_open(fresh_sandbox, tmp_path) as screen:
        screen.until("Order 12")
        screen.until("synced")
        save_and_open(screen, tmp_path)
        write_and_export(screen, tmp_path)
        assert open_to_others(tmp_path, before) == []  # while it runs: write-ahead logs, drafts, what is uploaded
        assert screen.raw.count(CLIPBOARD) == 0
        screen.press("y", "y", then="Asked the terminal to copy")
        assert screen.leave() == 0
    copied = bytes(screen.raw).split(CLIPBOARD + b";c;")[1:]
    [text] = [base64.b64decode(each.partition(b"\x07")[0]) for each in copied]
    assert read_output(text).controls == []
    assert b"your parcel" in text
    assert b"Obey" not in text  # what a person does not see is not handed on either
    assert open_to_others(tmp_path, before) == []
    assert [path.read_bytes() for path in tmp_path.rglob("label.txt")] == [b"label"]
    assert (tmp_path / "opened").read_text() == f"1\n{LINK}\n"
    key = fresh_sandbox.key.encode()
    assert key not in screen.raw
    assert [path for path in tmp_path.rglob("*") if path.is_file() and key in path.read_bytes()] == []

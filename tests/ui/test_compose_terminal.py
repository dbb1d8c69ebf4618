"""Writing in a real terminal: the person's editor, a program killed while it was open, letters that nobody typed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from commune_tui.ui.compose.review import LOOK_FIRST_S
from commune_tui.ui.terminal.input_filter import QUIET_AFTER_PASTE_S
from tests.flows.account import receive
from tests.flows.writing import ready, reply
from tests.servers import Server
from tests.terminal import account, furnish


def editor(folder: Path, *lines: str) -> str:
    """A program that edits: a shell script of these lines, the file in ``$1``."""
    path = folder / "my-editor"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o700)
    return str(path)


def sent(server: Server) -> list[str]:
    """The texts of mails that have left."""
    found = []
    for inbox_id in server.inboxes().values():
        listed = server.get(f"/v1/messages?inbox_id={inbox_id}&limit=100").body["data"]
        found += [str(m["content"]) for m in listed if m["direction"] == "outbound"]
    return found


def drafts(home: Path) -> list[Path]:
    """Files that an editor has open, anywhere in what the program keeps."""
    return list(home.glob("*/commune-tui/**/mail.txt"))


def test_a_reply_in_the_persons_editor_is_reviewed_and_sent(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Order 4711"], status="needs_reply")
    script = editor(
        tmp_path,
        'test "$1" = --wait || exit 9; shift',
        'ls -ld "$1" "${1%/*}" > "$0.saw"',
        'echo "no colour: $NO_COLOR" >> "$0.saw"',
        'printf "It comes tomorrow.\\n" > "$1"',
    )
    environ = {"VISUAL": f"{script} --wait", "EDITOR": "false", "NO_COLOR": "1"}
    with account(fresh_sandbox, furnish(tmp_path, hold_s=0), environ=environ, size=(80, 24)) as screen:
        ready(screen, "Order 4711")
        screen.press("r", then="Before it leaves")
        screen.until("It comes tomorrow.")
        screen.act("y", "Sent. Its conversation is set waiting once the server shows it.")
    saw = (tmp_path / "my-editor.saw").read_text()
    assert saw.count("-rw-------") == 1 and saw.count("drwx------") == 1
    assert "no colour: 1" in saw
    assert sent(fresh_sandbox) == ["It comes tomorrow."]
    assert drafts(tmp_path) == []


def test_what_an_editor_had_saved_when_the_program_was_killed_is_there_at_the_next_start(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    receive(fresh_sandbox, ["Order 4711"], status="needs_reply")
    script = editor(tmp_path, 'printf "Half a thought" > "$1"', 'echo "EDITING NOW"', "exec sleep 600")
    home = furnish(tmp_path)
    with account(fresh_sandbox, home, environ={"EDITOR": script}, size=(80, 24)) as screen:
        ready(screen, "Order 4711")
        screen.press("r", then="EDITING NOW")
        [path] = drafts(tmp_path)
        assert path.read_text() == "Half a thought"
        os.killpg(screen.process.pid, signal.SIGKILL)
    with account(fresh_sandbox, home, environ={"EDITOR": "false"}, size=(80, 24)) as screen:
        screen.until("editor had when the program ended")
        screen.press("g", "d", then="Half a thought")
    assert drafts(tmp_path) == []


def test_letters_in_a_burst_or_a_paste_send_nothing(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Order 4711"], status="needs_reply")
    with account(fresh_sandbox, furnish(tmp_path, hold_s=0, editor="inside"), size=(80, 24)) as screen:
        ready(screen, "Order 4711")
        reply(screen, "Order 4711", "Hello")
        for letters in (b"yes yes yes by any way you may say yes " * 2, b"\x1b[200~y\ny\n\x1b[201~y"):
            screen.pass_time(2 * max(LOOK_FIRST_S, QUIET_AFTER_PASTE_S))  # so long that a y by itself would send
            screen.send(letters)
            screen.until("came faster than anybody types")  # so they were read, all at once
            screen.pass_time(2 * QUIET_AFTER_PASTE_S)
            screen.press("?", then="Keys of this screen")  # whatever they were to do is done by now
            screen.press("q", then=lambda text: "Before it leaves" in text and "Keys of this screen" not in text)
        assert sent(fresh_sandbox) == []
        screen.act("y", "Sent. Its conversation is set waiting once the server shows it.")
        assert len(sent(fresh_sandbox)) == 1

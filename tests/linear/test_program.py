"""The real program as lines: on a pipe, in a terminal that can do nothing, told to end, as a guest."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.terminals import Home, Terminal, terminal
from tests.flows.account import receive, thread
from tests.servers import Server

#: What readline itself may send to a capable terminal to edit a line, and nothing else.
READLINE = re.compile("\x1b\\[\\?2004[hl]|\x1b\\[[0-9]*[CDKP@]|\x1b\\[[0-9]*X")
DUMB = {"TERM": "dumb", "LANG": "C.UTF-8"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    settings = made.config / "commune-tui" / "config.toml"
    settings.parent.mkdir(parents=True, mode=0o700)
    settings.write_text('hold_s = 0\neditor = "inside"\n')
    return made


def key_of(server: Server) -> dict[str, str]:
    return {"COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url}


@contextmanager
def lines(home: Home, server: Server, *words: str, **more: str) -> Iterator[Terminal]:
    """The program in a terminal of 200 columns, at its first prompt."""
    with terminal(home, *(words or ("--linear",)), size=(2000, 200), **{**DUMB, **key_of(server), **more}) as screen:
        screen.expect("list>")
        yield screen


def say(screen: Terminal, line: str, *then: str) -> None:
    screen.type(f"{line}\r")
    screen.expect(*then)


def test_a_morning_on_a_pipe(home: Home, fresh_sandbox: Server) -> None:
    """Every thread is dealt with, the last line is the end, and not one escape was printed."""
    ids = receive(fresh_sandbox, ["Lost parcel", "Wrong bill", "Hello"], status="needs_reply")
    typed = "list\n1\nreply\nIt comes tomorrow.\n.\nsend\nclose\nassign wren\nwait\nclose\nundo\ncounts\nquit\nlist\n"
    done = home.run("--linear", typed=typed, TERM="dumb", **key_of(fresh_sandbox))
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout and "> " not in done.stdout.split("list>")[0].split("\n")[0]
    assert "3 threads need a reply." in done.stdout and "3 threads, " in done.stdout
    assert done.stdout.rstrip().endswith("Goodbye.")
    states = [thread(fresh_sandbox, each)["status"] for each in ids]
    assert states == ["closed", "waiting", "needs_reply"]
    sent = fresh_sandbox.get(f"/v1/threads/{ids[0]}/messages").body["data"][-1]
    assert sent["direction"] == "outbound" and sent["content"].startswith("It comes tomorrow.")


def test_the_end_of_input_ends_it_and_keeps_what_was_being_written(home: Home, fresh_sandbox: Server) -> None:
    receive(fresh_sandbox, ["Question"], status="needs_reply")
    done = home.run("--linear", typed="1\nreply\nhalf a sen", **key_of(fresh_sandbox))
    assert done.returncode == 0
    again = home.run("--linear", typed="outbox\nopen 1\n", **key_of(fresh_sandbox))
    assert "In the outbox: 1 draft." in again.stdout
    assert "Drafts, on this machine only (1)." in again.stdout and "  half a sen\n" in again.stdout
    assert "1 thread needs a reply" in again.stdout and "being fetched" not in again.stdout, "the copy is there at once"


def test_a_reader_that_has_enough_ends_it_quietly(home: Home, fresh_sandbox: Server) -> None:
    receive(fresh_sandbox, [f"Subject {number}" for number in range(40)], status="needs_reply")
    program = f"{sys.executable} -m commune_tui --linear"
    script = f"yes 'page 40' | head -2000 | {program} | head -3; exit ${{PIPESTATUS[2]}}"
    environment = home.environment(**key_of(fresh_sandbox))
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 141 and "Traceback" not in done.stderr


def test_in_a_dumb_terminal_nothing_but_letters_is_printed(home: Home, fresh_sandbox: Server) -> None:
    [thread_id] = receive(fresh_sandbox, ["Question"], status="needs_reply")
    with lines(home, fresh_sandbox) as screen:
        say(screen, "", '1. Customer 0, "Question".')
        say(screen, "1", "End of mail 1.", "thread 1>")
        say(screen, "note", "note, never sent>")
        say(screen, "a friend", "note, never sent>")
        say(screen, ".", "It was sent to nobody.")
        say(screen, "reply", "reply>")
        say(screen, "Soon.", "reply>")
        say(screen, ".", "End of the review", "review>")
        say(screen, "send", "On its way.")
        say(screen, "close", "That was the last of this list.")
        screen.type("quit\r")
        assert screen.finish() == 0
        assert screen.modes()[3] & termios.ECHO and screen.modes()[3] & termios.ICANON
    assert b"\x1b" not in screen.raw and not re.search(rb"[\x00-\x06\x0b-\x0c\x0e-\x1f]", screen.raw)
    assert thread(fresh_sandbox, thread_id)["status"] == "closed"


def test_in_a_capable_terminal_only_the_line_editor_speaks_to_it(home: Home, fresh_sandbox: Server) -> None:
    receive(fresh_sandbox, ["Question"], status="needs_reply")
    with lines(home, fresh_sandbox, TERM="xterm-256color") as screen:
        screen.type("clo\x7f\x7f\x7fcou\t")
        say(screen, "", "1 thread needs a reply.")
        screen.type("quit\r")
        assert screen.finish() == 0
    assert "\x1b" not in READLINE.sub("", screen.raw.decode())


def test_ctrl_c_drops_the_line_and_ctrl_d_leaves(home: Home, fresh_sandbox: Server) -> None:
    [thread_id] = receive(fresh_sandbox, ["Question"], status="needs_reply")
    with lines(home, fresh_sandbox) as screen:
        screen.type("close 1")
        screen.expect("list> close 1")
        screen.type("\x03")
        screen.expect("Dropped. The word quit ends the program.")
        say(screen, "1", "End of mail 1.")
        say(screen, "reply", "reply>")
        say(screen, "my lines", "my lines\nreply>")
        screen.type("and")
        screen.expect("reply> and")  # the line is being read: before that, Ctrl-C would wait for the next key
        screen.type("\x03")
        screen.expect("Your lines are kept as a draft")
        say(screen, "outbox", "Drafts, on this machine only (1).", "my lines")
        screen.type("\x04")
        assert screen.finish() == 0
        assert "Goodbye." in screen.text
    assert len(fresh_sandbox.get(f"/v1/threads/{thread_id}/messages").body["data"]) == 1


def test_new_mail_waits_for_the_prompt(home: Home, fresh_sandbox: Server) -> None:
    """A line that is being typed is left alone, however much arrives; then one line says what is new."""
    receive(fresh_sandbox, ["Old"], status="needs_reply")
    with lines(home, fresh_sandbox) as screen:
        screen.type("whe")
        screen.expect("list> whe")
        receive(fresh_sandbox, ["Brand new"])
        while not any(b"Brand new" in file.read_bytes() for file in home.copy.rglob("mail.db*")):
            assert screen._read()
        assert screen.text.rstrip().endswith("list> whe")
        say(screen, "re", "This is a list.", 'News: New mail from Customer 0, "Brand new".')
        screen.type("quit\r")
        assert screen.finish() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_keeps_the_lines_and_tells_the_truth(
    home: Home, fresh_sandbox: Server, number: signal.Signals
) -> None:
    receive(fresh_sandbox, ["Question"], status="needs_reply")
    with lines(home, fresh_sandbox, TERM="xterm") as screen:
        say(screen, "1", "End of mail 1.")
        say(screen, "reply", "reply>")
        say(screen, "half of it", "half of it\nreply>")
        screen.type("and")
        screen.expect("reply> and")  # the line is being read: before that, the signal would wait for the next key
        screen.signal(number)
        assert screen.finish() == 128 + number
    assert "Traceback" not in screen.text and fresh_sandbox.key not in screen.text
    assert home.holding("half of it")


def test_an_editor_outside_gets_the_draft_and_the_review_follows(home: Home, fresh_sandbox: Server) -> None:
    receive(fresh_sandbox, ["Question"], status="needs_reply")
    editor = home.path / "edit"
    editor.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[1], 'a').write('written outside')\n")
    editor.chmod(0o700)
    settings = home.config / "commune-tui" / "config.toml"
    settings.write_text(f'hold_s = 0\neditor = "{editor}"\n')
    with lines(home, fresh_sandbox) as screen:
        say(screen, "compose x@shop.example", "subject>")
        say(screen, "Hi", "The editor opens", "\n  written outside", "review>")
        say(screen, "keep", "Kept as a draft: the word outbox shows it.")
        screen.type("quit\r")
        assert screen.finish() == 0


def test_the_setting_and_the_refusals_lead_here(home: Home, fresh_sandbox: Server) -> None:
    settings = home.config / "commune-tui" / "config.toml"
    settings.write_text('linear = true\nlinear_order = "oldest"\n')
    done = home.run(typed="order\nquit\n", **key_of(fresh_sandbox))
    assert done.returncode == 0 and "oldest mail first" in done.stdout
    settings.write_text("")
    assert "commune-tui --linear" in home.run(**key_of(fresh_sandbox)).stderr
    with terminal(home, size=(24, 200), **DUMB, **key_of(fresh_sandbox)) as screen:
        assert screen.finish() == 4
    assert "commune-tui --linear" in screen.text
    without = home.run("--linear", COMMUNE_BASE_URL=fresh_sandbox.base_url)
    assert without.returncode == 3 and "commune-tui keys add default" in without.stderr


def test_a_guest_hears_the_demo_and_nothing_of_the_host(home: Home) -> None:
    """No editor, no files, no line editor (it could look around); Ctrl-C and Ctrl-Z end nothing."""
    with terminal(
        home, "demo", "--guest", "--linear", "--threads", "12", "--quiet", size=(2000, 200), EDITOR="vi", **DUMB
    ) as screen:
        screen.expect("This session ends after ten minutes without a line", "list>")
        screen.type("\x1a\x03")
        screen.expect("Dropped.")
        say(screen, "1", "End of mail")
        say(screen, "save 1 /tmp", "That is taken away in the demo for guests")
        say(screen, "journal export /tmp/x", "works in the journal")
        say(screen, "reply", "reply>")
        say(screen, "Hello", "reply>")
        say(screen, ".", "review>")
        say(screen, "attach /etc/passwd", "taken away")
        say(screen, "help", "Words in a review")
        say(screen, "keep", "Kept as a draft")
        screen.type("quit\r")
        assert screen.finish() == 0
    assert "server has ended" not in screen.text, "Ctrl-C reached it"
    offered = screen.text.split("Words in a review")[1].split("review>")[0]
    assert "detach" in offered and " attach" not in offered


def test_the_lines_need_no_textual() -> None:
    code = "import commune_tui.start.lines, commune_tui.linear.front, commune_tui.linear.terminal, sys\n"
    code += "print([name for name in ('textual', 'rich', 'httpx', 'pydantic') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Every hostile text in every field that the API, the settings or the disk can fill, through every screen.

The server (:mod:`tests.hostile.speaking`) says nothing but payloads: names of inboxes, domains, agents, people and
files, tags, assignees, subjects, bodies, headers, verdicts, delivery reasons, suppressions, search answers, refusals.
Saved views and templates carry them too. Nothing of a payload may reach the terminal as a command, nothing may act or
end, no write may reach the server, and on every screen a key is answered (within :data:`tests.terminal.LIMIT_S`; the
slowest is printed, not judged, since the machine may be busy).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.hostile.payloads import NONCE, Payload, every_payload, some_payloads
from tests.hostile.speaking import Speaker, speaking
from tests.hostile.speaking_account import KEY
from tests.hostile.terminal import read_output
from tests.hostile.walk import ABOUT, FACES, LISTS, MARKER, TELLING, VIEWS, WRITTEN, Met, answered, go, keys
from tests.terminal import Terminal, furnish, program

PARTS = 12
SIZE = (110, 32)
STARTS = 3
"""How often the program with screens is started for one judgement."""
OURS = {
    **dict.fromkeys(["\x1b[?1049h", "\x1b[?1049l", "\x1b[?25l", "\x1b[?25h", "\x1b[?7l", "\x1b[?7h"], 1),
    **dict.fromkeys(["\x1b[?2004h", "\x1b[?2004l", "\x1b[?1004h", "\x1b[?1004l", "\x1b[>25u", "\x1b[<u"], 1),
    **dict.fromkeys(["\x1b[?1000h", "\x1b[?1000l", "\x1b[?1003h", "\x1b[?1003l", "\x1b[?1006h", "\x1b[?1006l"], 2),
    **dict.fromkeys(["\x1b[?1015h", "\x1b[?1015l"], 2),
    **dict.fromkeys(["\x1b[?2026$p", "\x1b[?2048$p"], 1),
}
"""What a start of the program sends beside colours and cursor moves, and how often; found with harmless words."""
POINTER = "\x1b]22;default\x07"
"""The mouse pointer's shape, sent whenever a screen changes."""


def home_of(folder: Path, texts: Sequence[str]) -> Path:
    """A home whose settings have a template for each payload, named and filled with it."""
    home = furnish(folder, hold_s=300)
    plain = [text.encode("utf-8", "replace").decode() for text in texts]
    spoken = [json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f") for text in plain]
    lines = [f"{name} = {name}" for name in dict.fromkeys(spoken) if name != '""']
    with (home / "config" / "commune-tui" / "config.toml").open("a") as file:
        file.write("\n".join(["[templates]", *lines, ""]))
    return home


def save_views(home: Path, texts: Sequence[str]) -> None:
    """A saved view for each payload, as another program could have written them."""
    [file] = home.rglob("desk.db")
    with sqlite3.connect(file) as desk:
        for number, given in enumerate(texts):
            text = given.encode("utf-8", "replace").decode()
            row = (f"view-{number}", text, "tag:vip" if number % 3 else text, number, 0)
            desk.execute("INSERT INTO views (id, name, query, position, made_at) VALUES (?, ?, ?, ?, ?)", row)


def read_everything(screen: Terminal, count: int, met: Met) -> None:
    """Every conversation with all its faces, then whatever lists their words."""
    keys(screen, "g i Home")
    for _ in range(count):
        go(screen, FACES, met)
        keys(screen, "q")
        go(screen, ABOUT, met)
        keys(screen, "j")
    keys(screen, "Home")
    go(screen, LISTS, met, down=count)
    keys(screen, "g i")


def search(screen: Terminal, speaker: Speaker, met: Met) -> None:
    """The server finds conversations that are not here, or refuses, in turn, until each payload was said."""
    keys(screen, "g /")
    asked = speaker.asked
    for letter in "abcdefghij" * (1 + len(speaker.texts) // 10):
        answered(screen, letter, "search", met)
        if speaker.asked - asked > 3 * len(speaker.texts):
            break
    screen.press("Esc")
    if "Enter open" not in screen.quiet():
        screen.press("Esc", then="Enter open")


def refused(screen: Terminal, speaker: Speaker, met: Met) -> None:
    """Every answer is an error in a payload's words."""
    speaker.mood = "refusing"
    for _ in speaker.texts:
        keys(screen, "Ctrl-r")
        answered(screen, "Ctrl-l", "a refusal", met)


def write(screen: Terminal, speaker: Speaker, met: Met) -> None:
    """Conflicts, drafts and notes about every conversation; all that the server hears is questions."""
    keys(screen, "g i Home")
    speaker.mood = "locked"  # nothing is read or written while they are taken
    for _ in speaker.texts:
        screen.press("i", "j")  # each when the last one was read: a burst of letters changes nothing
    keys(screen, "Home")
    speaker.mood, speaker.shifted = "well", 1
    keys(screen, "Ctrl-r")
    screen.until("to decide")
    for _ in speaker.texts:
        keys(screen, "Enter")
        answered(screen, "Ctrl-l", "reader, conflict", met)
        keys(screen, "q")
        screen.press("r", then=" Bcc")
        answered(screen, "x", "compose", met)
        screen.press("Esc", then="Before it leaves")
        answered(screen, "?", "review", met)
        screen.until("Keys of this screen")
        keys(screen, "q")
        screen.until("Before it leaves")
        keys(screen, "p j")
    go(screen, WRITTEN, met, down=len(speaker.texts))


def beside(home: Path, environ: dict[str, str], speaker: Speaker, met: Met) -> bytes:
    """The commands that print, on a terminal, and the setup screen whose key is refused in a payload's words."""
    raw = bytearray()
    speaker.mood = "well"
    for command in (("peek",), ("peek", "--json"), ("list",), ("list", "--json"), ("doctor",)):
        with program(*command, home=home, size=SIZE, environ=environ) as screen:
            assert screen.wait() in (0, 1), screen.text
            met.note(command[0], 0.0)
            met.look(screen, command[0])
            raw += screen.raw
    speaker.mood = "locked"
    with program(home=home, size=SIZE, environ={"COMMUNE_BASE_URL": environ["COMMUNE_BASE_URL"]}) as screen:
        screen.until("paste an API key")
        for _ in speaker.texts[:6]:
            answered(screen, "k", "setup", met)
            screen.until("API key (hidden)")  # a key that comes before the line is open is a burst of letters
            screen.send(KEY.encode())
            screen.until("•" * 20)
            screen.press("Enter", then="The server did not accept the key")
            met.look(screen, "setup")
        keys(screen, "q")
        screen.wait()
        raw += screen.raw
    return bytes(raw)


def judge(folder: Path, payloads: Sequence[Payload], *, marked: bool = False) -> Met:
    with speaking(payloads) as (speaker, url):
        met = Met(marked, speaker.writes)
        home = home_of(folder, speaker.texts)
        environ = {"COMMUNE_API_KEY": KEY, "COMMUNE_BASE_URL": url}
        raw = bytearray()
        for session in range(2):
            speaker.mood = "well"
            with program(home=home, size=SIZE, environ=environ) as screen:
                screen.until("synced")
                if session == 0:
                    read_everything(screen, len(payloads), met)
                    search(screen, speaker, met)
                    refused(screen, speaker, met)
                else:
                    go(screen, VIEWS, met, down=len(payloads))
                    refused(screen, speaker, met)
                    write(screen, speaker, met)
                keys(screen, "Esc Esc g i")
                assert screen.leave() == 0
                raw += screen.raw
                assert screen.screen.controls.total() == 0
            save_views(home, speaker.texts) if session == 0 else None
        raw += beside(home, environ, speaker, met)
        assert speaker.writes == []
    output = read_output(bytes(raw))
    assert output.controls == []
    others = {sequence: number for sequence, number in output.others.items() if sequence != POINTER}
    assert others == {sequence: STARTS * number for sequence, number in OURS.items()}
    assert not any(str(NONCE) in move for move in output.moves | output.colours)
    return met


def say(met: Met, count: int) -> None:
    screens = ", ".join(f"{screen} {number}" for screen, number in sorted(met.steps.items()))
    print(f"\n{count} payloads, {met.steps.total()} looks at {len(met.steps)} screens: {screens}")
    print(f"slowest key: {met.slowest_s:.2f} s on {met.slowest}; 0 escapes, 0 crashes, 0 actions")


def test_a_sample_of_payloads_through_every_screen(tmp_path: Path) -> None:
    """Three at a time in one text, behind a marker that must be seen wherever a server's words are shown."""
    some = [payload.text for payload in some_payloads(9, seed=5)]
    payloads = [Payload("several", " ".join([MARKER, *some[number::3]])) for number in range(3)]
    met = judge(tmp_path, payloads, marked=True)
    assert TELLING - met.shown == set()
    say(met, len(some))


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_all_payloads_through_every_screen(part: int, tmp_path: Path) -> None:
    payloads = every_payload()[part::PARTS]
    say(judge(tmp_path, payloads), len(payloads))

"""What a key costs the processor, and in bytes, in two checkouts of the program and at the least with Textual.

    python -m benchmarks.cpu OLD_PYTHON [NEW_PYTHON] [--threads 100000] [--rounds 9] [--home FOLDER]

Each PYTHON has a checkout installed; the new one is this unless told otherwise. All play the same keys in a real pty of
120x40 on a store that was filled beforehand, with no server; what counts is the processor time of the program's
process, all its threads, from a key until nothing is written any more. The floor is a program that draws the same rows
with Textual alone: a cursor that moves in them, and a page of others. ``--home`` keeps the store for the next time.
Linux only.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import accounts
from benchmarks.store import WORDS
from tests.terminal import Terminal, program

QUIET_S, BEGUN_S = 0.6, 6.0
WORD = WORDS[30]
"""A common word of the made-up store, which a thread in twelve has."""
FLOOR = """
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip
class Rows(ScrollView, can_focus=True):
    DEFAULT_CSS = "Rows { overflow: hidden hidden; }"
    at = page = 0
    def render_line(self, y):
        style = Style(reverse=y == self.at)
        words = f"{self.page:>6} {y:>3} person{y}@example.org  about something of this thread  "
        return Strip([Segment((words * 3)[: self.size.width], style)])
    def key_j(self):
        for y in (self.at, self.at + 1):
            self.refresh(Region(0, y, self.size.width, 1))
        self.at += 1
    def key_n(self):
        self.page += 1
        self.refresh()
class Floor(App):
    def compose(self):
        yield Rows()
    def on_mount(self):
        self.query_one(Rows).focus()
Floor().run()
"""


class Key(NamedTuple):
    """``first`` is pressed before each time and not counted; ``floor`` is the key of the floor that draws as much."""

    name: str
    keys: Sequence[str]
    first: Sequence[str] = ()
    floor: str = "n"


ALONE = (
    Key("j", "j", floor="j"),
    Key("PgDn", ["PgDn"], ["Home", "PgDn"]),
    Key("Enter", ["Enter"], ["q", "j"]),
    Key("q", ["q"], ["Enter"]),
    Key("Tab", ["Tab"]),
    Key("a filter's second letter", WORD[1], ["Esc", "Esc", "/", WORD[0]]),
    Key("the last of a common word", WORD[2], ["Ctrl-u", *WORD[:2]]),
)
BESIDE = (
    Key("j, beside the conversation", "j", ["Home"], floor="j"),
    Key("Enter, beside the list", ["Enter"], ["q", "j"]),
)


class Cost(NamedTuple):
    """Processor time in ms, bytes to the terminal."""

    cpu_ms: float
    bytes: float


def cpu_s(pid: int) -> float:
    """Seconds of processor that a process had, all its threads; the number of its clock is the kernel's."""
    return time.clock_gettime(~pid << 3 | 2)


def play(screen: Terminal, key: Key) -> Cost:
    """Once."""
    for each in key.first:
        screen.press(each)
        screen.quiet(QUIET_S)
    screen.quiet(QUIET_S)
    used, sent = cpu_s(screen.process.pid), len(screen.raw)
    screen.press(*key.keys)
    screen.quiet(QUIET_S)
    return Cost((cpu_s(screen.process.pid) - used) * 1000, len(screen.raw) - sent)


def rounds(screen: Terminal, keys: Sequence[Key], number: int) -> dict[str, Cost]:
    """Of each key the median of so many times."""
    made = {}
    for key in keys:
        costs = [play(screen, key) for _ in range(number)]
        made[key.name] = Cost(*(median(values) for values in zip(*costs, strict=True)))
    return made


def measure(python: str, home: Path, number: int) -> dict[str, Cost]:
    """All keys in this checkout: with the list alone, then with the conversation beside it."""
    argv, environ = [python, "-I", "-m", "commune_tui"], accounts.environment(home)
    with program(home=home, environ=environ, argv=argv) as screen:
        screen.until(lambda text: text.count("person") >= 5)
        screen.pass_time(BEGUN_S)
        found: dict[str, Cost] = {}
        for layout, keys in (("off", ALONE), ("side", BESIDE)):
            for _ in range(2):  # leaves the line of a filter, and the filter
                screen.press("Esc")
                screen.quiet(QUIET_S)
            while f"Panes, {layout}" not in screen.press("v", "l", then="Panes, "):
                screen.press("Ctrl-l")
            screen.press("g", "i", then="[All ")
            found |= rounds(screen, keys, number)
        return found


def floor(home: Path, number: int) -> dict[str, Cost]:
    with program(home=home, argv=[sys.executable, "-c", FLOOR]) as screen:
        screen.until("person5")
        screen.pass_time(1.0)
        return rounds(screen, [Key(name, name) for name in "jn"], number)


def table(old: dict[str, Cost], new: dict[str, Cost], least: dict[str, Cost]) -> Sequence[str]:
    """A line for each key."""
    lines = [f"{'':<34}{'CPU, ms':^27}{'bytes':^27}", f"{'':<34}" + f"{'old':>9}{'new':>9}{'floor':>9}" * 2]
    for key in (*ALONE, *BESIDE):
        three = old[key.name], new[key.name], least[key.floor]
        times, sizes = (f"{each.cpu_ms:>9.1f}" for each in three), (f"{each.bytes:>9.0f}" for each in three)
        lines.append(f"{key.name:<34}{''.join(times)}{''.join(sizes)}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new", nargs="?", default=sys.executable)
    parser.add_argument("--threads", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--home", type=Path)
    wanted = parser.parse_args()
    with ExitStack() as stack:
        home = wanted.home or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if not (home / "data").exists():
            home.mkdir(exist_ok=True)
            accounts.make(home, wanted.threads)
        old, new = (measure(each, home, wanted.rounds) for each in (wanted.old, wanted.new))
        lines = table(old, new, floor(home, wanted.rounds))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {wanted.threads:,} threads", *lines, sep="\n")


if __name__ == "__main__":
    main()

"""What common acts cost in two checkouts of the program: bytes to the terminal, statements, requests.

    python -m benchmarks.acts OLD_PYTHON [NEW_PYTHON] [--rounds 3] [--shown]

Each PYTHON has a checkout installed; the new one is this unless told otherwise. Both play the same keys in a real pty
against sandboxes of this checkout with the same mail, whose clocks stand still. An act is over when nothing was
written, asked or requested for a while. Of several rounds the table has the median. ``--shown`` prints the screen after
each act as well, and every statement and request of it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from commune_tui import clock
from tests.frames.scenes import MOMENT, world
from tests.terminal import LIMIT_S, Terminal, furnish, program

SIZES = ((80, 24), (120, 40))
QUIET_S, IDLE_S = 1.5, 7.0
THREADS = 60
_COUNTED = Path(__file__).with_name("counted.py")


class Act(NamedTuple):
    """Keys, and words that stand on the screen afterwards in every checkout. ``first`` are pressed before and not
    counted."""

    name: str
    keys: Sequence[str]
    shows: str = ""
    first: Sequence[str] = ()


ACTS = (
    Act("cursor down", "j", first=["g", "i", "Home"]),
    Act("cursor down, ten times", "j" * 10),
    Act("page down", ["PgDn"], first=["Home"]),
    Act("open a conversation", ["Enter"], "Ottoline", first=["Home"]),
    Act("next message", "J", first="K"),
    Act("next conversation", "]"),
    Act("back to the list", "q", "All 60"),
    Act("next split", ["Tab"]),
    Act("type a filter", ["/", *"tag:vip"], "tag:vip", first=["g", "i"]),
    Act("take the filter", ["Enter"]),
    Act("drop the filter", ["Esc"], "All 60"),
    Act("close", "e", "closed", first=["Home", "j"]),
    Act("assign", ["a", *"bob", "Enter"], "bob", first=["Home", "j", "j", "j"]),
    Act("tag", ["t", *"slow", "Enter"], "slow"),
    Act("delivery", "gv", "delivered"),
    Act("back from delivery", "q", "All 60"),
    Act("begin an answer", "r", "Subject", first=["Home"]),
    Act("a letter", "H"),
    Act("review", ["Esc"], "Nothing to object to"),
    Act("send", "y", "Sent"),
)


class Cost(NamedTuple):
    """Of one act."""

    bytes: int
    statements: int
    requests: int


class Played:
    """A program with a file of what it asked. What it asked in ``idle_s`` in which nobody did anything counts for no
    act: it is asked again and again."""

    def __init__(self, screen: Terminal, log: Path, idle_s: float) -> None:
        self.screen, self._log = screen, log
        self._by_itself: set[str] = set()
        self._read = 0
        screen.pass_time(idle_s)  # agents, too, are counted some seconds after the mail came
        self._asked()
        screen.pass_time(idle_s)
        self._by_itself |= set(self._asked())

    def _asked(self) -> list[str]:
        """What was asked since the last look."""
        with self._log.open() as file:
            file.seek(self._read)
            lines = file.readlines()
            self._read = file.tell()
        return [line for line in lines if line not in self._by_itself]

    def rest(self) -> list[str]:
        """Until nothing is written, asked or requested any more; what was asked since the last look."""
        end, asked, more = clock.monotonic_s() + LIMIT_S, self._asked(), True
        while self.screen.pump(QUIET_S) or more or "reading this mail" in self.screen.text:
            more = bool(again := self._asked())
            asked += again
            assert clock.monotonic_s() < end, f"the program never rests:\n{asked[-5:]}\n{self.screen.text}"
        return asked

    def play(self, act: Act, shown: bool) -> Cost:
        for key in act.first:
            self.screen.press(key)
            self.rest()
        self.rest()
        before = len(self.screen.raw)
        self.screen.press(*act.keys)
        asked = self.rest()
        kinds = [line[0] for line in asked]
        if shown:
            print(f"== {act.name}\n{''.join(asked)}{self.screen.text}", flush=True)
        assert act.shows in self.screen.text, f"{act.name}: {act.shows!r} is not on the screen\n{self.screen.text}"
        return Cost(len(self.screen.raw) - before, kinds.count("S"), kinds.count("R"))


@contextmanager
def settled(python: str, size: tuple[int, int], idle_s: float) -> Iterator[Played]:
    """The program of this Python in a new home and world, all mail synced, at rest."""
    with tempfile.TemporaryDirectory() as folder, world(THREADS) as environ:
        log = Path(folder) / "asked"
        log.touch()
        home = furnish(Path(folder), hold_s=0, editor="inside")
        argv = [python, "-I", str(_COUNTED), str(log), MOMENT]
        with program(home=home, size=size, environ=environ, argv=argv) as screen:
            screen.until(f"All {THREADS}")
            screen.until("synced")
            yield Played(screen, log, idle_s)


def measure(
    python: str, size: tuple[int, int], acts: Sequence[Act] = ACTS, *, idle_s: float = IDLE_S, shown: bool = False
) -> dict[str, Cost]:
    """What each act costs this checkout."""
    with settled(python, size, idle_s) as played:
        return {act.name: played.play(act, shown) for act in acts}


def median(rounds: Sequence[dict[str, Cost]], name: str) -> Cost:
    return Cost(*(round(statistics.median(numbers)) for numbers in zip(*(each[name] for each in rounds), strict=True)))


def table(old: Sequence[dict[str, Cost]], new: Sequence[dict[str, Cost]]) -> Iterator[str]:
    """A line for each act: old, new and the difference of each count."""
    yield f"{'':<24}{'bytes':^24}{'statements':^20}{'requests':^20}"
    yield f"{'':<24}" + f"{'old':>8}{'new':>8}{'':8}" + f"{'old':>6}{'new':>6}{'':8}" * 2
    for name in old[0]:
        pairs = zip(median(old, name), median(new, name), (8, 6, 6), strict=True)
        yield f"{name:<24}" + "".join(f"{a:>{w}}{b:>{w}}{b - a:>+7} " for a, b, w in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new", nargs="?", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--shown", action="store_true")
    wanted = parser.parse_args()
    for size in SIZES:
        pythons = [wanted.old, wanted.new] * wanted.rounds
        costs = [measure(each, size, shown=wanted.shown) for each in pythons]
        print(f"\n{size[0]}x{size[1]}", *table(costs[::2], costs[1::2]), sep="\n", flush=True)


if __name__ == "__main__":
    main()

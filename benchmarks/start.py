"""From the start of the process to the first list, next to an empty Textual program on the same machine.

    python -m benchmarks.start [--threads 100 100000] [--runs 9]

Every program runs in a real pty of 120x40, one after the other in turns; times are wall clock until its words are
on the terminal's screen. The server is not there: the first frame never waits for one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import accounts
from tests.terminal import program

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("nothing at all")
Empty().run()
"""


def empty(folder: Path) -> float:
    """Seconds until the empty program has drawn its one line."""
    started = time.perf_counter()
    with program(home=folder, argv=[sys.executable, "-c", EMPTY]) as screen:
        screen.until("nothing at all")
        return time.perf_counter() - started


def first_list(home: Path) -> float:
    """Seconds until threads stand in the list."""
    started = time.perf_counter()
    with program(home=home, environ=accounts.environment(home)) as screen:
        screen.until(lambda text: text.count("person") >= 5)
        return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[100, 100_000])
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        homes = {count: Path(folder) / str(count) for count in arguments.threads}
        for count, home in homes.items():
            home.mkdir()
            accounts.make(home, count)
        plain = Path(folder)
        took: dict[str, list[float]] = {}
        empty(plain)
        for _ in range(arguments.runs):
            took.setdefault("empty Textual program", []).append(empty(plain))
            for count, home in homes.items():
                took.setdefault(f"first list, {count:,} threads", []).append(first_list(home))
    base = median(took["empty Textual program"])
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {arguments.runs} runs in turns")
    print(f"{'':32}{'median':>10}{'fastest':>10}{'times empty':>13}")
    for name, values in took.items():
        print(f"{name:32}{median(values):>8.3f} s{min(values):>8.3f} s{median(values) / base:>12.2f}x")


if __name__ == "__main__":
    main()

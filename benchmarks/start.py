"""From the start of the process to the first list, and until a key is answered there, next to an empty Textual program
on the same machine, and next to an older checkout where its folder is named.

    python -m benchmarks.start [--threads 100 100000] [--runs 9] [--old FOLDER]

Every program runs in a real pty of 120x40, one after the other in turns; times are wall clock until its words are
on the terminal's screen. The key is typed as soon as the list is seen. The server is not there: the first frame never
waits for one.
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

FIRST = 1
"""The row of the screen in which the cursor stands at first."""

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("nothing at all")
    def key_j(self):
        self.query_one(Static).update("a key at last")
Empty().run()
"""


def empty(folder: Path) -> tuple[float, float]:
    """Seconds until the empty program has drawn its one line, and until it answered a key."""
    started = time.perf_counter()
    with program(home=folder, argv=[sys.executable, "-c", EMPTY]) as screen:
        screen.until("nothing at all")
        drawn = time.perf_counter() - started
        screen.send(b"j")
        screen.until("a key at last")
        return drawn, time.perf_counter() - started


def first_list(home: Path, checkout: Path | None) -> tuple[float, float]:
    """Seconds until threads stand in the list, and until the cursor moved."""
    environ = accounts.environment(home) | ({"PYTHONPATH": str(checkout)} if checkout else {})
    started = time.perf_counter()
    with program(home=home, environ=environ) as screen:
        screen.until(lambda text: text.count("@example") >= 5)
        drawn = time.perf_counter() - started
        screen.send(b"j")
        screen.until(lambda text: "▌" in text and "▌" not in text.splitlines()[FIRST])
        return drawn, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[100, 100_000])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--old", type=Path, help="the folder of an older checkout")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        homes = {count: Path(folder) / str(count) for count in arguments.threads}
        for count, home in homes.items():
            home.mkdir()
            accounts.make(home, count)
        plain = Path(folder)
        took: dict[str, list[tuple[float, float]]] = {}
        empty(plain)
        for _ in range(arguments.runs):
            took.setdefault("empty Textual program", []).append(empty(plain))
            for count, home in homes.items():
                took.setdefault(f"{count:,} threads", []).append(first_list(home, None))
                if arguments.old:
                    took.setdefault(f"{count:,} threads, old", []).append(first_list(home, arguments.old.absolute()))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {arguments.runs} runs in turns")
    print(f"{'':26}{'drawn':>10}{'fastest':>10}{'times empty':>13}{'a key':>10}{'fastest':>10}{'times empty':>13}")
    bases = [median(each) for each in zip(*took["empty Textual program"], strict=True)]
    for name, values in took.items():
        columns = "".join(
            f"{median(each):>8.3f} s{min(each):>8.3f} s{median(each) / base:>12.2f}x"
            for each, base in zip(zip(*values, strict=True), bases, strict=True)
        )
        print(f"{name:26}{columns}")


if __name__ == "__main__":
    main()

"""Memory of the program with many cached threads, and whether it stays flat while it is used.

    python -m benchmarks.memory [--threads 100000] [--rounds 60]

A round is what a person does in a minute: forty rows and four pages of scrolling, five threads read, the splits walked
through, a filter typed, one act of triage undone. Sixty of them are an hour. The program runs in a real pty;
what is printed is the resident memory of its process as Linux counts it (VmRSS).
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from benchmarks import accounts
from tests.terminal import Terminal, program


def resident_mb(screen: Terminal) -> float:
    """Megabytes in memory now."""
    status = Path(f"/proc/{screen.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


def minute(screen: Terminal) -> None:
    """What a person does in one."""
    screen.press(*"jjjjjjjjjjkkkkkjjjjjjjjjjjjjjjkkkkkjjjjj")
    screen.press("PgDn", "PgDn", "PgUp", "G", "g", "g")
    for _ in range(5):
        screen.press("j", "Enter", then="] next")  # the keys of the conversation: it is open
        screen.press("Space", "q", then="Tab split")
    screen.press(*["Tab"] * 6)
    screen.press("/")
    screen.type("tag:vip")
    screen.press("Esc", "u", "u")
    screen.quiet(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        accounts.make(home, arguments.threads)
        with program(home=home, environ=accounts.environment(home)) as screen:
            screen.until(lambda text: text.count("person") >= 5)
            screen.quiet(2.0)
            print(f"{arguments.threads:,} threads, at rest after the start{resident_mb(screen):>10.1f} MB", flush=True)
            for done in range(1, arguments.rounds + 1):
                minute(screen)
                if done in (1, 2, 5) or done % 10 == 0:
                    print(f"after {done:>3} minutes of use{'':21}{resident_mb(screen):>10.1f} MB", flush=True)


if __name__ == "__main__":
    main()

"""What the program costs while nobody does anything: wake-ups, CPU and bytes, beside an empty Textual app.

    python -m benchmarks.idle [--threads 200] [--seconds 60]

The program runs in a real pty against a sandbox in its own process, in which nothing happens. A wake-up is a thread
that gave up the processor and got it again (``voluntary_ctxt_switches``). Linux only.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from commune_tui import clock
from tests.servers import sandbox_process
from tests.terminal import Terminal, account, furnish, program

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("nothing here")
Empty().run()
"""


def wake_ups(pid: int) -> Counter[str]:
    """By thread: how often it was woken."""
    made: Counter[str] = Counter()
    for task in Path(f"/proc/{pid}/task").iterdir():
        lines = (task / "status").read_text().splitlines()
        made[task.name] = sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
    return made


def cpu_s(pid: int) -> float:
    """Seconds of processor that it had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(name: str, screen: Terminal, seconds: float) -> None:
    screen.quiet(5.0)
    pid, bytes_before = screen.process.pid, len(screen.raw)
    woken, used, begun = wake_ups(pid), cpu_s(pid), clock.monotonic_s()
    screen.pass_time(seconds)
    took = clock.monotonic_s() - begun
    rates = sorted((value / took for value in (wake_ups(pid) - woken).values()), reverse=True)
    each = ", ".join(f"{rate:.1f}" for rate in rates if rate >= 0.05)
    used_percent, sent = (cpu_s(pid) - used) / took * 100, len(screen.raw) - bytes_before
    print(f"{name:26}{sum(rates):>10.2f}{used_percent:>9.2f} %{sent:>8}   {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    print(f"{'':26}{'wake-ups/s':>10}{'CPU':>11}{'bytes':>8}   by thread")
    with tempfile.TemporaryDirectory() as folder, sandbox_process("--threads", str(arguments.threads)) as server:
        with program(home=furnish(Path(folder) / "empty"), argv=(sys.executable, "-c", EMPTY)) as screen:
            screen.until("nothing here")
            measure("an empty Textual app", screen, arguments.seconds)
        with account(server, furnish(Path(folder) / "home")) as screen:
            screen.until("synced", limit_s=300)
            measure("commune-tui, synced", screen, arguments.seconds)


if __name__ == "__main__":
    main()

"""From a key to its first bytes on the terminal, at rest and while syncing with a server that takes its time.

    python -m benchmarks.keys [--threads 2000] [--keys 300] [--slow 5]

The program runs in a real pty of 120x40 against a sandbox in its own process. While it syncs, every answer takes
``--slow`` seconds. A key is pressed when the last one has been drawn.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.servers import Server, sandbox_process
from tests.terminal import Terminal, account, bytes_of, furnish


def paint_s(screen: Terminal, key: str) -> float:
    """Seconds until the first bytes after a key."""
    screen.quiet(0.03)
    started = time.perf_counter()
    screen.send(bytes_of(key))
    assert screen.pump(10.0), f"no answer to {key}"
    return time.perf_counter() - started


def measure(screen: Terminal, count: int) -> list[float]:
    """Down a page's worth of threads and up again, over and over."""
    keys = ("j" * 20 + "k" * 20) * (count // 40 + 1)
    return sorted(paint_s(screen, key) for key in keys[:count])


def report(name: str, took: list[float]) -> None:
    def at(part: float) -> float:
        return took[int(part * (len(took) - 1))] * 1000

    print(f"{name:44}{at(0.5):>8.1f} ms{at(0.95):>8.1f} ms{at(0.99):>8.1f} ms{at(1):>8.1f} ms")


def play(server: Server, home: Path, count: int, slow_s: float) -> None:
    with account(server, home) as screen:
        screen.until("synced", limit_s=300)
        screen.press("g", "i")
        screen.quiet(1.0)
        report("at rest, all synced", measure(screen, count))
        screen.press("Ctrl-q")
        screen.wait()
    server.control("faults", {"faults": [f"slow={slow_s:g}"]})
    with account(server, home) as screen:
        screen.press("g", "i")
        screen.quiet(1.0)
        screen.press("Ctrl-r")
        report(f"syncing, the server takes {slow_s:g} s", measure(screen, count))
    server.control("faults", {"faults": []})
    fresh = furnish(home / "fresh")
    with account(server, fresh) as screen:
        screen.until(lambda text: text.count("@") > 3, limit_s=60)
        screen.press("g", "i")
        report("during the first sync of everything", measure(screen, count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2000)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--slow", type=float, default=5.0)
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"{'key to first bytes':44}{'median':>11}{'p95':>11}{'p99':>11}{'worst':>11}")
    with tempfile.TemporaryDirectory() as folder, sandbox_process("--threads", str(arguments.threads)) as server:
        play(server, furnish(Path(folder)), arguments.keys, arguments.slow)


if __name__ == "__main__":
    main()

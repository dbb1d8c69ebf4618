"""Guests by the dozen: ``python -m benchmarks.serve 1 10 50`` lets so many come to ``commune-tui serve`` within ten
seconds, each with OpenSSH and an address of its own, and prints what they waited for and what they cost.

``--beside 5`` lets so many move the cursor, first alone and then beside one that sends keys without end, and prints how
long a key of theirs waited. ``--drops 1000`` lets so many come and go again at a random moment, some of whose programs
are killed or stopped before, and prints what is left.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import re
import select
import signal
import statistics
import struct
import subprocess
import tempfile
import termios
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from commune_tui import clock
from tests.serve.host import Host, host

ARRIVING_S = 10.0
IDLE_S = 20.0
_FRAME, _LIST = b"All inb", re.compile(rb"\xe2\x97\x8f|needs reply")
_LIMIT_S = 120.0
_ENDS = (signal.SIGKILL, signal.SIGSTOP, signal.SIGQUIT)
_SIZE = struct.pack("HHHH", 30, 110, 0, 0)


@dataclass
class Guest:
    """A client at a terminal, and when it saw what."""

    process: subprocess.Popen[bytes]
    master: int
    came_at: float = field(default_factory=clock.monotonic_s)
    frame_s: float = 0.0
    list_s: float = 0.0
    said: bytes = b""
    sent: int = 0

    @classmethod
    def comes(cls, house: Host, number: int) -> Guest:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, _SIZE)
        address = f"127.0.{1 + number // 250}.{1 + number % 250}"
        words = house.client("-tt", "-b", address)
        environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "HOME": str(house.folder)}
        process = subprocess.Popen(  # noqa: S603 - the client ssh
            words, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        return cls(process, master)

    def read(self) -> None:
        with suppress(OSError):
            data = os.read(self.master, 65_536)
            self.sent += len(data)
            if self.list_s:
                return
            self.said += data
            now = clock.monotonic_s() - self.came_at
            if not self.frame_s and _FRAME in self.said:
                self.frame_s = now
            if self.frame_s and len(_LIST.findall(self.said)) > 4:
                self.list_s = now

    def leave(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def _read(guests: Sequence[Guest], wait_s: float) -> None:
    masters = {guest.master: guest for guest in guests}
    for master in select.select(list(masters), [], [], wait_s)[0]:
        masters[master].read()


def _pass(guests: Sequence[Guest], seconds: float) -> None:
    end = clock.monotonic_s() + seconds
    while (left := end - clock.monotonic_s()) > 0:
        _read(guests, min(left, 0.2))


def _cost(house: Host) -> tuple[float, float]:
    """Seconds of processor time and megabytes (the sum of PSS) of all its processes that are there now."""
    cpu_s = pss = 0.0
    for pid in (house.process.pid, *house.children()):
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            cpu_s += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            pss += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.M)[0]) / 1000
    return cpu_s, pss


def arrive(house: Host, count: int) -> None:
    """Print what ``count`` guests saw and cost."""
    cpu_before, alone = _cost(house)
    guests: list[Guest] = []
    begun = clock.monotonic_s()
    while len(guests) < count or not all(guest.list_s for guest in guests):
        if len(guests) < count and clock.monotonic_s() - begun >= ARRIVING_S * len(guests) / count:
            guests.append(Guest.comes(house, len(guests)))
        _read(guests, 0.01)
        if clock.monotonic_s() - begun > _LIMIT_S:
            break
    _pass(guests, 15)
    cpu_s, pss = _cost(house)
    before = sum(guest.sent for guest in guests)
    _pass(guests, IDLE_S)
    idle_s, _ = _cost(house)
    sent = sum(guest.sent for guest in guests) - before
    frames, lists = sorted(guest.frame_s for guest in guests), sorted(guest.list_s for guest in guests)
    told = (
        f"{count:4} guests",
        f"frame {statistics.median(frames):.2f} s (max {frames[-1]:.2f})",
        f"list {statistics.median(lists):.2f} s (max {lists[-1]:.2f}, {lists.count(0.0)} never)",
        f"{(cpu_s - cpu_before) / count:.2f} s of CPU each",
        f"{pss / count:.1f} MB each (all of it {pss:.0f}, {alone:.0f} before)",
        f"idle {100 * (idle_s - cpu_s) / IDLE_S:.1f} % of a core, {sent / count / IDLE_S:.0f} bytes/s each",
    )
    print("  ".join(told), flush=True)
    for guest in guests:
        guest.leave()
    house.empty()


def drop(house: Host, count: int, at_once: int = 6) -> None:
    """Let ``count`` come and go at random moments; some are killed on their way, some kill their program."""
    rng = random.Random(1)
    here: list[tuple[float, Guest]] = []
    begun = clock.monotonic_s()
    for number in range(count):
        while len(here) >= at_once:
            _read([guest for _, guest in here], 0.02)
            now = clock.monotonic_s()
            for each in [each for each in here if each[0] <= now]:
                here.remove(each)
                with suppress(OSError, IndexError):
                    if rng.random() < 0.3:
                        os.kill(
                            rng.choice(house.programs()), rng.choice([signal.SIGKILL, signal.SIGSTOP, signal.SIGQUIT])
                        )
                each[1].leave()
        here.append((clock.monotonic_s() + rng.random() * 1.5, Guest.comes(house, number % 200)))
    for _, guest in here:
        guest.leave()
    house.empty()
    house.process.send_signal(signal.SIGUSR1)
    print(
        f"{count} sessions in {clock.monotonic_s() - begun:.0f} s; left 0 processes, 0 folders; {house.until('now 0')}"
    )


def beside(house: Host, count: int) -> None:
    """How long the keys of ``count`` guests wait, alone and beside a flood."""
    guests = [Guest.comes(house, number) for number in range(count + 1)]
    while not all(guest.list_s for guest in guests):
        _read(guests, 0.1)
    _pass(guests, 15)
    workers, bad = guests[:-1], guests[-1]
    os.set_blocking(bad.master, False)
    for name, flood in (("alone", b""), ("beside a flood", b"jk\x1b[6~" * 500)):
        waited = sorted(wait for key in b"jk" * 20 for wait in _round(workers, bad, flood, key))
        told = (
            f"p50 {waited[len(waited) // 2]:.1f}, p95 {waited[len(waited) * 95 // 100]:.1f}, most {waited[-1]:.1f} ms"
        )
        print(f"{count} guests {name}: a key waits {told}", flush=True)
    for guest in guests:
        guest.leave()
    house.empty()


def _round(workers: Sequence[Guest], bad: Guest, flood: bytes, key: int) -> Iterator[float]:
    """This key of each, one after the other; milliseconds until something was drawn."""
    for worker in workers:
        if flood:
            with suppress(BlockingIOError):
                os.write(bad.master, flood)
        _pass([*workers, bad], 0.05)
        os.write(worker.master, bytes([key]))
        begun = clock.monotonic_s()
        while not select.select([worker.master], [], [], 0)[0]:
            _read([bad], 0.0005)
            if clock.monotonic_s() - begun > 2:
                break
        yield (clock.monotonic_s() - begun) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int)
    parser.add_argument("--beside", type=int, default=0)
    parser.add_argument("--drops", type=int, default=0)
    arguments = parser.parse_args()
    words = ("--seats", "200", "--seats-per-address", "4")
    with tempfile.TemporaryDirectory() as folder, host(Path(folder), *words) as house:
        for count in arguments.counts:
            arrive(house, count)
        if arguments.beside:
            beside(house, arguments.beside)
        if arguments.drops:
            drop(house, arguments.drops)


if __name__ == "__main__":
    main()

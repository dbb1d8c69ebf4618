"""What the gate adds: ``python -m benchmarks.gate`` asks and sends with the official async SDK, to the sandbox and to a
gate before it in turns, and prints the time of a call at two rates, the most calls in a second, and the gate's memory.

``--held 10000`` puts so many mails into its queue first.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from commune import AsyncCommuneClient

from commune_tui import clock
from commune_tui.gate import database, queue
from commune_tui.gate.facts import Baseline
from commune_tui.gate.queue import Held
from tests.gate.gates import made, process
from tests.gate.test_way import thread_in
from tests.servers import Server, sandbox_process

AT_ONCE = 8
SECONDS = 6.0
RATES = (50.0, 200.0)
RULES = '[[rule]]\nname = "friends"\nthen = "allow"\nwhen = { every_recipient_at = "friend.example" }\n'
Call = Callable[[AsyncCommuneClient, str], Awaitable[object]]


async def timed(client: AsyncCommuneClient, way: str, call: Call, every_s: float) -> tuple[list[float], float]:
    """How long each call took, from when it was due, and how many were done in a second. ``every_s`` 0: at once."""
    took: list[float] = []
    begun, number = clock.monotonic_s(), 0

    async def work() -> None:
        nonlocal number
        while (due := begun + number * every_s) < begun + SECONDS and clock.monotonic_s() < begun + SECONDS:
            number += 1
            await asyncio.sleep(max(0.0, due - clock.monotonic_s()))
            at = clock.monotonic_s()
            await call(client, way)
            took.append(clock.monotonic_s() - (due if every_s else at))

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return took, len(took) / (clock.monotonic_s() - begun)


def figures(took: Sequence[float]) -> str:
    """The median and the 95th percentile, in milliseconds."""
    cuts = statistics.quantiles(took, n=100)
    return f"{cuts[49] * 1000:6.1f} {cuts[94] * 1000:6.1f}"


async def compare(title: str, call: Call, ways: Mapping[str, tuple[str, str]]) -> None:
    """One kind of call, by each way: name → (address, key)."""
    for name, (address, key) in ways.items():
        client = AsyncCommuneClient(api_key=key, base_url=address)
        cells = [figures((await timed(client, name, call, 1 / rate))[0]) for rate in RATES]
        _, most = await timed(client, name, call, 0.0)
        print(f"{title:24} {name:8} {'   '.join(cells)}   {most:6.0f}/s", flush=True)


def fill(store: Path, inbox: str, count: int) -> None:
    """So many mails that wait."""
    db = database.Database(store)
    raw = b'{"to":["a@customer.example"],"subject":"Held","text":"It waits.","inboxId":"' + inbox.encode() + b'"}'
    with db.write() as conn:
        for number in range(count):
            held = queue.take(conn, Held(f"{number:032x}", "support", "received", raw, "support@shop.example", ""))
            queue.move(conn, held, "held", queue.GATE, reasons=("A benchmark.",), baseline=Baseline())
    db.close()


def memory_mb(pid: int | None) -> float:
    """The private and shared memory of a process, as its share of it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def compare_all(server: Server, folder: Path, held: int) -> None:
    """Read a conversation; send a mail that is held, one that leaves at once, and one that answers and is held."""
    box = next(iter(server.inboxes().values()))
    threads = {  # apart, so that the gate has no long conversations to read that direct answers made
        way: itertools.cycle([thread_in(server, box, f"{way}{number}@customer.example") for number in range(20)])
        for way in ("direct", "gate")
    }
    key = made(folder / "gate", "support")
    (folder / "rules.toml").write_text(RULES)
    fill(folder / "gate", box, held)
    sent = itertools.count()

    def send(to: str, *, answers: bool = False) -> Call:
        def call(client: AsyncCommuneClient, way: str) -> Awaitable[object]:
            thread_id, text = next(threads[way]) if answers else None, f"Mail {next(sent)}"
            return client.messages.send(to=to, subject="Re", text=text, inbox_id=box, thread_id=thread_id)

        return call

    calls: dict[str, Call] = {
        "a conversation": lambda client, way: client.threads.messages(next(threads[way])),
        "a mail that is held": send("a@customer.example"),
        "an answer that is held": send("a@customer.example", answers=True),
        "a mail that leaves": send("a@friend.example"),
    }
    with process(server, folder) as (gate, running):
        rest = memory_mb(running.pid)
        ways = {"direct": (server.base_url, server.key), "gate": (gate.base_url, key)}
        rates = "   ".join(f"{f'{rate:.0f}/s: median, p95':>13}" for rate in RATES)
        print(f"{'ms from when it was due':33} {rates}   most", flush=True)
        for title, call in calls.items():
            asyncio.run(compare(title, call, ways))
        print(f"memory: {rest:.0f} MB with {held:,} held, {memory_mb(running.pid):.0f} MB afterwards")


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=0)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(sandbox_process("--rate-limit", "0", "--option", "burst_guard=off"))
        compare_all(server, folder, arguments.held)


if __name__ == "__main__":
    main()

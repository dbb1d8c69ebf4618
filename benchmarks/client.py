"""What the API client costs: its import, a page of 100 threads from bytes to models, and requests on loopback.

Run with ``python benchmarks/client.py``. Compared within one run. Imports and pages are
processor time, which a busy machine disturbs least; requests are wall time.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable

from commune_tui.api import Commune, jsontext
from commune_tui.api.caller import Reply
from commune_tui.api.models import Message, Thread, Wire
from commune_tui.api.noun import read_page
from commune_tui.api.page import Page

STAMP = "2025-03-15T14:30:00.000Z"


def thread(number: int) -> dict[str, object]:
    """A thread as the contract shows it."""
    return {
        "thread_id": f"thread_e3e16434-7c93-442c-b498-{number:012}",
        "subject": f"Order {number} not received",
        "last_message_at": STAMP,
        "first_message_at": STAMP,
        "message_count": 4,
        "snippet": "Hi, I placed order #4521 five days ago and still have not had a word about it. " * 2,
        "last_direction": "inbound",
        "inbox_id": "2475ba65-0000-0000-0000-000000000000",
        "domain_id": "d1a2b3c4-5678-9012-abcd-ef0123456789",
        "has_attachments": False,
    }


def message(number: int) -> dict[str, object]:
    """A message as the contract shows it."""
    return {
        "message_id": f"msg_{number}",
        "thread_id": "thread_e3e16434",
        "channel": "email",
        "direction": "inbound",
        "participants": [{"role": "sender", "identity": "customer@gmail.com"}, {"role": "to", "identity": "s@e.com"}],
        "content": "Hi, I placed order #4521 and have not had it yet. " * 20,
        "content_html": "<p>Hi, I placed order #4521 and have not had it yet.</p>" * 20,
        "attachments": ["a1b2c3d4e5f67890a1b2c3d4e5f67890"],
        "created_at": STAMP,
        "metadata": {"created_at": STAMP, "subject": "Order", "spam_score": 0.02, "references": ["<a@b>"]},
    }


def median_us(work: Callable[[], object], repeats: int = 60) -> float:
    """The median processor time of one call, in microseconds."""
    times = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1e6)
    return statistics.median(times)


def import_ms(statement: str, repeats: int = 7) -> float:
    """Processor time of a fresh interpreter that runs one statement, in milliseconds; the least of some runs."""
    probe = f"import time\n{statement}\nprint(time.process_time() * 1000)"
    return min(
        float(subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout)  # noqa: S603
        for _ in range(repeats)
    )


def show(name: str, figure: float, unit: str) -> None:
    sys.stdout.write(f"{name:<58}{figure:>10.1f} {unit}\n")


def imports() -> None:
    bare = import_ms("pass")
    for name, statement in [
        ("httpx and pydantic alone", "import httpx; from pydantic import BaseModel"),
        ("commune_tui.api", "from commune_tui.api import Commune"),
        ("  and one client for https made", "from commune_tui.api import Commune; Commune('comm_x')"),
        ("  and one agent key made", "from commune_tui.api import Commune, SigningKey; SigningKey.generate()"),
    ]:
        show(f"import: {name}", import_ms(statement) - bare, "ms")


def pages() -> None:
    page("100 threads", Thread, [thread(n) for n in range(100)])
    page("100 messages", Message, [message(n) for n in range(100)])


def page(name: str, model: type[Wire], items: list[dict[str, object]]) -> None:
    """From bytes to models, beside the JSON reader of the standard library."""
    raw = json.dumps({"data": items, "next_cursor": "c", "has_more": True}).encode()

    def read() -> Page[Wire]:
        return read_page(model, Reply(200, jsontext.loads(raw), {}))

    show(f"{name}, {len(raw) / 1000:.0f} kB: json.loads alone", median_us(lambda: json.loads(raw)), "µs")
    show(f"{name}: the safe reader alone", median_us(lambda: jsontext.loads(raw)), "µs")
    show(f"{name}: from bytes to models", median_us(read), "µs")
    tracemalloc.start()
    held = read()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    show(f"{name}: memory held per item", kept / len(held), "bytes")


async def requests() -> None:
    body = json.dumps({"data": [thread(n) for n in range(20)]}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(head + body)
        except (asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with Commune("comm_x", base_url=f"http://127.0.0.1:{port}") as client:
        for at_once in (1, 8, 100):
            started = time.perf_counter()
            for _ in range(400 // at_once):
                await asyncio.gather(*(_list(client) for _ in range(at_once)))
            done = 400 // at_once * at_once
            show(
                f"lists of 20 threads on loopback, {at_once} asked at once",
                done / (time.perf_counter() - started),
                "/s",
            )
    server.close()
    await server.wait_closed()


async def _list(client: Commune) -> None:
    await client.threads.list(inbox_id="i")


if __name__ == "__main__":
    imports()
    pages()
    asyncio.run(requests())

"""How fast the sandbox is: requests per second on loopback, filling 100,000 threads, searching 10,000.

Run with ``python -m benchmarks.sandbox [threads to fill]``. The figure to compare with is in the same run: ``/health``
does nothing but answer. Requests are made over one plain socket each, so that no client library is measured.
"""

from __future__ import annotations

import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from commune_tui import clock
from commune_tui.sandbox import story
from commune_tui.sandbox.meaning import Meaning
from commune_tui.sandbox.world import World
from tests.servers import Server, sandbox_process

QUERIES = ("refund for a broken parcel", "invoice is wrong", "cannot log in", "interview next week", "angry customer")


class Line:
    """One keep-alive connection."""

    def __init__(self, server: Server, path: str, body: bytes = b"") -> None:
        parts = urlsplit(server.base_url)
        self._socket = socket.create_connection((parts.hostname, parts.port or 80))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")
        head = f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
        self._bytes = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def ask(self) -> int:
        """One request; the size of its answer's body."""
        self._socket.sendall(self._bytes)
        status, size = self._file.readline(), 0
        assert b" 20" in status, status
        while (line := self._file.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        self._file.read(size)
        return size

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def rate(
    server: Server, path: str, body: bytes = b"", lines: int = 8, seconds: float = 2.0
) -> tuple[float, float, int]:
    """Requests per second over several connections, the median of one connection in ms, and the answer's size."""
    single = Line(server, path, body)
    size, times = 0, []
    for _ in range(50):
        began = time.perf_counter()
        size = single.ask()
        times.append((time.perf_counter() - began) * 1000)
    single.close()
    end, counts = time.perf_counter() + seconds, [0] * lines

    def work(number: int) -> None:
        line = Line(server, path, body)
        while time.perf_counter() < end:
            line.ask()
            counts[number] += 1
        line.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds, statistics.median(times), size


def requests() -> None:
    """The table of requests per second."""
    with sandbox_process("--threads", "1000") as server:
        inbox = server.inboxes()["support@marrowby.example"]
        thread = server.get(f"/v1/threads?inbox_id={inbox}").body["data"][0]["thread_id"]
        mail = f'{{"inboxId":"{inbox}","to":"a@b.example","subject":"s","text":"t"}}'.encode()
        cases = [
            ("nothing (/health)", "/health", b""),
            ("one thread", f"/v1/threads/{thread}", b""),
            ("page of 20 threads", f"/v1/threads?inbox_id={inbox}", b""),
            ("page of 100 threads", f"/v1/threads?inbox_id={inbox}&limit=100", b""),
            ("messages of a thread", f"/v1/threads/{thread}/messages", b""),
            ("send", "/v1/messages/send", mail),
        ]
        print(f"{'request':<24}{'per second':>12}{'one line, ms':>14}{'bytes':>10}")
        for name, path, body in cases:
            each_s, median_ms, size = rate(server, path, body)
            print(f"{name:<24}{each_s:>12,.0f}{median_ms:>14.2f}{size:>10,}")


def timed(work: Callable[[], object]) -> float:
    """How many seconds it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def filled(threads: int) -> World:
    """A world in memory with that many threads; prints how long it took."""
    world = World(seed=1)
    cpu = time.process_time()
    seconds = timed(lambda: world.load(story.organisation(seed=1, threads=threads, now=clock.now())))
    cpu = time.process_time() - cpu
    messages = world.database.value("SELECT count(*) FROM messages")
    print(f"filling {threads:,} threads ({messages:,} messages): {seconds:.1f} s, of which {cpu:.1f} s of one core")
    return world


def searches(threads: int = 10_000) -> None:
    """Search latency by words and by meaning, in the world without HTTP."""
    world = filled(threads)
    domain = world.domains.all()[0]["id"]

    def median_ms() -> float:
        return statistics.median(
            timed(lambda query=query: world.search.threads(query, "domain_id", domain, 20)) * 1000  # type: ignore[misc]
            for query in QUERIES * 5
        )

    print(f"search by words:   {median_ms():.1f} ms (median of {len(QUERIES) * 5})")
    meaning = Meaning(world)
    print(f"indexing meanings: {timed(lambda: meaning.catch_up(threads)):.1f} s")
    world.search.meaning = meaning
    print(f"search by meaning: {median_ms():.1f} ms (median of {len(QUERIES) * 5})")
    world.close()


if __name__ == "__main__":
    requests()
    searches()
    filled(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000).close()

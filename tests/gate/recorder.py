"""A server in the place of the API that writes down what reaches it, and answers what it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

INBOXES = b'{"data":[{"id":"i1","address":"help@shop.example","domain_id":"d1"}]}'


@dataclass(frozen=True)
class Got:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Recorder:
    """``got`` are the requests but for the gate's own look at the inboxes."""

    address: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"data":[]}'
    got: list[Got] = field(default_factory=list)


@contextmanager
def recorder() -> Iterator[Recorder]:
    """One that listens meanwhile."""
    made = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            own = self.path == "/v1/inboxes" and headers.get("user-agent", "").startswith("commune-tui")
            if not own:
                made.got.append(Got(self.command, self.path, headers, body))
            answer = INBOXES if own else made.body
            self.send_response(200 if own else made.status)
            for name, value in ({} if own else made.headers).items():
                self.send_header(name, value)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = _any

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Somebody's own program that webhooks are posted to, on a real port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class Endpoint:
    """Answers ``status``. ``got`` are headers (names in small letters) and body of each request, ``took`` the ids of
    the deliveries that it answered with success."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.took: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.got.append((headers, self.rfile.read(int(headers["content-length"]))))
                if outer.status < 300:
                    outer.took.add(headers.get("x-commune-delivery-id", ""))
                self.send_response(outer.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        class Listener(HTTPServer):
            request_queue_size = 128  # of five, the sixth that comes at once is reset, or tries again after seconds

        self.server = Listener(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"


@contextmanager
def endpoint(status: int = 200) -> Iterator[Endpoint]:
    """One that listens meanwhile."""
    made = Endpoint(status)
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        thread.join()
        made.server.server_close()

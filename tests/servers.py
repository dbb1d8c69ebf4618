"""Real servers for tests: the sandbox as its own process on a loopback port.

The process runs what a user starts (``commune-tui sandbox --port …``); a test talks HTTP to it and reaches behind the
API only through the control routes.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commune_tui import clock
from tests import forked

Process = subprocess.Popen[str] | forked.Forked


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, JSON body and lower-case headers of an answer."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    """A running sandbox."""

    base_url: str
    key: str
    process: Process

    def call(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request with the printed key (or another; ``""`` sends none); never raises for a status."""
        key = self.key if key is None else key
        sent = {**({"Authorization": f"Bearer {key}"} if key else {}), **(headers or {})}
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data, sent, method=method)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
                return _answer(response.status, response.read(), response.headers)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.read(), error.headers)

    def get(self, path: str, **more: Any) -> Answer:
        """GET with the printed key."""
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        """POST with the printed key."""
        return self.call("POST", path, body, **more)

    def control(self, what: str, body: Any = None, *, method: str | None = None) -> Any:
        """A control route (``state``, ``reset``, ``advance``, ``mail``, ``options``, ``faults``); its JSON answer."""
        method = method or ("GET" if what == "state" else "PUT" if what == "faults" else "POST")
        answer = self.call(method, f"/sandbox/{what}", {} if body is None and method != "GET" else body)
        assert answer.status < 300, answer
        return answer.body

    def inboxes(self) -> dict[str, str]:
        """Inbox ids by address."""
        return {inbox["address"]: inbox["id"] for inbox in self.get("/v1/inboxes").body["data"]}


def _answer(status: int, raw: bytes, headers: Any) -> Answer:
    names = {name.lower(): value for name, value in headers.items()}
    body = json.loads(raw) if names.get("content-type", "").startswith("application/json") else raw
    return Answer(status, body, names)


FORM = os.environ.get("COMMUNE_TESTS_AS", "")
"""The form of every sandbox that names none itself: ``vendor`` runs the stories against it, by hand."""


PORTS = range(10_000, 32_000)
"""Below what systems hand out by themselves (from 32768 on Linux, 49152 elsewhere): a port of these stays free while
its server is away, whatever other tests open meanwhile."""


def own_port() -> int:
    """A free port of ``PORTS`` that no other test process of this person was given lately."""
    with (Path(tempfile.gettempdir()) / f"commune-tests-port-{os.getuid()}").open("a+") as counter:
        fcntl.flock(counter, fcntl.LOCK_EX)
        counter.seek(0)
        last = int(counter.read() or PORTS.start)
        while True:
            last = PORTS[(last + 1 - PORTS.start) % len(PORTS)]
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", last))
                except OSError:
                    continue
            counter.truncate(0)
            counter.write(str(last))
            return last


@contextmanager
def sandbox_process(*arguments: str, still: bool = False) -> Iterator[Server]:
    """A sandbox process on a port of its own, stopped at the end; ``--threads 0`` unless told otherwise. Where it is to
    be ``still``, its clock stands, and nothing happens there before somebody advances it."""
    process = forked.start(_words(arguments), clock.iso(clock.now()) if still else "")
    try:
        yield _found(process)
    finally:  # a world in memory is gone either way
        process.send_signal(signal.SIGTERM if "--data" in arguments else signal.SIGKILL)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        process.close()


@contextmanager
def sandbox_command(*arguments: str) -> Iterator[Server]:
    """The same, started as a user does: for tests of the command itself."""
    command = [sys.executable, "-m", "commune_tui", *_words(arguments)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield _found(process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _words(arguments: Sequence[str]) -> list[str]:
    form = ("--as", FORM) if FORM and "--as" not in arguments else ()
    port = () if "--port" in arguments else ("--port", str(own_port()))
    return ["sandbox", *port, *(() if "--threads" in arguments else ("--threads", "0")), *form, *arguments]


def _found(process: Process) -> Server:
    """Where it is and its key, as it says on its first two lines."""
    assert process.stdout is not None and process.stderr is not None
    found = dict(process.stdout.readline().strip().partition("=")[::2] for _ in range(2))
    assert set(found) == {"COMMUNE_BASE_URL", "COMMUNE_API_KEY"}, process.stderr.read()
    return Server(found["COMMUNE_BASE_URL"], found["COMMUNE_API_KEY"], process)

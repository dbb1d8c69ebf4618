"""The sandbox over HTTP: answers always in JSON, clear refusals, and what a send promises."""

from __future__ import annotations

import signal

from tests.servers import Server, sandbox_process


def test_it_stops_quietly_on_either_signal() -> None:
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 0)):
        with sandbox_process() as server:
            server.process.send_signal(number)
            assert server.process.wait(10) == status
            assert server.process.stderr is not None
            assert server.process.stderr.read() == ""


def test_unknown_paths_and_methods_are_json(sandbox: Server) -> None:
    lost = sandbox.get("/v1/nothing")
    assert (lost.status, lost.body["error"]) == (404, "Not found")
    wrong = sandbox.call("PUT", "/v1/threads/x/tags", {})
    assert wrong.status == 405
    assert wrong.headers["allow"] == "DELETE, POST"
    assert wrong.body["error"] == "PUT is not allowed here"

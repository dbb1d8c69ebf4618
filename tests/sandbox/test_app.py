"""The sandbox over HTTP: answers always in JSON, clear refusals, and what a send promises."""

from __future__ import annotations

import base64
import signal
import socket
import stat
import urllib.request
from pathlib import Path

from tests.servers import Server, sandbox_command


def test_it_stops_quietly_on_either_signal() -> None:
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 0)):
        with sandbox_command() as server:
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


def test_answers_to_odd_requests(sandbox: Server) -> None:
    """Empty bodies with a JSON type, a DELETE with a body, both spellings of the base path, a body too large."""
    kind = {"Content-Type": "application/json"}
    assert sandbox.post("/v1/domains", b"", headers=kind).body["error"] == "Missing required field: name"
    assert sandbox.call("DELETE", "/v1/threads/x/tags", {"tags": ["a"]}).body["error"] == "Thread not found"
    assert sandbox.get("/v1/v1/domains/").body == sandbox.get("/v1/domains").body
    assert sandbox.post("/v1/domains", [1]).body["error"] == "The request body must be a JSON object."
    large = sandbox.post("/v1/attachments/upload", b"x" * (10 * 2**20 + 1), headers={"X-Filename": "a"})
    assert (large.status, large.body["limit_mb"]) == (413, 10)
    huge = sandbox.post("/v1/domains", b"x" * (15 * 2**20 + 1))
    assert (huge.status, huge.body["code"]) == (413, "too_large")


def test_a_client_that_goes_away_in_the_middle_is_no_failure(fresh_sandbox: Server) -> None:
    """What it said of each stood in a pipe that nobody read, until it waited for a reader and answered nobody."""
    port = int(fresh_sandbox.base_url.rpartition(":")[2])
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"POST /v1/messages/send HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert fresh_sandbox.get("/v1/inboxes").status == 200
    fresh_sandbox.process.send_signal(signal.SIGTERM)
    fresh_sandbox.process.wait(20)
    assert fresh_sandbox.process.stderr is not None and fresh_sandbox.process.stderr.read() == ""


def test_a_download_link_needs_no_key_and_ends(fresh_sandbox: Server) -> None:
    content = base64.b64encode(b"\x00\xffhello").decode()
    body = {"content": content, "filename": "r\u00e9sum\u00e9.html", "mime_type": "text/html"}
    number = fresh_sandbox.post("/v1/attachments/upload", body).body["data"]["attachment_id"]
    link = fresh_sandbox.get(f"/v1/attachments/{number}/url?expires_in=60").body["data"]["url"]
    with urllib.request.urlopen(link) as response:  # noqa: S310 - loopback
        assert response.read() == b"\x00\xffhello"
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    path = link.removeprefix(fresh_sandbox.base_url)
    assert fresh_sandbox.get(path.replace("exp=1", "exp=2"), key="").status == 403
    fresh_sandbox.control("advance", {"seconds": 61})
    assert fresh_sandbox.get(path, key="").body["code"] == "link_expired"


def test_control_routes_need_the_printed_key(fresh_sandbox: Server) -> None:
    other = fresh_sandbox.post("/v1/agent/api-keys", {"name": "n", "permissions": ["read", "write"]}).body["apiKey"]
    assert fresh_sandbox.get("/sandbox/state", key=other).status == 401
    assert fresh_sandbox.get("/sandbox/state", key="").status == 401
    wrong = fresh_sandbox.post("/sandbox/options", {"plain_thread": True})
    assert wrong.status == 400 and "plain_threads" in wrong.body["error"]


def test_plain_threads_leave_triage_out(fresh_sandbox: Server) -> None:
    mail = {"from": "a@c.example", "to": "support@northwind.example", "subject": "q", "text": "t"}
    got = fresh_sandbox.control("mail", mail)["data"][0]
    listed = f"/v1/threads?inbox_id={got['inbox_id']}"
    assert fresh_sandbox.get(listed).body["data"][0]["status"] == "open"
    fresh_sandbox.control("options", {"plain_threads": True})
    assert not {"status", "tags", "assigned_to"} & set(fresh_sandbox.get(listed).body["data"][0])
    assert fresh_sandbox.get(f"/v1/threads/{got['thread_id']}/metadata").body["status"] == "open"


def test_the_stream_acknowledges_and_tells(fresh_sandbox: Server) -> None:
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{fresh_sandbox.base_url}/v1/events/stream?events=email.received",
        headers={"Authorization": f"Bearer {fresh_sandbox.key}"},
    )
    with urllib.request.urlopen(request, timeout=20) as stream:  # noqa: S310 - loopback
        assert stream.readline() == b"event: connection.ack\n"
        mail = {"from": "a@c.example", "to": "support@northwind.example", "subject": "told", "text": "t"}
        fresh_sandbox.control("mail", mail)
        while (line := stream.readline()) != b"event: email.received\n":
            assert line
        assert b'"subject": "told"' in stream.readline()


def test_a_world_in_a_file_is_private_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    with sandbox_command("--data", str(path)) as server:
        mail = {"from": "a@c.example", "to": "support@northwind.example", "subject": "kept", "text": "t"}
        thread = server.control("mail", mail)["data"][0]["thread_id"]
        old_key = server.key
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    with sandbox_command("--data", str(path)) as server:
        assert server.get(f"/v1/threads/{thread}").body["subject"] == "kept"
        assert server.key == old_key  # whoever stored it goes on with it
        assert server.get("/v1/domains", key=old_key).status == 200

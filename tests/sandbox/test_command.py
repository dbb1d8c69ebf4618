"""The doors of the sandbox that a user opens: files in by ``--import``, mail in by ``--smtp``, webhooks out."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from tests.servers import Server, sandbox_command

SUPPORT = "support@northwind.example"


def letter(number: int, subject: str, reply_to: int | None = None) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Äda <ada@outside.example>"
    mail["To"] = SUPPORT
    mail["Subject"] = subject
    mail["Date"] = f"Tue, 03 Mar 2026 10:0{number}:00 +0000"
    mail["Message-ID"] = f"<{number}@outside.example>"
    if reply_to is not None:
        mail["In-Reply-To"] = f"<{reply_to}@outside.example>"
    mail.set_content(f"Words of letter {number}, grüße")
    mail.add_attachment(b"abc", maintype="text", subtype="plain", filename="note.txt")
    return mail


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The command with a mail file to read and the SMTP door open."""
    box = tmp_path_factory.mktemp("mail") / "old.mbox"
    mails = (letter(1, "Old question"), letter(2, "Re: Old question", reply_to=1))
    box.write_bytes(b"".join(b"From x Tue Mar  3 10:00:00 2026\n" + bytes(mail) + b"\n" for mail in mails))
    with sandbox_command("--import", str(box), "--smtp", "127.0.0.1:0") as running:
        yield running


def said(server: Server, words: str) -> str:
    """The first line on standard error that holds these words."""
    assert server.process.stderr is not None
    return next(line for line in server.process.stderr if words in line)


def test_a_mail_file_is_imported_into_its_thread_and_mail_by_smtp_joins_it(server: Server) -> None:
    inbox = server.inboxes()[SUPPORT]
    assert "Imported 2 mails" in said(server, "Imported")
    (thread,) = server.get(f"/v1/threads?inbox_id={inbox}").body["data"]
    assert (thread["subject"], thread["message_count"], thread["has_attachments"]) == ("Old question", 2, True)
    host, _, port = said(server, "SMTP").rstrip(".\n").rpartition(" ")[2].rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=20) as door:
        refused = door.send_message(letter(3, "Re: Old question", reply_to=2), to_addrs=[SUPPORT, "no@where.example"])
    assert refused["no@where.example"][0] == 550
    messages = server.get(f"/v1/threads/{thread['thread_id']}/messages").body["data"]
    assert [message["content"].strip() for message in messages] == [
        f"Words of letter {number}, grüße" for number in (1, 2, 3)
    ]
    assert len(messages[2]["attachments"]) == 1


class Endpoint(ThreadingHTTPServer):
    """Takes webhooks; the first one is answered with 500."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.got: Queue[tuple[dict[str, str], bytes]] = Queue()


class Hook(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(500 if headers["x-commune-attempt"] == "1" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.got.put((headers, body))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as taking:
        thread = Thread(target=taking.serve_forever)
        thread.start()
        try:
            yield taking
        finally:
            taking.shutdown()
            thread.join()


def test_webhooks_of_the_command_are_signed_and_come_again_after_a_failure(server: Server, endpoint: Endpoint) -> None:
    made = server.post(
        "/v1/inboxes",
        {"local_part": "hooked", "webhook": {"endpoint": f"http://127.0.0.1:{endpoint.server_port}/in"}},
    ).body
    mail = {"from": "ada@outside.example", "to": made["address"], "subject": "s", "text": "grüße"}
    received = server.control("mail", mail)["data"][0]
    _, first = endpoint.got.get(timeout=30)
    server.control("advance", {"seconds": 10})
    headers, again = endpoint.got.get(timeout=30)
    assert (headers["x-commune-attempt"], again) == ("2", first)
    assert json.loads(again)["message"]["message_id"] == received["message_id"]
    signed = f"{headers['x-commune-timestamp']}.".encode() + again
    expected = hmac.new(made["webhook"]["secret"].encode(), signed, hashlib.sha256).hexdigest()
    assert headers["x-commune-signature"] == f"v1={expected}"
    server.control("advance")
    (delivery,) = server.get(f"/v1/webhooks/deliveries?inbox_id={made['id']}").body["data"]
    assert (delivery["status"], delivery["attempt_count"]) == ("delivered", 2)


def test_the_printed_key_stays_from_start_to_start_also_after_a_reset_and_a_deletion(tmp_path: Path) -> None:
    data = str(tmp_path / "world")
    with sandbox_command("--data", data) as first:
        key, other = first.key, first.post("/v1/agent/api-keys", {"name": "mine"}).body["apiKey"]
    with sandbox_command("--data", data) as second:
        assert second.key == key
        assert second.get("/v1/inboxes").status == second.get("/v1/inboxes", key=other).status == 200
        second.control("reset")
        asked = second.post("/v1/data/deletion-request", {"scope": "organization"}).body
        token = {"confirmation_token": asked["confirmation_token"]}
        assert second.post(f"/v1/data/deletion-request/{asked['id']}/confirm", token).status == 200
        assert second.get("/v1/inboxes").status == 401
    with sandbox_command("--data", data) as third:
        assert third.key == key
        assert third.get("/v1/inboxes").status == 200
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


@pytest.mark.parametrize("words", [(), ("--expose",)])
def test_an_exposed_sandbox_warns_before_it_starts(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "commune_tui", "sandbox", *words, "--fault", "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert ("Warning: --expose lets everybody" in done.stderr) == bool(words)

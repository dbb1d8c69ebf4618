"""The official CLI, unmodified, runs every e-mail command against the sandbox: with JSON output and in a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.calls import Table
from tests.servers import Server

SCHEMA = '{"type": "object", "properties": {"order_id": {"type": "string"}}}'
NO_TOKEN = "it sends no confirmation token; the token is a safety feature (discrepancies §69)"
CANNOT = {"data delete-confirm": NO_TOKEN}
MARKUP = "a subject that holds [/x] breaks its tables, which read values as markup (contract §10)"


@pytest.fixture
def form() -> str:
    return "strict"


def _world(server: Server) -> dict[str, str]:
    """Things with ids for the commands to name."""
    domain = server.post("/v1/domains", {"name": "cli.example"}).body["data"]["id"]
    body = {"local_part": "desk", "domain_id": domain}
    inbox = server.post("/v1/inboxes", body).body["data"]["id"]
    doomed = server.post("/v1/inboxes", {"local_part": "doomed", "domain_id": domain}).body["data"]["id"]
    hook = {"webhook": {"endpoint": "http://127.0.0.1:9/hook"}}
    server.call("PUT", f"/v1/domains/{domain}/inboxes/{inbox}", hook)
    mail = {"from": "ann@customer.example", "to": "desk@cli.example", "subject": "lanterns", "text": "order 7"}
    thread = server.control("mail", mail)["data"][0]["thread_id"]
    server.post("/v1/messages/send", {"to": "bob@bounce.example", "subject": "x", "text": "y", "inboxId": inbox})
    server.control("advance", {"seconds": 60})
    key = server.post("/v1/agent/api-keys", {"name": "spare"}).body["id"]
    deletion = server.post("/v1/data/deletion-request", {"scope": "inbox", "inbox_id": doomed}).body["id"]
    delivery = server.get("/v1/webhooks/deliveries").body["deliveries"][0]["delivery_id"]
    named = {"delivery": delivery, "key": key, "deletion": deletion}
    return {**named, "domain": domain, "inbox": inbox, "doomed": doomed, "thread": thread}


def _commands(ids: dict[str, str], base_url: str, file: str, attachment: str) -> list[tuple[str, list[str]]]:
    """Every e-mail command with real ids. Names are the commands; what deletes comes last."""
    domain, inbox, thread = ids["domain"], ids["inbox"], ids["thread"]
    scope = ["--inbox-id", inbox]
    register = [
        "--name",
        "Agent",
        "--purpose",
        "Answer customers about their late orders politely",
        "--org-name",
        "Cli",
    ]
    commands: list[tuple[str, list[str]]] = [
        ("describe", []),
        ("context", []),
        ("doctor", []),
        ("config set", ["base_url", base_url]),
        ("config get", ["base_url"]),
        ("config show", []),
        ("config unset", ["base_url"]),
        ("config path", []),
        ("config register", [*register, "--org-slug", "cli-org", "--base-url", base_url]),
        ("config status", []),
        ("config keys list", []),
        ("domains list", []),
        ("domains get", [domain]),
        ("domains create", ["made.example"]),
        ("domains verify", [domain]),
        ("domains records", [domain]),
        ("inboxes list", ["--domain-id", domain]),
        ("inboxes get", [inbox]),
        ("inboxes create", ["--local-part", "fresh", "--domain-id", domain, "--name", "Fresh"]),
        ("inboxes update", [inbox, "--name", "Desk"]),
        ("inboxes set-webhook", [inbox, "--domain-id", domain, "--url", "http://127.0.0.1:9/hook"]),
        ("inboxes extraction-schema set", [inbox, "--domain-id", domain, "--schema", SCHEMA]),
        ("inboxes extraction-schema remove", [inbox, "--domain-id", domain]),
        (
            "messages send",
            ["--to", "ann@customer.example", "--subject", "s", "--text", "t", *scope, "--cc", "c@c.example"],
        ),
        ("messages list", scope),
        ("threads list", [*scope, "--limit", "5"]),
        ("threads messages", [thread]),
        ("threads metadata", [thread]),
        ("threads set-status", [thread, "needs_reply"]),
        ("threads assign", [thread, "--to", "agent-7"]),
        ("threads contacts", scope),
        ("threads companies", scope),
        ("threads tags add", [thread, "vip", "late"]),
        ("threads tags remove", [thread, "late"]),
        ("attachments upload", [file]),
        ("attachments get", [attachment]),
        ("attachments url", [attachment, "--expires-in", "60"]),
        ("search threads", ["lanterns", *scope]),
        ("delivery metrics", scope),
        ("delivery events", scope),
        ("delivery suppressions", scope),
        ("delivery check", ["ann@customer.example"]),
        ("webhooks list", scope),
        ("webhooks get", [ids["delivery"]]),
        ("webhooks retry", [ids["delivery"]]),
        ("webhooks health", []),
        ("dmarc reports", ["cli.example"]),
        ("dmarc summary", ["cli.example"]),
        ("feedback submit", ["--type", "signal", "--message", "hello"]),
        ("credits balance", []),
        ("data delete-status", [ids["deletion"]]),
        ("data delete-confirm", [ids["deletion"], "--yes"]),
        ("config keys revoke", [ids["key"], "--yes"]),
        ("inboxes delete", [ids["doomed"], "--domain-id", domain, "--yes"]),
    ]
    return commands


def _run(server: Server, commands: list[tuple[str, list[str]]], tmp_path: Path, *, terminal: bool) -> dict[str, Any]:
    """All of them in one process, whose standard output is a pipe or a terminal."""
    given, taken = tmp_path / "given.json", tmp_path / "taken.json"
    given.write_text(json.dumps([(name, [*name.split(), *words]) for name, words in commands]))
    environment = {
        **os.environ,
        "COMMUNE_API_KEY": server.key,
        "COMMUNE_BASE_URL": server.base_url,
        "COMMUNE_CONFIG_DIR": str(tmp_path / "config"),
        "COLUMNS": "200",
        "TERM": "xterm-256color",
    }
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("cli_runner.py")), str(given), str(taken)]
    if not terminal:
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        return dict(json.loads(taken.read_text()))
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        with contextlib.suppress(OSError):  # the terminal's end, on Linux
            while os.read(ours, 65536):
                pass
        os.close(ours)
        assert process.wait() == 0
    return dict(json.loads(taken.read_text()))


def _upload(server: Server) -> str:
    body = {"content": "aGVsbG8=", "filename": "a.txt", "mime_type": "text/plain"}
    return str(server.post("/v1/attachments/upload", body).body["data"]["attachment_id"])


def run_all(server: Server, tmp_path: Path, *, terminal: bool, cannot: dict[str, str]) -> tuple[Table, dict[str, Any]]:
    """Every command, and what came of it."""
    file = tmp_path / "report.txt"
    file.write_text("a report")
    commands = _commands(_world(server), server.base_url, str(file), _upload(server))
    found = _run(server, commands, tmp_path, terminal=terminal)
    kind = "in a terminal" if terminal else "as JSON"
    table = Table(f"commune-cli 0.2.2, {kind}", cannot)
    for name, (status, output) in found.items():
        table.note(name, "" if status == 0 else f"exit {status}: {output[-300:]}")
    return table, found


def test_every_command_with_json_output(fresh_sandbox: Server, tmp_path: Path) -> None:
    table, found = run_all(fresh_sandbox, tmp_path, terminal=False, cannot=CANNOT)
    table.check()
    assert json.loads(found["threads metadata"][1])["subject"] == "lanterns"
    assert json.loads(found["delivery metrics"][1])["bounced"] == 1
    assert json.loads(found["search threads"][1])["data"][0]["score"] > 0
    assert "confirmation_token is required" in found["data delete-confirm"][1]


def test_every_command_in_a_terminal(fresh_sandbox: Server, tmp_path: Path) -> None:
    table, found = run_all(fresh_sandbox, tmp_path, terminal=True, cannot=CANNOT)
    table.check()
    assert "lanterns" in found["threads list"][1]
    assert "desk@cli.example" in found["inboxes list"][1]


def test_what_no_answer_can_satisfy(fresh_sandbox: Server, tmp_path: Path) -> None:
    """A hostile subject breaks its table, and a deletion is only carried out when the token is switched off."""
    ids = _world(fresh_sandbox)
    mail = {"from": "eve@customer.example", "to": "desk@cli.example", "subject": "[/x] hi", "text": "t"}
    fresh_sandbox.control("mail", mail)
    fresh_sandbox.control("options", {"confirm_without_token": True})
    commands = [
        ("threads list", ["--inbox-id", ids["inbox"]]),
        ("data delete-confirm", [ids["deletion"], "--yes"]),
        ("data delete-request", ["--inbox-id", ids["inbox"]]),
        ("delivery check", ["bob@bounce.example"]),
    ]
    found = _run(fresh_sandbox, commands, tmp_path, terminal=True)
    table = Table("commune-cli 0.2.2, the rest", {"threads list": MARKUP, "delivery check": "exit 1 says: suppressed"})
    for name, (status, output) in found.items():
        table.note(name, "" if status == 0 else output[-300:])
    table.check()
    assert "MarkupError" in found["threads list"][1]

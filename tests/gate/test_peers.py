"""The official SDK, CLI and MCP server, unmodified, through the gate: the same calls work, and a send is held.

What only an administrator may do does not exist there; each such call is named.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commune_tui.gate import decisions
from tests.contract import test_official_cli as cli
from tests.contract import test_official_sdk as sdk
from tests.contract import test_official_vendor as vendor
from tests.contract.calls import Table
from tests.gate.gates import Gate, gate
from tests.servers import sandbox_process

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")

ADMINISTRATION = "administration does not exist at the gate"
BEYOND = "it is not on the list of the gate"
SDK_CANNOT = dict.fromkeys(
    ("domains.create", "domains.verify", "inboxes.create", "inboxes.update", "inboxes.set_webhook", "inboxes.remove"),
    ADMINISTRATION,
)
SEND = {"to": ["ann@customer.example"], "subject": "about lanterns", "text": "a body"}


@pytest.fixture(params=["strict", "vendor"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def guarded(form: str, tmp_path: Path) -> Iterator[Gate]:
    with sandbox_process("--as", form, "--option", "burst_guard=off") as server, gate(server, tmp_path) as made:
        yield made


async def decided(guarded: Gate, name: str, reason: str = "") -> None:
    """A person approves it, or rejects it for a reason."""

    def work() -> None:
        held = guarded.sealed(name)
        if reason:
            with guarded.db() as db, db.write() as conn:
                decisions.reject(conn, name, reason, "anna")
        else:
            guarded.approve(held)
            guarded.in_state(name, "seen")

    await asyncio.to_thread(work)


async def every_call(guarded: Gate, client: Any, table: Table) -> None:
    """The script of the contract's test; what was made there with administration is there already."""
    sandbox = guarded.sandbox
    domain = sandbox.post("/v1/domains", {"name": "sdk.example"}).body["data"]["id"]
    body = {"local_part": "desk", "domain_id": domain}
    seen: dict[str, Any] = {"hook": "http://127.0.0.1:9/hook", "domain": domain, "thread": ""}
    seen["inbox"] = sandbox.post("/v1/inboxes", body).body["data"]["id"]
    for name, call in sdk._script("sdk"):
        try:
            if name == "messages.send":
                answer = client.messages.send(**SEND, inbox_id=seen["inbox"], attachments=[seen["file"]])
            else:
                answer = call(client, seen)
            answer = await answer if asyncio.iscoroutine(answer) else answer
            table.note(name)
        except Exception as error:
            table.note(name, f"{type(error).__name__}: {error}")
            continue
        if name == "attachments.upload":
            seen["file"] = answer.attachment_id
        if name == "messages.send":
            assert answer.status == "queued" and answer.message_id == answer.id
            await decided(guarded, answer.id)
            [mail] = guarded.sent("about lanterns")
            seen["thread"] = mail["thread_id"]
    table.check()
    [mail] = guarded.sent("about lanterns")
    assert mail["attachments"] == [seen["file"]] and mail["content"] == "a body"


def table_for(kind: str, form: str) -> Table:
    """What cannot work directly does not work through the gate either."""
    beyond = vendor.SDK if form == "vendor" else {}
    return Table(f"commune-mail 0.3.4, {kind}, {form}, through the gate", {**beyond, **SDK_CANNOT})


async def test_the_sync_sdk(guarded: Gate, form: str) -> None:
    from commune import CommuneClient

    with CommuneClient(api_key=guarded.key, base_url=guarded.base_url) as client:
        await every_call(guarded, client, table_for("sync", form))


async def test_the_async_sdk(guarded: Gate, form: str) -> None:
    from commune import AsyncCommuneClient

    async with AsyncCommuneClient(api_key=guarded.key, base_url=guarded.base_url) as client:
        await every_call(guarded, client, table_for("async", form))


def test_the_sdk_maps_the_refusals_of_the_gate(guarded: Gate) -> None:
    import commune

    weak = guarded.agent("weak", scopes=("domains:read",))
    box = next(iter(guarded.sandbox.inboxes().values()))
    cases: list[tuple[type[Exception], str, Any]] = [
        (commune.AuthenticationError, guarded.sandbox.key, lambda c: c.domains.list()),
        (commune.PermissionDeniedError, weak, lambda c: c.inboxes.list()),
        (commune.NotFoundError, guarded.key, lambda c: c.domains.verify("x")),
        (commune.ValidationError, guarded.key, lambda c: c.messages.send(**SEND)),
        (commune.ValidationError, guarded.key, lambda c: c.messages.send(**SEND, inbox_id=box, headers={"X-A": "1"})),
    ]
    for kind, key, call in cases:
        with commune.CommuneClient(api_key=key, base_url=guarded.base_url) as client, pytest.raises(kind):
            call(client)


CLI_CANNOT = {
    "config register": ADMINISTRATION,
    "config keys list": ADMINISTRATION,
    "domains create": ADMINISTRATION,
    "domains verify": ADMINISTRATION,
    "inboxes create": ADMINISTRATION,
    "inboxes update": ADMINISTRATION,
    "inboxes set-webhook": ADMINISTRATION,
    "inboxes extraction-schema set": ADMINISTRATION,
    "inboxes extraction-schema remove": ADMINISTRATION,
    "threads contacts": BEYOND,
    "threads companies": BEYOND,
    "webhooks retry": ADMINISTRATION,
    "feedback submit": BEYOND,
    "credits balance": BEYOND,
    "data delete-status": ADMINISTRATION,
    "data delete-confirm": ADMINISTRATION,
    "config keys revoke": ADMINISTRATION,
    "inboxes delete": ADMINISTRATION,
}


def test_the_cli(tmp_path: Path) -> None:
    with sandbox_process("--option", "burst_guard=off") as sandbox, gate(sandbox, tmp_path) as guarded:
        file = tmp_path / "report.txt"
        file.write_text("a report")
        world, upload = cli._world(sandbox), cli._upload(sandbox)
        commands = cli._commands(world, guarded.base_url, str(file), upload)
        found = cli._run(guarded.server, commands, tmp_path, terminal=False)
        table = Table("commune-cli 0.2.2, through the gate", CLI_CANNOT)
        for name, (status, output) in found.items():
            table.note(name, "" if status == 0 else f"exit {status}: {output[-200:]}")
        table.check()
        held = guarded.sealed(json.loads(found["messages send"][1])["id"])
        assert held.mail.recipients == ("ann@customer.example", "c@c.example")


async def test_the_mcp_server(guarded: Gate, tmp_path: Path) -> None:
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    box = next(iter(guarded.sandbox.inboxes().values()))
    environment = {**os.environ, "COMMUNE_API_KEY": guarded.key, "COMMUNE_BASE_URL": guarded.base_url}
    arguments = ["-W", "ignore", "-m", "commune_mcp"]
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env=environment, cwd=tmp_path)
    mail = {"to": "ann@customer.example", "subject": "lanterns", "text": "a body", "inbox_id": box}
    table = Table(
        "commune-mcp 0.2.1, through the gate", {"create_domain": ADMINISTRATION, "create_inbox": ADMINISTRATION}
    )
    with (tmp_path / "errors").open("w") as errors:
        async with stdio_client(parameters, errors) as streams, ClientSession(*streams) as session:
            await session.initialize()

            async def call(tool: str, words: dict[str, Any]) -> Any:
                result = await session.call_tool(tool, words)
                text = "".join(getattr(part, "text", "") for part in result.content)
                table.note(tool, text[:200] if result.isError or "HTTP" in text else "")
                return None if table.outcomes[tool] else json.loads(text)

            await call("list_domains", {})
            await call("create_domain", {"name": "mcp.example"})
            await call("create_inbox", {"local_part": "x"})
            await call("list_inboxes", {})
            held = await call("send_email", mail)
            assert held["status"] == "queued"
            await decided(guarded, held["id"])
            rejected = await call("send_email", {**mail, "subject": "no"})
            await decided(guarded, rejected["id"], "Not to them.")
            [sent] = guarded.sent("lanterns")
            await call("list_threads", {"inbox_id": box})
            await call("get_thread_messages", {"thread_id": sent["thread_id"]})
            await call("set_thread_status", {"thread_id": sent["thread_id"], "status": "waiting"})
            await call("tag_thread", {"thread_id": sent["thread_id"], "tags": "vip"})
            await call("search_threads", {"query": "lanterns", "inbox_id": box})
    table.check()
    assert guarded.sent("no") == []

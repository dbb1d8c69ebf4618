"""The official MCP server, unmodified, over stdio: every e-mail tool it has, against the sandbox."""

from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.calls import Table
from tests.servers import Server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")

SCHEMA = json.dumps({"type": "object", "properties": {"order_id": {"type": "string"}}})
PAGING = "works, but the tool drops next_cursor and has_more, so its user sees one page only (discrepancies §43)"


@pytest.fixture
def form() -> str:
    return "strict"


def _tools(seen: dict[str, Any]) -> list[tuple[str, dict[str, Any], str | None]]:
    """Every e-mail tool with its arguments, and the name under which the id of its answer is remembered."""
    domain, inbox, thread, file = (seen.get(name, "") for name in ("domain", "inbox", "thread", "file"))
    place = {"domain_id": domain, "inbox_id": inbox}
    content = base64.b64encode(b"hello").decode()
    mail = {"to": "ann@customer.example", "subject": "lanterns", "text": "a body", "inbox_id": inbox}
    return [
        ("list_domains", {}, None),
        ("create_domain", {"name": "mcp.example"}, "domain"),
        ("verify_domain", {"domain_id": domain}, None),
        ("get_domain_records", {"domain_id": domain}, None),
        ("create_inbox", {"local_part": "desk", "domain_id": domain, "display_name": "Desk"}, "inbox"),
        ("list_inboxes", {"domain_id": domain}, None),
        ("set_extraction_schema", {**place, "name": "order", "schema": SCHEMA}, None),
        ("remove_extraction_schema", place, None),
        ("upload_attachment", {"content": content, "filename": "a.txt", "mime_type": "text/plain"}, "file"),
        ("get_attachment_url", {"attachment_id": file}, None),
        ("send_email", {**mail, "attachments": file}, "thread"),
        ("list_threads", {"inbox_id": inbox}, None),
        ("get_thread_messages", {"thread_id": thread}, None),
        ("search_threads", {"query": "lanterns", "inbox_id": inbox}, None),
        ("set_thread_status", {"thread_id": thread, "status": "waiting"}, None),
        ("tag_thread", {"thread_id": thread, "tags": "vip, late"}, None),
        ("untag_thread", {"thread_id": thread, "tags": "late"}, None),
        ("assign_thread", {"thread_id": thread, "assigned_to": "agent-7"}, None),
        ("get_thread_metadata", {"thread_id": thread}, None),
        ("get_deliverability_stats", {"inbox_id": inbox}, None),
        ("get_suppressions", {"inbox_id": inbox}, None),
        ("get_delivery_events", {"inbox_id": inbox}, None),
        ("submit_feedback", {"type": "signal", "message": "hello"}, None),
        ("delete_inbox", place, None),
    ]


async def run_all(
    server: Server, tmp_path: Path, cannot: dict[str, str]
) -> tuple[Table, dict[str, Any], dict[str, Any]]:
    """Every tool: the table, the ids that were made, and what each answered last."""
    from mcp import ClientSession, StdioServerParameters
    from mcp.client.stdio import stdio_client

    environment = {**os.environ, "COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url}
    parameters = StdioServerParameters(
        command=sys.executable, args=["-W", "ignore", "-m", "commune_mcp"], env=environment, cwd=tmp_path
    )
    table, seen, last = Table("commune-mcp 0.2.1 (mcp 1.x), stdio", cannot), dict[str, Any](), dict[str, Any]()
    keys = {"domain": "id", "inbox": "id", "file": "attachment_id", "thread": "thread_id"}
    with (tmp_path / "errors").open("w") as errors:
        async with stdio_client(parameters, errors) as streams, ClientSession(*streams) as session:
            await session.initialize()
            for step in range(len(_tools({}))):
                name, arguments, remembered = _tools(seen)[step]
                result = await session.call_tool(name, arguments)
                text = "".join(getattr(part, "text", "") for part in result.content)
                table.note(name, text[:300] if result.isError or "HTTP" in text else "")
                if not result.isError:
                    last[name] = json.loads(text)
                    if remembered:
                        seen[remembered] = last[name][keys[remembered]]
    return table, seen, last


async def test_every_tool_over_stdio(fresh_sandbox: Server, tmp_path: Path) -> None:
    table, seen, last = await run_all(fresh_sandbox, tmp_path, {})
    table.check()
    print(f"  list_threads: {PAGING}")
    assert last["get_thread_metadata"]["tags"] == ["vip"]
    assert last["get_thread_metadata"]["assigned_to"] == "agent-7"
    assert last["get_deliverability_stats"]["sent"] == 1
    assert last["get_thread_messages"][0]["attachments"] == [seen["file"]]
    assert last["list_threads"][0]["thread_id"] == seen["thread"]
    assert last["delete_inbox"] == {"ok": True}

"""The official clients against the vendor form: they fail exactly where the vendor's own server fails them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract import test_official_cli, test_official_mcp, test_official_sdk
from tests.contract.calls import Table
from tests.servers import Server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")

PAGE = "the server has no such route and answers a page in HTML"
SDK = {"delivery.metrics": "the rates are texts and the period is an object"}
CLI = {
    "domains create": "the server wants name and gets domain",
    "inboxes get": PAGE,
    "inboxes update": PAGE,
    "inboxes set-webhook": PAGE,
    "inboxes extraction-schema set": PAGE,
    "inboxes extraction-schema remove": PAGE,
    "threads metadata": PAGE,
    "threads set-status": PAGE,
    "threads assign": PAGE,
    "threads tags remove": PAGE,
    "attachments upload": "the server wants JSON and gets the bytes of the file",
    "delivery check": "the server wants an inbox or a domain beside the address",
    "data delete-confirm": test_official_cli.NO_TOKEN,
}
MCP: dict[str, str] = {}


@pytest.fixture
def form() -> str:
    return "vendor"


async def test_the_sdk(fresh_sandbox: Server) -> None:
    from commune import CommuneClient

    table = Table("commune-mail 0.3.4, vendor form", SDK)
    with CommuneClient(api_key=fresh_sandbox.key, base_url=fresh_sandbox.base_url) as client:
        await test_official_sdk.make_every_call(fresh_sandbox, table, client, "sync", strict=False)


def test_the_command_line(fresh_sandbox: Server, tmp_path: Path) -> None:
    test_official_cli.run_all(fresh_sandbox, tmp_path, terminal=False, cannot=CLI)[0].check()


async def test_the_mcp_server(fresh_sandbox: Server, tmp_path: Path) -> None:
    (await test_official_mcp.run_all(fresh_sandbox, tmp_path, MCP))[0].check()

"""An inbox for a new agent, set up and taken down by words, on both forms of the server; no secret stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions.administration import acts, objection
from commune_tui.store import domains
from tests.linear.talk import Talk, talking
from tests.servers import Server, sandbox_process

HOOK = "http://127.0.0.1:9/hook"


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", request.param) as server:
        yield server


def _names(conn: Any) -> list[str]:
    return [row.name for row in domains.rows(conn)]


def inbox(server: Server, address: str) -> dict[str, Any] | None:
    return next((each for each in server.get("/v1/inboxes").body["data"] if each["address"] == address), None)


def domain_of(talk: Talk) -> str:
    return sorted(talk.account.server.inboxes())[0].partition("@")[2]


def holding(folder: Path, words: bytes) -> list[Path]:
    """The files in which these words stand."""
    return [file for file in folder.rglob("*") if file.is_file() and words in file.read_bytes()]


async def test_an_inbox_is_set_up_and_taken_down(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        address = f"refunds@{domain_of(talk)}"
        assert "at most 64 letters" in await talk.say("create re funds@@x")
        assert "no domain of this account" in await talk.say("create refunds@elsewhere.example")
        assert f"{address} is there." in await talk.say(f"create {address} Refunds")
        made = inbox(either, address)
        assert made is not None and made["displayName"] == "Refunds"
        assert "password" in await talk.say(f"webhook {address} https://me:pw@agent.example/hook")
        assert f"announces its mail at {HOOK}" in await talk.say(f"webhook {address} {HOOK} email.received")
        assert "did not take the test event" in await talk.say(f"test {address}")
        hook = (inbox(either, address) or {})["webhook"]
        told = await talk.say(f"secret {address}")
        assert (hook["secret"] in told) if "secret" in hook else ("does not show the secret" in told)
        assert "announces its mail nowhere" in await talk.say(f"webhook off {address}")
        assert not ((inbox(either, address) or {}).get("webhook") or {}).get("endpoint")
        assert "is as it was" in await talk.say("undo")
        assert (inbox(either, address) or {})["webhook"]["endpoint"] == HOOK
        assert "switched off" in await talk.say(f"inbox off {address}")
        assert (inbox(either, address) or {})["status"] == "inactive"
        asked = await talk.say(f"inbox delete {address}")
        assert "cannot be undone" in asked and "no threads" in asked
        assert "Nothing was done" in await talk.say("refunds")
        assert inbox(either, address) is not None
        await talk.say(f"inbox delete {address}")
        assert f"{address} is deleted." in await talk.say(address)
        assert inbox(either, address) is None
    assert holding(tmp_path, b"whsec_") == []


async def test_an_inbox_is_made_with_its_webhook(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        address = f"refunds@{domain_of(talk)}"
        assert "password" in await talk.say(f"create {address} Refunds https://me:pw@agent.example/hook")
        assert "begins with https://" in await talk.say(f"create {address} ftp://agent.example/hook")
        words = f"{address} https://agent.example/\x1b]52;c;aGk=\x07\u202e"
        hostile = objection(talk.account.session, acts()["inbox.create"], "", words)
        assert "begins with https://" in hostile and not {"\x1b", "\x07", "\u202e"} & set(hostile)
        assert "Desk is no event" in await talk.say(f"create {address} {HOOK} Desk")
        assert inbox(either, address) is None
        before = len([method for method, _, _ in talk.account.requests if method != "GET"])
        told = await talk.say(f"create {address} Refund  desk {HOOK} email.received, bounce")
        assert f"{address} is there, and its agent hears of mail at {HOOK}." in told
        made = inbox(either, address) or {}
        assert (made["displayName"], made["webhook"]["endpoint"]) == ("Refund desk", HOOK)
        assert made["webhook"]["events"] == ["email.received", "bounce"]
        assert len([method for method, _, _ in talk.account.requests if method != "GET"]) == before + 1
        [entry] = [entry for entry in talk.account.session.reads.whole_journal() if entry.what == "made"]
        assert (entry.after or {})["webhook"] == {"endpoint": HOOK, "events": ["email.received", "bounce"]}
        assert HOOK in await talk.say("go journal")
    assert holding(tmp_path, b"whsec_") == []


async def test_a_server_that_does_not_keep_the_webhook_is_said(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        address, exchanged = f"deaf@{domain_of(talk)}", talk.account.exchanged

        def forgets(method: str, path: str, status: int, _in: int, _out: int) -> None:
            exchanged(method, path, status, _in, _out)
            if method == "POST" and status == 201:
                made = inbox(either, address) or {}
                where = f"/v1/domains/{made['domain_id']}/inboxes/{made['id']}"
                assert either.call("PUT", where, {"webhook": {"endpoint": None}}).status == 200

        talk.account.exchanged = forgets  # type: ignore[method-assign]
        assert "but the server did not keep its webhook" in await talk.say(f"create {address} Deaf {HOOK}")


async def test_an_inbox_with_a_webhook_whose_answer_was_lost_is_looked_for(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        address = f"lost@{domain_of(talk)}"
        talk.account.faults("lost POST /v1/domains/*/inboxes")
        told = await talk.say(f"create {address} {HOOK}")
        assert "The answer was lost" in told and f"its agent hears of mail at {HOOK}" in told
        talk.account.faults()
        assert ((inbox(either, address) or {})["webhook"])["endpoint"] == HOOK


async def test_making_it_again_is_warned_of(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        address = sorted(either.inboxes())[0]
        before = either.inboxes()[address]
        assert "some servers give it a new id" in await talk.say(f"inbox create {address}")
        await talk.say("no")
        assert either.inboxes()[address] == before
        await talk.say(f"inbox create {address}")
        assert f"{address} is there." in await talk.say(address)


async def test_a_second_inbox_is_never_made_for_a_lost_answer(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        address = f"lost@{domain_of(talk)}"
        talk.account.faults("lost POST /v1/domains/*/inboxes", "lost POST /v1/inboxes")
        assert "The answer was lost" in await talk.say(f"inbox create {address}")
        talk.account.faults()
        assert sum(each["address"] == address for each in either.get("/v1/inboxes").body["data"]) == 1


async def test_a_domain_is_added_checked_and_written_down(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        assert "SPF" in await talk.say("domain add")
        assert "is no name of a domain" in await talk.say("domain add nonsense")
        assert "Behind the name" in await talk.say("domain add mail.acme.example moon")
        assert "mail.acme.example is added" in await talk.say("domain add mail.acme.example eu-west-1")
        await talk.account.until(lambda: "mail.acme.example" in talk.account.session.reads.read(_names))
        assert "is here already" in await talk.say("domain add Mail.Acme.example")
        zone = await talk.say("domain records mail.acme.example zone")
        assert 'send.mail.acme.example. IN TXT "v=spf1 include:mail.example ~all"' in zone
        assert "mail.acme.example: verified, all" in await talk.say("domain verify mail.acme.example")
        assert "verified, all" in await talk.say("go domains")


async def test_a_schema_is_switched_off_and_on_removed_and_put_back(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        address = sorted(either.inboxes())[0]
        assert "no extraction schema" in await talk.say(f"schema off {address}")
        made = inbox(either, address) or {}
        domain = next(each for each in either.get("/v1/domains").body["data"] if address.endswith(f"@{each['name']}"))
        where = f"/v1/domains/{domain['id']}/inboxes/{made['id']}/extraction-schema"
        schema = {"type": "object", "properties": {"order": {"type": "string"}}}
        assert either.call("PUT", where, {"name": "orders", "schema": schema, "description": "d"}).status == 200
        talk.account.session.connection.sync_now()
        await talk.account.until(lambda: any(row.has_extraction_schema for row in talk.account.session.reads.inboxes()))
        assert "not taken out of its mail from now on" in await talk.say(f"schema off {address}")
        assert (inbox(either, address) or {})["extractionSchema"]["enabled"] is False
        assert "already" in await talk.say(f"schema off {address}")
        assert "taken out of its mail from now on" in await talk.say(f"schema on {address}")
        assert "no extraction schema any more" in await talk.say(f"schema remove {address}")
        assert not (inbox(either, address) or {}).get("extractionSchema")
        assert "is as it was" in await talk.say("undo")
        back = (inbox(either, address) or {})["extractionSchema"]
        assert (back["schema"], back["name"], back["description"], back["enabled"]) == (schema, "orders", "d", True)

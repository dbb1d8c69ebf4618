"""The extraction schema of an inbox by words: from a file, field by field, and a change that would break a view."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commune_tui.config import Settings
from commune_tui.mail.preferences import Fixed
from commune_tui.store import fields
from tests.hostile.payloads import every_payload
from tests.linear.talk import Talk, talking
from tests.servers import Server, sandbox_process

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["order_id", "Amount"],
    "properties": {
        "order_id": {"type": "string", "description": "The number of the order"},
        "Amount": {"type": "number"},
        "address": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", request.param) as server:
        yield server


def first(server: Server) -> str:
    return min(server.inboxes())


def at_the_server(server: Server, address: str) -> Any:
    found = next(each for each in server.get("/v1/inboxes").body["data"] if each["address"] == address)
    return found.get("extractionSchema")


def put(server: Server, address: str, schema: dict[str, Any], **more: Any) -> None:
    found = next(each for each in server.get("/v1/inboxes").body["data"] if each["address"] == address)
    where = f"/v1/domains/{found['domain_id']}/inboxes/{found['id']}/extraction-schema"
    assert server.call("PUT", where, {"name": "orders", "schema": schema, **more}).status == 200


def known(talk: Talk, address: str) -> dict[str, Any]:
    """The fields as the copy has them."""
    inbox_id = talk.account.server.inboxes()[address]
    return talk.front.session.reads.read(lambda conn: fields.schema_of(conn, inbox_id))


async def told(talk: Talk, line: str, *then: str) -> str:
    """What the words come to, with the copy as new as the server."""
    address = first(talk.account.server)
    await talk.account.until(
        lambda: known(talk, address) == ((at_the_server(talk.account.server, address) or {}).get("schema") or {})
    )
    return await talk.say(line, *then)


def mail(server: Server, text: str) -> None:
    server.control("mail", {"from": "anna@example.org", "to": first(server), "subject": "Order 4711", "text": text})


async def test_a_schema_is_built_field_by_field_and_taken_apart(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        address, row = first(either), {"type": "string", "description": "The number of the order"}
        await talk.say("go domains")
        assert "Which field? NAME TYPE DESCRIPTION" in await told(talk, f"inbox field {address}")
        said = await told(talk, f"inbox field {address} order_id string The number of the order")
        assert f"{address}: its extraction schema is saved. New: order_id (string)." in said
        assert "undo takes it back" in said
        whole = at_the_server(either, address)
        assert (whole["schema"], whole["enabled"]) == ({"type": "object", "properties": {"order_id": row}}, True)
        said = await told(talk, f'inbox field {address} urgency enum "not yet|now" How soon')
        assert "New: urgency (one of not yet, now)." in said
        assert "says that already" in await told(talk, f'inbox field {address} urgency enum "not yet|now" How soon')
        said = await told(talk, f"inbox field {address} order_id integer")
        assert "Changed: order_id from string to integer (in no mail here)." in said
        properties = at_the_server(either, address)["schema"]["properties"]
        assert list(properties) == ["order_id", "urgency"] and properties["order_id"] == {"type": "integer"}
        assert properties["urgency"] == {"type": "string", "enum": ["not yet", "now"], "description": "How soon"}
        assert 'no field "urgenci". Did you mean urgency?' in await told(talk, f"field remove {address} urgenci")
        assert "Gone: urgency (in no mail here)." in await told(talk, f"field remove {address} urgency")
        assert "is as it was" in await told(talk, "undo")
        assert list(at_the_server(either, address)["schema"]["properties"]) == ["order_id", "urgency"]


async def test_what_makes_no_field_is_said_and_not_asked(sandbox: Server, tmp_path: Path) -> None:
    async with talking(sandbox, tmp_path) as talk:
        address = first(sandbox)
        await talk.say("go domains")
        for words, sentence in (
            ("order", "It takes NAME TYPE DESCRIPTION"),
            ("order strin x", "strin is no type. Did you mean string? Types are string,"),
            ("1st string x", "A name is a letter, then letters"),
            ("a.b string x", "What is inside another is written in the schema"),
            ("urgency enum", "with | between"),
            ("urgency enum low||high", "with | between"),
            ("urgency enum low|low", "each once"),
        ):
            assert sentence in await talk.say(f"inbox field {address} {words}")
        assert not [path for method, path, _ in talk.account.requests if method == "PUT"]


async def test_nothing_hostile_makes_it_fail_or_gets_through(sandbox: Server, tmp_path: Path) -> None:
    async with talking(sandbox, tmp_path) as talk:
        address = first(sandbox)
        await talk.say("go domains")
        for _, payload in every_payload():
            await talk.say(f"inbox field {address} {payload} string", f"inbox field {address} a {payload}")
            await talk.say(f"inbox schema {address} file {payload}")
            await talk.front.drop()
        assert not [line for line in talk.heard if "went wrong" in line]
        properties = (at_the_server(sandbox, address) or {"schema": {"properties": {}}})["schema"]["properties"]
        assert all(re.fullmatch(r"[^\W\d][\w-]*", name) for name in properties)


async def test_a_file_becomes_the_schema_word_for_word(either: Server, tmp_path: Path) -> None:
    address, path = first(either), tmp_path / "my schema.json"
    put(either, address, {"type": "object", "properties": {"a": {}}}, description="For refunds", enabled=False)
    async with talking(either, tmp_path) as talk:
        await talk.say("go domains")
        path.write_text('\ufeff{"type": "object",\n "properties": {"a": {"type": "text"}}}', "utf-8")
        assert 'The file, line 2, column 31: "text" is no type.' in await told(
            talk, f"inbox schema {address} file {path}"
        )
        path.write_bytes(b'{"a":\n"\xff"}')
        assert "line 2, column 2: here are bytes that are no text in UTF-8" in await told(
            talk, f"inbox schema {address} file {path}"
        )
        assert "is no file" in await told(talk, f"inbox schema {address} file {tmp_path}")
        path.write_text(json.dumps(SCHEMA), "utf-8")
        said = await told(talk, f"inbox schema {address} file {path}")
        assert "New: order_id (string), Amount (number) and address.city (string). Gone: a (in no mail here)." in said
        assert "Fields are not taken out of its mail" in said
        there = at_the_server(either, address)
        assert json.dumps(there["schema"]) == json.dumps(SCHEMA)
        assert (there["name"], there["description"], there["enabled"]) == ("orders", "For refunds", False)


async def test_a_change_that_would_break_a_view_wants_the_name(either: Server, tmp_path: Path) -> None:
    put(either, first(either), SCHEMA)
    mail(either, "Order number: A-17. Please send the amount of 20 USD back.")
    in_settings = Fixed({"Big": "extracted.AMOUNT:>10 sort:-extracted.amount"}, {"Money": "{{amount}}, {{name}}"})
    async with talking(either, tmp_path) as talk:
        address, session, path = first(either), talk.front.session, tmp_path / "less.json"
        session.preferences.fixed = in_settings
        await session.preferences.save_view("Cities", "(is:unread or missing:address.city) -tag:x")
        await session.preferences.save_view("Elsewhere", f"in:{max(either.inboxes())} extracted.amount:*")
        await session.preferences.save_view("Other", "extracted.amounts:* Amount")
        path.write_text(json.dumps({"type": "object", "properties": {"order_id": {"type": "string"}}}), "utf-8")
        await talk.say("go domains")
        said = await told(talk, f"inbox schema {address} file {path}")
        assert "Gone: Amount (in 1 mail here) and address.city (in no mail here)." in said
        uses = 'What goes is in use: the view "Cities" filters by address.city, the view "Big" filters by amount, '
        uses += 'the view "Big" is in the order of amount and the template "Money" fills in amount.'
        assert uses in said and "Elsewhere" not in said and "Other" not in said and f"Type {address}" in said
        assert "That is not its name" in await talk.say("yes")
        assert at_the_server(either, address)["schema"] == SCHEMA
        assert uses in await told(talk, f"schema remove {address}") and "Left as it was." in await talk.say("")
        said = await told(talk, f"field remove {address} Amount", address)
        assert "Gone: Amount (in 1 mail here)." in said and "undo takes it back" in said
        left = at_the_server(either, address)["schema"]
        assert left["required"] == ["order_id"] and list(left["properties"]) == ["order_id", "address"]
        assert "is as it was" in await told(talk, "undo")
        assert at_the_server(either, address)["schema"] == SCHEMA


async def test_what_somebody_else_made_meanwhile_is_not_overwritten(either: Server, tmp_path: Path) -> None:
    put(either, first(either), SCHEMA)
    async with talking(either, tmp_path) as talk:
        address, path = first(either), tmp_path / "mine.json"
        path.write_text('{"type": "object", "properties": {"mine": {"type": "string"}}}', "utf-8")
        await told(talk, "go domains")
        theirs = {"type": "object", "properties": {"theirs": {"type": "string"}}}
        put(either, address, theirs)
        if known(talk, address) != theirs:  # nobody told this program of it yet
            for words in (f"inbox schema {address} file {path}",):
                assert "at the server is another than was known here" in await talk.say(words)
                assert at_the_server(either, address)["schema"] == theirs
        assert known(talk, address) == theirs
        assert "Gone: theirs" in await talk.say(f"inbox schema {address} file {path}")


async def test_a_guest_has_no_files_here(sandbox: Server, tmp_path: Path) -> None:
    async with talking(sandbox, tmp_path) as talk:
        from commune_tui.linear.front import Front

        talk.front = Front(talk.front.session, Settings(), guest=True)
        said = await talk.say("go domains", f"inbox schema {first(sandbox)} file {tmp_path / 'none.json'}")
        assert "taken away in the demo for guests" in said


async def test_it_is_written_in_lines_and_nothing_typed_is_lost(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        address = first(either)
        said = await talk.say("go domains", f"inbox schema {address}")
        assert "4 fields: order_id, reason, amount and wants_refund." in said and '  "type": "object",' in said
        await talk.say('{"type": "object", "properties":', '{"a": {"type": "string"}')
        await talk.front.drop()
        assert "opens it again" in "\n".join(talk.front.dialogue.said())
        said = await talk.say(f"inbox schema {address}")
        assert '  {"a": {"type": "string"}' in said and "This is what you wrote before." in said
        assert "Line 2, column 25: a comma or the end is missing." in said
        said = await talk.say('{"type": "object",', '"properties": {"a": {"type": 7}}}', ".")
        assert "The schema, line 2, column 30: a type is one of" in said and "Your text is kept" in said
        assert at_the_server(either, address) is None
        said = await talk.say(f"inbox schema {address} anew", ".")
        assert "Nothing was written, so nothing was done." in said
        await talk.say(f"inbox schema {address}")
        assert "is saved. New: a (string)." in await talk.say(
            '{"type": "object", "properties": {"a": {"type": "string"}}}', "."
        )
        assert at_the_server(either, address)["schema"] == {"type": "object", "properties": {"a": {"type": "string"}}}
        assert "This is what you wrote before" not in await talk.say(f"inbox schema {address}")


async def test_a_change_of_somebody_else_while_it_was_written_wants_the_name(either: Server, tmp_path: Path) -> None:
    put(either, first(either), SCHEMA)
    theirs = {"type": "object", "properties": {"theirs": {"type": "string"}}}
    mine = '{"type": "object", "properties": {"mine": {"type": "string"}}}'
    async with talking(either, tmp_path) as talk:
        address = first(either)
        await talk.say("go domains", f"inbox schema {address}")
        put(either, address, theirs)
        said = await talk.say(mine, ".")
        assert "Somebody changed" in said and "Your text is kept" in said
        assert at_the_server(either, address)["schema"] == theirs
        said = await talk.say(f"inbox schema {address}")
        assert "Somebody changed this schema since you began." in said and "mine" in said
        said = await talk.say(mine, ".")
        assert "Saving puts yours in place of theirs." in said and "Gone: theirs" in said and "New: mine" in said
        await talk.say("")
        assert at_the_server(either, address)["schema"] == theirs
        await talk.say(f"inbox schema {address}", mine, ".")
        assert "is saved" in await talk.say(address)
        assert at_the_server(either, address)["schema"] == json.loads(mine)
        assert "is as it was" in await talk.say("undo")
        assert at_the_server(either, address)["schema"] == theirs

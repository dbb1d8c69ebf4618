"""The extraction schema by keys: written inside, checked, asked about where a view would break, never lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commune_tui.store import fields
from commune_tui.text import is_clean
from commune_tui.ui.compose.mail_text import MailText
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.text_line import TextLine
from tests.hostile.payloads import every_payload
from tests.linear.test_schema import SCHEMA, at_the_server, put
from tests.servers import Server, sandbox_process
from tests.ui.letters import Letters, letters

LESS = {"type": "object", "properties": {"Amount": {"type": "number"}}}


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", request.param) as server:
        yield server


async def there(story: Letters, key: str = "g") -> None:
    """On the inbox of the story."""
    await story.press("g", "o", then=story.on("DomainsScreen"))
    while story.address not in story.app.screen.query_one("#about", Page).words.split()[:1]:
        before = story.app.screen.query_one("#about", Page).words
        await story.press("j", then=lambda: story.app.screen.query_one("#about", Page).words != before)  # noqa: B023


async def write(story: Letters, text: str) -> None:
    """Put a text into the form in front, as if it were typed."""
    await story.until(story.on("SchemaForm"))
    story.app.screen.query_one(MailText).text = text


def judged(story: Letters) -> str:
    return story.app.screen.query_one("#judged", TextLine).words


def schema(story: Letters) -> Any:
    return (at_the_server(story.server, story.address) or {}).get("schema")


async def test_a_schema_change_that_would_break_a_view(either: Server, tmp_path: Path) -> None:
    address = min(either.inboxes())
    put(either, address, SCHEMA)
    mail = {"text": "My order number: A-17. Where is it?"}
    async with letters(either, tmp_path, size=(120, 40), mail=mail) as story:
        await story.press("slash", then=lambda: story.asked)
        await story.type("extracted.order_id:*")
        await story.press("enter", then=lambda: not story.asked)
        await story.press("v", "=", then=lambda: story.asked)
        await story.type("Orders")
        await story.press("enter", then=lambda: "Saved as Orders" in story.told)
        await story.press("escape")
        await there(story)
        await story.press("e", then=story.on("SchemaForm"))
        assert "3 fields: order_id, Amount and address.city." in judged(story)
        await write(story, json.dumps(LESS))
        await story.until(lambda: "1 field: Amount." in judged(story))
        await story.press("escape", then=lambda: story.asked)
        said = " ".join(story.offered.split())
        assert "Gone: order_id (in 1 mail here) and address.city (in no mail here)." in said
        assert 'What goes is in use: the view "Orders" filters by order_id.' in said
        await story.press("escape", then=lambda: "Your text is kept" in story.told)
        assert schema(story) == SCHEMA
        await story.press("e", then=story.on("SchemaForm"))
        assert story.app.screen.query_one(MailText).text == json.dumps(LESS)
        await story.press("escape", then=lambda: story.asked)
        await story.type(address)
        await story.press("enter", then=lambda: "its extraction schema is saved" in story.told)
        assert schema(story) == LESS
        await story.press("z", then=lambda: "Undone" in story.told)
        assert schema(story) == SCHEMA


async def test_what_is_wrong_is_said_and_gone_on_with(either: Server, tmp_path: Path) -> None:
    async with letters(either, tmp_path, size=(80, 24)) as story:
        await there(story)
        await story.press("e", then=story.on("SchemaForm"))
        assert "4 fields: order_id, reason, amount and wants_refund." in judged(story)
        await story.press("escape", then=lambda: "Nothing was written, so nothing was done." in story.told)
        await story.press("e", then=story.on("SchemaForm"))
        await write(story, '{"type": "object",\n "properties": {"a": {"type": "strin"}}}')
        await story.until(lambda: "Line 2, column 31" in judged(story))
        await story.press("escape", then=lambda: story.asked)
        assert 'line 2, column 31: "strin" is no type. Did you mean string?' in " ".join(story.offered.split())
        await story.press("enter", then=story.on("SchemaForm"))
        text = story.app.screen.query_one(MailText)
        await story.until(lambda: text.cursor_location == (1, 30))
        await story.press(*["right"] * 6, "g", then=lambda: "1 field: a." in judged(story))
        await story.press("escape", then=lambda: "is saved. New: a (string)." in story.told)
        assert schema(story) == {"type": "object", "properties": {"a": {"type": "string"}}}
        await story.press("e", then=story.on("SchemaForm"))
        await write(story, "oh")
        await story.press("escape", then=lambda: story.asked)
        await story.press("x", then=lambda: "Thrown away." in story.told)
        await story.press("e", then=story.on("SchemaForm"))
        assert '"a"' in story.app.screen.query_one(MailText).text


async def test_what_was_typed_when_the_program_ended_is_there_the_next_time(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        await there(story)
        await story.press("e", then=story.on("SchemaForm"))
        await write(story, '{"half')
        await story.until(lambda: "a text begins here" in judged(story))
    async with letters(sandbox, tmp_path) as story:
        await there(story)
        await story.press("e", then=story.on("SchemaForm"))
        assert story.app.screen.query_one(MailText).text == '{"half'
        assert "This is what you wrote before." in story.app.screen.query(".note").first(TextLine).words


async def test_a_guest_writes_inside_and_reads_no_file(fresh_sandbox: Server, tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    path.write_text(json.dumps(LESS))
    async with letters(fresh_sandbox, tmp_path / "store", guest=True, editor="/bin/false") as story:
        await there(story)
        await story.press(":", then=lambda: story.asked)
        await story.type(f"inbox.schema file {path}")
        await story.press("enter", then=lambda: "taken away in the demo for guests" in story.told)
        await story.press("e", then=story.on("SchemaForm"))
        await write(story, f"file {path}")
        await story.press("escape", then=lambda: story.asked)
        assert "taken away" in story.offered and schema(story) is None
        await story.press("escape", then=lambda: "Your text is kept" in story.told)


async def test_a_field_is_added_and_removed_by_keys(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(110, 30)) as story:
        await there(story)
        await story.press("f", then=lambda: story.asked)
        await story.type("urgency en")
        await story.until(lambda: "one of some words" in story.offered)
        await story.type("um low|high How soon")
        await story.press("enter", then=lambda: "New: urgency (one of low, high)." in story.told)
        assert list(schema(story)["properties"]) == ["urgency"]
        inbox_id = fresh_sandbox.inboxes()[story.address]
        await story.until(lambda: story.app.session.reads.read(lambda conn: fields.schema_of(conn, inbox_id)))
        await story.press("F", then=lambda: story.asked)
        await story.until(lambda: "urgency" in story.offered)
        await story.type("urgency")
        await story.press("enter", then=lambda: "Gone: urgency" in story.told)
        assert schema(story)["properties"] == {}


async def test_a_hostile_schema_is_shown_clean_and_kept_as_it_is(fresh_sandbox: Server, tmp_path: Path) -> None:
    """What others put into it shows as escapes in the form, and as clean lines everywhere else."""
    address = min(fresh_sandbox.inboxes())
    texts = [each.text.encode("utf-8", "replace").decode() for each in every_payload()]
    bad: dict[str, Any] = {
        "type": "object",
        "properties": {text: {"type": "string", "description": text} for text in texts},
    }
    put(fresh_sandbox, address, bad)
    async with letters(fresh_sandbox, tmp_path, size=(100, 30)) as story:
        await there(story)
        await story.press("e", then=story.on("SchemaForm"))
        text = story.app.screen.query_one(MailText).text
        assert all(letter == "\n" or letter.isprintable() for letter in text) and json.loads(text) == bad
        assert is_clean(judged(story))
        await story.press("escape", then=lambda: "Nothing was written, so nothing was done." in story.told)
        await story.press("e", then=story.on("SchemaForm"))
        await write(story, json.dumps(bad | {"properties": {**bad["properties"], "one more": {}}}))
        await story.press("escape", then=lambda: "New: one more (anything)." in story.told)
        assert list(schema(story)["properties"]) == [*bad["properties"], "one more"]
        await story.press("F", then=lambda: story.asked)
        await story.until(lambda: "string" in story.offered)
        assert all(map(is_clean, story.offered.split("\n")))
        await story.press("escape", then=lambda: not story.asked)
        await story.press("e", then=story.on("SchemaForm"))
        await write(story, json.dumps(LESS))
        await story.press("escape", then=lambda: "is saved" in story.told)
        assert is_clean(story.told) and schema(story) == LESS

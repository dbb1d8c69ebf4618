"""One item of an answer that cannot be read costs nothing but itself: its neighbours come, and the person is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.api import jsontext
from commune_tui.api.models import Message
from commune_tui.mail import events
from tests.api.clients import client
from tests.api.server import Request, answer, serving
from tests.mail.account import account, in_copy, on_server
from tests.mail.relay import relay
from tests.servers import Server

DEEP = "[" * 70 + "1" + "]" * 70
DEEPER = '{"a":' * 20_000 + "1" + "}" * 20_000


def spoiled(text: str, request: Request) -> str:
    """A list with three items before its own that cannot be read, and each of its own with something deep in it."""
    value = json.loads(text)
    items = value.get("data") if isinstance(value, dict) else None
    if request.method != "GET" or not isinstance(items, list) or not items:
        return text
    deep = [f', "more": {DEEP}, "most": {1 if at else DEEPER}}}' for at in range(len(items))]
    made = [json.dumps(item)[:-1] + more for item, more in zip(items, deep, strict=True)]
    bad = ["7", "null", f'{{"subject": {DEEP}}}']
    rest = json.dumps({name: inner for name, inner in value.items() if name != "data"})[1:]
    return f'{{"data": [{", ".join([*bad, *made])}]{"," if rest != "}" else ""}{rest}'


async def test_every_list_of_a_server_may_hold_items_that_cannot_be_read(fresh_sandbox: Server, tmp_path: Path) -> None:
    address = next(iter(fresh_sandbox.inboxes()))
    for number in range(3):
        mail = {"from": f"c{number}@people.example", "to": address, "subject": f"S{number}", "text": f"Hello {number}."}
        fresh_sandbox.control("mail", mail)
    async with (
        serving(relay(fresh_sandbox, spoiled)) as between,
        account(replace(fresh_sandbox, base_url=between.url), tmp_path) as mine,
    ):
        await mine.until(lambda: "thread" in mine.session.status.sentence())
        await mine.settled()
        assert in_copy(mine.session) == on_server(fresh_sandbox) and in_copy(mine.session)
        said = mine.session.status.sentence()
        assert "messages" in said and "inboxes" in said and said.endswith("left out; the rest is here.")
        assert mine.session.status.words()[0].startswith("partly read")
        assert any(isinstance(fact, events.ServerSaid) and "left out" in fact.sentence for fact in mine.told)


async def test_of_a_message_that_is_nested_too_deeply_only_the_depth_is_left_out() -> None:
    about = f'{{"subject": "S", "extracted_data": {{"a": {DEEPER}}}}}'
    item = f'{{"message_id": "m1", "content": "Hello.", "metadata": {about}}}'
    whole = f'{{"data": [{item}, {{"message_id": "m2", "content": "Next."}}]}}'.encode()
    async with serving(lambda _: answer(raw=whole)) as server, client(server.url) as commune:
        page = await commune.threads.messages("t1")
    assert [(message.message_id, message.content) for message in page] == [("m1", "Hello."), ("m2", "Next.")]
    kept = json.dumps(page.items[0].raw)
    assert jsontext.LEFT_OUT in kept and len(kept) < 2_000


@pytest.mark.parametrize("depth", [1, 61, 62, 63, 64, 65, 66, 1_000, 50_000])
def test_the_neighbours_of_any_depth_are_read(depth: int) -> None:
    text = f'{{"data": [{{"message_id": "a"}}, {"[" * depth}{"]" * depth}, {{"message_id": "]}}[{{"}}]}}'
    first, _, last = jsontext.loads(text)["data"]
    assert (first, last) == ({"message_id": "a"}, {"message_id": "]}[{"})


_any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@given(st.lists(_any, max_size=4), st.integers(0, 90), st.data())
def test_pruning_changes_nothing_but_what_is_too_deep(items: list[Any], depth: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(items)))
    deep: Any = "bottom"
    for _ in range(depth):
        deep = [deep]
    read = jsontext.loads(json.dumps([*items[:at], deep, *items[at:]]))
    assert [*read[:at], *read[at + 1 :]] == items
    assert (read[at] == deep) == (depth < jsontext.DEEPEST)


def test_a_message_that_is_no_message_is_counted() -> None:
    assert Message.read(7) is None and Message.read({"subject": "x"}) is None

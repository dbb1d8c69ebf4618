"""Arbitrary JSON in place of any answer gives a model or a typed error, never another exception."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.api import Commune
from commune_tui.api.errors import CommuneError
from commune_tui.api.exchange import Flow, Timing
from commune_tui.api.page import Listing

from .clients import client
from .test_endpoints import CASES, Case

KEYS = st.sampled_from(
    [
        "data",
        "id",
        "thread_id",
        "threadId",
        "message_id",
        "inbox_id",
        "attachment_id",
        "url",
        "filename",
        "size",
        "created_at",
        "metadata",
        "subject",
        "participants",
        "role",
        "identity",
        "content",
        "attachments",
        "references",
        "extracted_data",
        "webhook",
        "secret",
        "endpoint",
        "events",
        "agent",
        "extractionSchema",
        "records",
        "inboxes",
        "priority",
        "status",
        "tags",
        "assigned_to",
        "next_cursor",
        "has_more",
        "nextCursor",
        "hasMore",
        "total",
        "deliveries",
        "apiKeys",
        "apiKey",
        "org",
        "delivery",
        "permissions",
        "sent",
        "delivered",
        "bounced",
        "delivery_rate",
        "period",
        "start",
        "end",
        "days",
        "event_type",
        "detail",
        "email",
        "reason",
        "type",
        "validation",
        "rejected",
        "warnings",
        "suppressed",
        "error",
        "message",
        "code",
        "details",
        "required",
        "retryAfter",
        "challenge",
        "text",
        "format",
        "agentSignupToken",
        "agentId",
        "preview",
        "deleted_counts",
        "confirmation_token",
        "confirm_by",
        "endpoints",
        "totals",
        "success_rate",
        "attempts",
        "search_type",
        "score",
        "limits",
        "top_sources",
        "pass",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63, -(2**63), 10**30, 1e300, -0.0])
    | st.floats(allow_nan=True)
    | st.text(max_size=12)
    | st.sampled_from(
        ["", "98.2%", "N/A", "2025-03-10T09:15:00.000Z", "0001-01-01T00:00:00+23:59", "data:,x", "9" * 30]
    )
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=8),
    max_leaves=25,
)


class Canned:
    """Stands where the wire is: every exchange gets the same bytes. Everything above it is the real client."""

    timing = Timing()

    def __init__(self, status: int, body: bytes) -> None:
        self.answer = Flow(status, {"content-type": "application/json"}, bytes_in=len(body)), body

    async def exchange(self, *_: Any, **__: Any) -> tuple[Flow, bytes]:
        return self.answer


@asynccontextmanager
async def canned(status: int, body: bytes) -> AsyncIterator[Commune]:
    async with client("http://127.0.0.1:9") as commune:
        wire = commune._caller.transport
        commune._caller.transport = Canned(status, body)  # type: ignore[assignment]
        try:
            yield commune
        finally:
            commune._caller.transport = wire


async def _outcome(case: Case, status: int, body: bytes) -> None:
    async with canned(status, body) as commune:
        try:
            asked = case.call(commune)
            result = await asked if isinstance(asked, Awaitable) else asked
            repr(result)
            if isinstance(asked, Listing):
                [item async for item in asked]
        except CommuneError as error:
            assert error.sentence
            assert str(error).isprintable()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@given(value=ANY_JSON, status=st.sampled_from([200, 200, 200, 201, 400, 403]))
@settings(max_examples=15)
async def test_any_json_anywhere(case: Case, value: Any, status: int) -> None:
    await _outcome(case, status, json.dumps(value).encode())


@pytest.mark.campaign
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@given(value=ANY_JSON, status=st.sampled_from([200, 200, 200, 201, 400, 403, 429]))
@settings(max_examples=2000, deadline=None)
async def test_any_json_anywhere_for_long(case: Case, value: Any, status: int) -> None:
    await _outcome(case, status, json.dumps(value).encode())


@given(wrong=ANY_JSON, at=st.integers(0, 20))
async def test_one_field_gone_wrong_keeps_the_object_or_counts_it(wrong: Any, at: int) -> None:
    """A real thread and a real message with one value replaced by anything; their good neighbours stay."""
    thread: dict[str, Any] = {
        "thread_id": "t",
        "subject": "s",
        "last_message_at": "2025-03-15T14:30:00.000Z",
        "message_count": 4,
    }
    thread |= {
        "snippet": "x",
        "last_direction": "inbound",
        "has_attachments": False,
        "tags": ["a"],
        "assigned_to": None,
    }
    message: dict[str, Any] = {
        "message_id": "m",
        "direction": "inbound",
        "participants": [{"role": "to", "identity": "a@b"}],
    }
    message |= {
        "content": "c",
        "attachments": ["a"],
        "metadata": {"subject": "s", "references": ["r"]},
        "created_at": 5,
    }
    for good, key in ((thread, "thread_id"), (message, "message_id")):
        names = list(good)
        bad = {**good, names[at % len(names)]: wrong}
        body = json.dumps({"data": [good, bad, {**good, key: "z"}]}).encode()
        async with canned(200, body) as commune:
            listing: Listing[Any] = (
                commune.threads.list(inbox_id="i") if key == "thread_id" else commune.threads.messages("t")
            )
            page = await listing
        ids = [getattr(item, key) for item in page]
        assert ids[0] in ("t", "m")
        assert ids[-1] == "z"
        assert len(ids) + page.unreadable == 3

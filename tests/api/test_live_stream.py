"""The live stream: events arrive, it comes back after a break, and ends quietly where there is none."""

from __future__ import annotations

import asyncio

import pytest

from commune_tui.api import Commune, LiveEvent, StreamPolicy
from commune_tui.api.errors import NotAllowed, NotAuthenticated

from .clients import KEY, client
from .server import Answer, Raw, answer, serving

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
ACK = b"event: connection.ack\ndata: {}\n\n"


def _stream(*pieces: bytes) -> Raw:
    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return write


async def _listen(*replies: Answer) -> tuple[list[LiveEvent], int]:
    left = list(replies)
    async with serving(lambda _: left.pop(0) if len(left) > 1 else left[0]) as server, client(server.url) as commune:
        events = [event async for event in commune.events.stream(inbox_id="i")]
    assert server.seen[0].target == "/v1/events/stream?events=email.received%2Cemail.sent&inbox_id=i"
    assert server.seen[0].headers["accept"] == "text/event-stream"
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    return events, len(server.seen)


async def test_events_are_read_whatever_the_pieces_and_line_ends() -> None:
    text = (
        b": heartbeat\r\n\r\n"
        b'event: email.received\r\ndata: {"inbox_id": "i", "thread_id": "t",\r\n'
        b'data: "created_at": 1735689600000}\r\n\r\n'
        b'data:{"type":"email.sent","data":{"messageId":"m"}}\n\n'
        b"id: 5\nretry: 9\n\nevent: odd\ndata: not json \xff\n\nevent: cut off"
    )
    events, _ = await _listen(_stream(ACK, *(text[at : at + 7] for at in range(0, len(text), 7))), answer({}, 404))
    assert [event.type for event in events] == ["connection.ack", "email.received", "email.sent", "odd"]
    assert (events[1].inbox_id, events[1].thread_id) == ("i", "t")
    assert events[1].created_at is not None and events[1].created_at.year == 2025
    assert events[2].message_id == "m"


@pytest.mark.parametrize(
    "reply",
    [
        answer({"error": "Not found"}, 404),
        answer(raw=b"<html>", status=404),
        answer({"error": "x"}, 405),
        answer({"error": "x"}, 400),
        answer({"data": []}),
        answer(raw=b"<html>", Content_Type="text/html"),
        answer({}, 302, Location="/elsewhere"),
    ],
)
async def test_a_server_without_a_stream_is_left_in_peace(reply: Answer) -> None:
    events, asked = await _listen(reply)
    assert (events, asked) == ([], 1)


@pytest.mark.parametrize(
    "reply", [_stream(), _stream(ACK), _stream(b"x" * 1_100_000), answer({}, 503), answer({}, 429, Retry_After="0")]
)
async def test_attempts_in_vain_come_to_an_end(reply: Answer) -> None:
    events, asked = await _listen(reply)
    assert all(event.type == "connection.ack" for event in events)
    assert asked in (1, 3)


async def test_an_event_renews_the_patience() -> None:
    event = b'event: email.received\ndata: {"inbox_id":"i"}\n\n'
    events, asked = await _listen(*[_stream(ACK, event)] * 6, answer({}, 404))
    assert sum(event.type == "email.received" for event in events) == 6
    assert asked == 7


@pytest.mark.parametrize(("status", "error"), [(401, NotAuthenticated), (403, NotAllowed)])
async def test_a_key_that_may_not_listen_is_worth_knowing(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        await _listen(answer({"error": "no"}, status))


async def test_silence_beyond_the_heartbeat_is_a_lost_connection() -> None:
    async def silent(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + ACK)
        await writer.drain()
        await asyncio.Event().wait()

    policy = StreamPolicy(silence_s=0.5, first_s=0.001, most_s=0.002, attempts=2)
    async with serving(lambda _: silent) as server, client(server.url, streaming=policy) as commune:
        events = [event.type async for event in commune.events.stream()]
    assert len(server.seen) == 2, "it was asked for once more"
    assert set(events) <= {"connection.ack"}


async def test_a_stream_leaves_the_other_requests_their_room() -> None:
    async def quiet(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + ACK)
        await writer.drain()
        await asyncio.Event().wait()

    async with (
        serving(lambda request: quiet if "stream" in request.path else answer([])) as server,
        client(server.url) as commune,
    ):
        stream = commune.events.stream()
        assert (await anext(stream)).type == "connection.ack"
        await asyncio.gather(*(_list(commune) for _ in range(20)))
        await stream.aclose()
    assert len(server.seen) == 21


async def _list(commune: Commune) -> None:
    await commune.inboxes.list()

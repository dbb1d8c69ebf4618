"""Lists lose nothing and repeat nothing: by cursor, by offset, and by time where many messages share one instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.api.errors import Incomplete, Misused, Unreadable
from commune_tui.api.models import Message
from commune_tui.api.page import Page, Query
from commune_tui.api.timeline import Timeline

from .clients import client
from .server import Request, always, answer, serving

T0 = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Backend:
    """``GET /v1/messages`` as the contract says: exclusive bounds, a sorted window, a cap. Ties keep or flip order."""

    stamps: list[int]
    cap: int = 1000
    ties_flip: bool = True
    asked: list[Query] = field(default_factory=list)

    async def fetch(self, query: Query) -> Page[Message]:
        self.asked.append(query)
        after, before = (_ms(query.get(name)) for name in ("after", "before"))
        rows = [
            (stamp, at)
            for at, stamp in enumerate(self.stamps)
            if (after is None or stamp > after) and (before is None or stamp < before)
        ]
        sign = 1 if query["order"] == "asc" else -1
        rows.sort(key=lambda row: (sign * row[0], sign * row[1] if self.ties_flip else row[1]))
        limit = min(int(query["limit"] or 0), self.cap)
        moment = [T0 + timedelta(milliseconds=stamp) for stamp, _ in rows[:limit]]
        items = [Message(message_id=str(at), created_at=m) for (_, at), m in zip(rows[:limit], moment, strict=True)]
        return Page(tuple(items))


def _ms(value: object) -> int | None:
    return None if value is None else round((datetime.fromisoformat(str(value)) - T0) / timedelta(milliseconds=1))


def _timeline(backend: Backend, limit: int = 50, order: str = "desc", **bounds: datetime) -> Timeline:
    return Timeline(
        backend.fetch,
        {"inbox_id": "i", "limit": limit, "order": order},
        since=bounds.get("since"),
        until=bounds.get("until"),
    )


async def _ids(timeline: Timeline) -> list[int]:
    return [int(message.message_id) async for message in timeline]


@given(
    stamps=st.lists(st.integers(0, 12), max_size=80),
    limit=st.integers(1, 12),
    order=st.sampled_from(["asc", "desc"]),
    flip=st.booleans(),
)
async def test_every_message_once_however_many_share_an_instant(
    stamps: list[int], limit: int, order: str, flip: bool
) -> None:
    """Where a server lists ties in the same order from both ends, nothing proves that it did not cut a window: then all
    of them are here too, and the list says that it cannot be sure.
    """
    got: list[int] = []
    try:
        async for message in _timeline(Backend(stamps, ties_flip=flip), limit, order):
            got.append(int(message.message_id))
    except Incomplete as error:
        assert not flip
        assert all(stamps.count(round((at - T0) / timedelta(milliseconds=1))) >= 5 for at in error.moments)
    assert sorted(got) == list(range(len(stamps)))
    moments = [stamps[at] for at in got]
    assert moments == sorted(moments, reverse=order == "desc")


@given(
    stamps=st.lists(st.integers(0, 12), max_size=60) | st.integers(0, 60).map(lambda number: [3] * number),
    cap=st.integers(1, 30),
    order=st.sampled_from(["asc", "desc"]),
    flip=st.booleans(),
)
async def test_a_server_that_caps_lower_loses_nothing_without_saying_so(
    stamps: list[int], cap: int, order: str, flip: bool
) -> None:
    """The cap of a server may be below what was asked for. Then a list may end in Incomplete, never just end.

    Caps of 1 to 9 that are not round are taken for short lists: no server has one, and each poll would cost double.
    """
    if cap % 5 and cap < 10:
        cap = 5
    got: list[int] = []
    complete = True
    try:
        async for message in _timeline(Backend(stamps, cap=cap, ties_flip=flip), 1000, order):
            got.append(int(message.message_id))
    except Incomplete as error:
        complete = False
        lost = {T0 + timedelta(milliseconds=stamps[at]) for at in set(range(len(stamps))) - set(got)}
        assert lost <= set(error.moments)
    assert len(got) == len(set(got))
    if complete:
        assert sorted(got) == list(range(len(stamps)))


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("cap", [11, 16, 50, 99, 128])
async def test_a_low_cap_of_the_server_is_no_end(cap: int, order: str) -> None:
    stamps = [n // 3 for n in range(300)]
    assert sorted(await _ids(_timeline(Backend(stamps, cap=cap), 1000, order))) == list(range(300))


@given(
    stamps=st.lists(st.integers(0, 20), max_size=60),
    since=st.none() | st.integers(-1, 21),
    until=st.none() | st.integers(-1, 21),
    order=st.sampled_from(["asc", "desc"]),
)
async def test_bounds_are_exclusive(stamps: list[int], since: int | None, until: int | None, order: str) -> None:
    bounds = {name: T0 + timedelta(milliseconds=v) for name, v in [("since", since), ("until", until)] if v is not None}
    got = await _ids(_timeline(Backend(stamps), 7, order, **bounds))
    low, high = -1 if since is None else since, 99 if until is None else until
    assert sorted(got) == [at for at, stamp in enumerate(stamps) if low < stamp < high]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(("many", "flip", "complete"), [(1000, True, True), (1900, True, True), (1500, False, False)])
async def test_more_than_a_window_in_one_instant(order: str, many: int, flip: bool, complete: bool) -> None:
    """Up to 1999 are read from both ends where ties flip; elsewhere the rest is delivered and the gap is named."""
    stamps = [1, 2, *[3] * many, 4, 5]
    backend = Backend(stamps, ties_flip=flip)
    got: list[int] = []
    try:
        async for message in _timeline(backend, 200, order):
            got.append(int(message.message_id))
        said_complete = True
    except Incomplete as error:
        said_complete = False
        assert error.moments == (T0 + timedelta(milliseconds=3),)
    assert len(got) == len(set(got))
    others = {0, 1, len(stamps) - 2, len(stamps) - 1}
    assert others <= set(got)
    if complete:
        assert sorted(got) == list(range(len(stamps)))
    else:
        assert not said_complete
    assert len(backend.asked) < 12


async def test_mail_that_arrives_while_walking_forward_is_found_once() -> None:
    backend = Backend([1, 1, 2, 2, 2, 3])
    got: list[str] = []
    async for message in _timeline(backend, 2, "asc"):
        got.append(message.message_id)
        if len(got) in (3, 6):
            backend.stamps += [3, 3, 4]
    assert sorted(got, key=int) == [str(n) for n in range(12)]


async def test_a_short_list_costs_one_request() -> None:
    backend = Backend([1, 2, 3])
    assert len(await _ids(_timeline(backend))) == 3
    assert len(backend.asked) == 1


async def test_a_server_that_ignores_the_bounds_does_not_go_on_for_ever() -> None:
    def handler(_: Request) -> bytes:
        return answer([{"message_id": f"m{n}", "created_at": "2026-01-01T00:00:00.000Z"} for n in range(50)])

    async with serving(handler) as server, client(server.url) as commune:
        with pytest.raises(Incomplete):
            [message async for message in commune.messages.list(inbox_id="i")]
    assert len(server.seen) < 8


async def test_messages_without_a_time_are_delivered_and_then_reported() -> None:
    async with serving(always([{"message_id": f"m{n}"} for n in range(10)])) as server, client(server.url) as commune:
        got = []
        with pytest.raises(Incomplete):
            async for message in commune.messages.list(inbox_id="i", limit=10):
                got.append(message.message_id)
    assert len(got) == 10


async def test_messages_are_asked_by_exactly_one_filter_and_aware_bounds() -> None:
    async with client("http://127.0.0.1:9") as commune:
        with pytest.raises(Misused):
            commune.messages.list()
        with pytest.raises(Misused):
            commune.messages.list(inbox_id="i", sender="s")
        with pytest.raises(Misused):
            commune.messages.list(inbox_id="i", after=datetime(2026, 1, 1))


@pytest.mark.parametrize(("many", "asked"), [(3, 1), (60, 2), (999, 2)])
async def test_all_messages_of_a_thread_are_reached(many: int, asked: int) -> None:
    def handler(request: Request) -> bytes:
        return answer([{"message_id": f"m{n}"} for n in range(min(many, int(request.query["limit"])))])

    async with serving(handler) as server, client(server.url) as commune:
        got = [message.message_id async for message in commune.threads.messages("t")]
    assert got == [f"m{n}" for n in range(many)]
    assert len(server.seen) == asked


async def test_a_thread_that_is_longer_than_the_api_can_list_says_so() -> None:
    async with serving(always([{"message_id": f"m{n}"} for n in range(1000)])) as server, client(server.url) as commune:
        got = []
        with pytest.raises(Incomplete):
            async for message in commune.threads.messages("t", limit=1000):
                got.append(message.message_id)
        assert len(await commune.threads.messages("t", limit=1000)) == len(got) == 1000


def _threads(request: Request) -> bytes:
    """Twelve threads, five a page; the last page repeats one, as when mail arrives between two requests."""
    start = int(request.query.get("cursor", "0"))
    numbers = [*range(start, min(start + 5, 12))]
    rows = [{"thread_id": f"t{max(n - 1, 0) if n == 10 else n}"} for n in numbers]
    more = start + 5 < 12
    return answer({"data": rows, "next_cursor": str(start + 5) if more else None, "has_more": more})


async def test_threads_follow_the_cursor_and_come_once() -> None:
    async with serving(_threads) as server, client(server.url) as commune:
        got = [thread.thread_id async for thread in commune.threads.list(inbox_id="i", limit=5)]
        page = await commune.threads.list(inbox_id="i", limit=5)
    assert got == [f"t{n}" for n in range(12) if n != 10]
    assert (len(page), page.has_more, page.next_cursor) == (5, True, "5")
    assert [request.query.get("cursor") for request in server.seen] == [None, "5", "10", None]


@pytest.mark.parametrize(
    "paging",
    [
        {"next_cursor": None, "has_more": True},
        {"next_cursor": "x", "has_more": False},
        {"nextCursor": None},
        {"next_cursor": 7, "has_more": "yes"},
    ],
)
async def test_paging_that_contradicts_itself_ends(paging: dict[str, object]) -> None:
    async with serving(always({"data": [{"thread_id": "t"}], **paging})) as server, client(server.url) as commune:
        assert len([thread async for thread in commune.threads.list(inbox_id="i")]) == 1
    assert len(server.seen) == 1


async def test_camel_case_paging_is_followed() -> None:
    def handler(request: Request) -> bytes:
        first = "cursor" not in request.query
        rows = [{"thread_id": "a" if first else "b"}]
        return answer({"data": rows, "nextCursor": "c" if first else None, "hasMore": first})

    async with serving(handler) as server, client(server.url) as commune:
        assert [t.thread_id async for t in commune.threads.list(domain_id="d")] == ["a", "b"]


async def test_a_server_that_pages_for_ever_is_stopped() -> None:
    def handler(_: Request) -> bytes:
        return answer({"data": [{"thread_id": "t"}], "next_cursor": f"c{len(server.seen)}", "has_more": True})

    async with serving(handler) as server, client(server.url) as commune:
        with pytest.raises(Unreadable):
            [thread async for thread in commune.threads.list(inbox_id="i")]
    assert len(server.seen) < 10


async def test_webhook_deliveries_page_by_offset_to_the_stated_total() -> None:
    def handler(request: Request) -> bytes:
        start = int(request.query.get("offset", "0"))
        rows = [{"delivery_id": f"w{n}"} for n in range(start, min(start + 4, 10))]
        return answer({"deliveries": rows, "total": 10})

    async with serving(handler) as server, client(server.url) as commune:
        got = [delivery.delivery_id async for delivery in commune.webhook_deliveries.list(limit=4)]
    assert got == [f"w{n}" for n in range(10)]
    assert len(server.seen) == 3

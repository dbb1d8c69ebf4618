"""The day that goes on: the opening drama, an endless and seeded sequence, and a clean end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from commune_tui import clock
from commune_tui.sandbox import story
from commune_tui.sandbox.live import Live
from commune_tui.sandbox.world import World

NOW = datetime(2025, 3, 20, 10, 0, tzinfo=UTC)
DRAMA_S = 130


@pytest.fixture
def world() -> Iterator[World]:
    made = World(seed=1)
    with clock.frozen(NOW):
        made.load(story.organisation(seed=1, threads=40, now=NOW))
        yield made
    made.close()


async def play(world: World, live: Live, seconds: float) -> int:
    """Run the acts of ``seconds``, with the clock and the sandbox's jobs moving along; how many there were."""
    at = NOW
    for count, wait_s in enumerate(live.acts(), 1):
        at += timedelta(seconds=wait_s)
        if at > NOW + timedelta(seconds=seconds):
            return count
        with clock.frozen(at):
            await world.jobs.pump()
        clock.set_frozen(at)
    raise AssertionError("the day ended")


def messages(world: World) -> list[Any]:
    return world.database.all("SELECT * FROM messages ORDER BY seq")


async def test_the_first_two_minutes_are_a_drama(world: World) -> None:
    before = len(messages(world))
    await play(world, Live(world, seed=5), DRAMA_S)
    new = messages(world)[before:]
    senders = {row["sender"] for row in new}
    assert "leopold@quayle-and-sons.example" in senders
    vip = next(row["thread_id"] for row in new if row["sender"].startswith("leopold@"))
    directions = [row["direction"] for row in new if row["thread_id"] == vip]
    assert directions == ["inbound", "outbound", "inbound", "outbound", "inbound"]
    assert world.threads.metadata(vip)["assigned_to"] == "grace"
    assert {"vip", "urgent", "escalated"} <= set(world.threads.metadata(vip)["tags"])
    bounced = [row for row in new if row["delivery_status"] == "bounced"]
    assert len(bounced) == 1
    assert "bounced" in world.threads.metadata(bounced[0]["thread_id"])["tags"]
    trap = next(row for row in new if row["sender"].startswith("orders@"))
    assert '"prompt_injection_detected": true' in trap["verdict"].replace('":true', '": true')
    state = world.threads.metadata(trap["thread_id"])
    assert state["assigned_to"] == story.OPERATOR
    assert "prompt-injection" in state["tags"]


async def test_the_same_seed_gives_the_same_day(world: World) -> None:
    def senders(made: World) -> list[str]:
        return [row["sender"] + row["subject"] for row in messages(made)]

    await play(world, Live(world, seed=5), 600)
    other = World(seed=1)
    clock.set_frozen(NOW)
    other.load(story.organisation(seed=1, threads=40, now=NOW))
    await play(other, Live(other, seed=5), 600)
    assert senders(world) == senders(other)
    other.close()


async def test_the_pace_is_pleasant_and_the_day_does_not_end(world: World) -> None:
    waits = list(islice(Live(world, seed=2).acts(), 400))
    assert all(3 <= wait_s <= 20 for wait_s in waits)
    new = [row for row in messages(world) if row["at"] >= NOW.timestamp() * 1000]
    assert len(new) > 250
    assert {row["direction"] for row in new} == {"inbound", "outbound"}
    statuses = {row["status"] for row in world.database.all("SELECT status FROM thread_metadata")}
    assert {"needs_reply", "waiting", "closed"} <= statuses


def test_quiet_has_no_drama_and_long_pauses(world: World) -> None:
    waits = list(islice(Live(world, seed=2, quiet=True).acts(), 30))
    assert min(waits) >= 90
    assert not any(row["sender"].startswith("leopold@quayle") for row in messages(world))


async def test_agents_leave_a_thread_to_the_person_who_took_it(world: World) -> None:
    live = Live(world, seed=2)
    acts = live.acts()
    before = {row["id"] for row in world.database.all("SELECT id FROM threads")}
    for _ in islice(acts, 80):
        for row in world.database.all("SELECT id FROM threads"):
            if row["id"] not in before:
                world.threads.triage(row["id"], assigned_to=story.OPERATOR)
    mine = [row for row in world.database.all("SELECT id FROM threads") if row["id"] not in before]
    drama = {row["thread_id"] for row in messages(world) if "quayle" in row["sender"] or "bounce" in row["sender"]}
    answered = {row["thread_id"] for row in messages(world) if row["direction"] == "outbound"}
    assert len(mine) > 20
    assert not answered & ({row["id"] for row in mine} - drama)


async def test_it_goes_on_when_everything_was_deleted(world: World) -> None:
    acts = Live(world, seed=2).acts()
    for _ in islice(acts, 25):
        pass
    world.clear()
    assert len(list(islice(acts, 60))) == 60
    assert messages(world) == []


async def test_it_cancels_cleanly(world: World) -> None:
    acted = asyncio.Event()

    async def pause(seconds: float) -> None:
        acted.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(Live(world, seed=1, pause=pause).run())
    await acted.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()

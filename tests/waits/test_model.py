"""Random histories: whoever waits by the whole history waits on the screen, or it says that it is not sure."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions.splits import EVERY
from commune_tui.query import parse
from commune_tui.store import counts, threads
from commune_tui.store.rows import ThreadRow
from commune_tui.store.select import Asking
from commune_tui.store.windows import all_numbers
from tests.waits.world import START, Talk, World

STATUSES = ("closed", "waiting", "open")


def live(world: World, late: bool) -> set[str]:
    """One act of somebody; the ids of threads into which mail with a wrong date came."""
    chance, talk = world.chance, world.chance.choice(world.talks)
    world.pass_time(chance.choice((0.2, 3, 40)))
    match chance.choice(("inbound", "inbound", "outbound", "auto", "bounce", "close", "theirs", "undo", "stir",
                         "restart", "late" if late else "inbound")):  # fmt: skip
        case "late":
            world.poll()
            world.write(talk, "inbound", late_min=chance.choice((5, 300, -5, -600)))
            return {talk.id}
        case "inbound" | "outbound" | "auto" | "bounce" as kind:
            world.write(talk, kind)
        case "close":
            world.poll()
            if chance.random() < 0.6:
                world.read(talk)
            if any(post.id in world.here for post in talk.posts):  # a thread without mail cannot be acted on
                world.do(talk, chance.choice(STATUSES), ("inbound",) * chance.choice((0, 0, 1)))
        case "theirs":
            world.set_status(talk, chance.choice(STATUSES))
        case "undo":
            world.undo(talk)
        case "stir":
            world.stir(talk)
        case _:
            world.restart()
    if chance.random() < 0.5:
        world.poll()
    if chance.random() < 0.4:
        world.read(chance.choice(world.talks))
    return set()


def check(world: World, late: set[str]) -> None:
    world.poll()
    for talk in world.talks:
        if talk.posts:
            world.read(talk)
    asking = Asking(world.now, ("me",))

    def read(conn: sqlite3.Connection) -> dict[str, list[int]]:
        found = {split.key: list(all_numbers(conn, parse(split.query), asking)) for split in EVERY}
        for split in EVERY:
            assert counts.count(conn, parse(split.query), asking) == len(found[split.key]), split.key
        assert counts.tallies(conn)[0].needs_reply == len(found["needs_reply"]) == len(set(found["needs_reply"]))
        return found

    found = world.database.read_now(read)
    for talk in world.talks:
        row = world.database.read_now(lambda conn, talk=talk: threads.get(conn, talk.id))  # type: ignore[misc]
        if row is not None:
            judge(world, talk, row, found, late=talk.id in late)


def judge(world: World, talk: Talk, row: ThreadRow, found: dict[str, list[int]], *, late: bool) -> None:
    waits = row.waits_since_at is not None
    said = [f"{post.id} {post.kind} {post.came:%H:%M:%S} {post.dated:%H:%M:%S}" for post in talk.posts]
    told = (*said, talk.status, talk.dealt_at, row.status, row.waits_since_at, row.assumed)
    assert (row.seq in found["needs_reply"]) == waits
    assert (row.seq in found["waiting"]) == (row.status == "waiting" and not waits)
    assert (row.seq in found["unassigned"]) == (row.status != "closed" or waits)
    assert (row.seq in found["closed"]) == (row.status == "closed")
    truth = world.truly_waits(talk)
    ours = talk.dealt_at is None  # nobody else dealt with it: all that was done is known here
    assert waits or (row.assumed and not ours) or not truth, told
    if not (late or talk.unseen):
        assert truth or not waits, told


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_whoever_waits_is_in_the_first_split(seed: int, late: bool, tmp_path: Path) -> None:
    lives(seed, late, tmp_path, acts=30)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(400))
def test_whoever_waits_is_in_the_first_split_at_length(seed: int, tmp_path: Path) -> None:
    lives(1000 + seed, bool(seed % 2), tmp_path, acts=80)


def lives(seed: int, late: bool, folder: Path, *, acts: int) -> None:
    came_late: set[str] = set()
    with clock.frozen(START):  # the world moves it from here on
        world = World(folder, seed)
        try:
            for _ in range(acts):
                came_late |= live(world, late)
                if world.chance.random() < 0.2:
                    check(world, came_late)
            check(world, came_late)
        finally:
            world.database.close()

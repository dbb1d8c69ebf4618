"""The demo shows one of each: an agent that loops, one that is silent, one that is slow, one whose mail comes back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions import agents
from commune_tui.mail.session import Session
from commune_tui.query import parse
from commune_tui.risk import pace
from commune_tui.sandbox import story
from commune_tui.sandbox.records import SeedMessage, SeedThread
from commune_tui.sandbox.story import troubles
from commune_tui.start import prepared
from commune_tui.start.demo import TARGETS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MOMENTS = (NOW, datetime(2026, 3, 1, 3, 20, tzinfo=UTC), datetime(2026, 2, 27, 23, 59, tzinfo=UTC))


def ours(message: SeedMessage) -> bool:
    return message.direction == "outbound"


def threads(inbox: str, now: datetime, seed: int) -> list[SeedThread]:
    made = (each.thread for each in story.labelled(seed=seed, threads=None, now=now))
    return [thread for thread in made if thread.inbox.startswith(f"{inbox}@")]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("now", MOMENTS)
def test_whatever_the_hour_one_hangs_and_one_is_slow(now: datetime, seed: int) -> None:
    silent = threads(troubles.HANGS, now, seed)
    assert not [m for thread in silent for m in thread.messages if ours(m) and m.mail.sent_at > now - timedelta(days=1)]
    took = []
    for thread in threads(troubles.SLOW, now, seed):
        for before, answer in pairwise(thread.messages):
            if not ours(before) and ours(answer) and answer.mail.sent_at > now - timedelta(days=1):
                took.append(answer.mail.sent_at - before.mail.sent_at)
    assert len(took) >= 2 and min(took) >= timedelta(hours=3)


def test_the_board_of_the_demo_has_one_of_each_and_late_ones(tmp_path: Path) -> None:
    assert prepared.place(tmp_path, NOW) is not None
    with clock.frozen(NOW):
        session = Session(tmp_path, lambda: asyncio.Future(), me=story.OPERATOR, targets=pace.targets(TARGETS))
        found = {each.name: [one.kind for one in each.findings] for each in agents.board(session, NOW)}
        late, due = session.reads.counts([parse("is:late"), parse("is:unanswered in:support -is:late")])
        session.database.close()
    assert found["sable"][0] == "looping" and "silent" in found["pip"] and found["beacon"] == ["slow"]
    assert "bouncing" in found["juno"] and "late" in found["wren"]
    assert found["tally"] == found["portia"] == []
    assert late and due

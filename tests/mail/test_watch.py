"""A watch over a domain: asked until all records are there, told wherever one is, ended with the program. And DMARC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commune_tui.actions import dmarc
from commune_tui.actions.fact_words import fact_words
from commune_tui.actions.operate.domain import watched
from commune_tui.mail.administration.dmarc import Dmarc, read
from commune_tui.mail.administration.watch import Watch
from commune_tui.mail.events import Administered
from commune_tui.store import domains
from commune_tui.store.rows import DomainRow
from commune_tui.text import is_clean
from tests.mail.account import Account, account
from tests.servers import Server, sandbox_process

NEWS = "news.marrowby.example"


@pytest.fixture(params=["strict", "vendor"])
def demo(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The demo's world with one conversation: one of its domains has two of its records so far."""
    with sandbox_process("--as", request.param, "--threads", "1") as server:
        yield server


def row(mine: Account, name: str = NEWS) -> DomainRow:
    return next(each for each in mine.session.reads.read(domains.rows) if each.name == name)


async def test_it_says_what_is_missing_and_tells_when_all_is_there(demo: Server, tmp_path: Path) -> None:
    async with account(demo, tmp_path) as mine:
        await mine.settled()
        watches = mine.session.administration.watches
        watches.first_s = 0.01
        watches.begin(row(mine).id, NEWS)
        await mine.until(lambda: (watch := watches.of(row(mine).id)) and watch.missing)
        watch = await watches.ended(row(mine).id)
        assert watch is not None and watch.done and watch.looks > 1 and not watch.missing
        assert all(each.status == "verified" for each in row(mine).records)
        told = [fact_words(each, mine.session.outbox.get) for each in mine.told if isinstance(each, Administered)]
        assert f"{NEWS} is verified: all of its records are found." in told


async def test_a_server_in_trouble_is_said_and_asked_again(demo: Server, tmp_path: Path) -> None:
    async with account(demo, tmp_path) as mine:
        await mine.settled()
        watches = mine.session.administration.watches
        watches.first_s = 0.01
        mine.faults("503 POST /v1/domains/*")
        watches.begin(row(mine).id, NEWS)
        await mine.until(lambda: (watch := watches.of(row(mine).id)) and watch.trouble)
        mine.faults()
        watch = await watches.ended(row(mine).id)
        assert watch is not None and watch.done and not watch.trouble


async def test_it_is_stopped_and_ends_with_the_program(demo: Server, tmp_path: Path) -> None:
    async with account(demo, tmp_path) as mine:
        await mine.settled()
        watches = mine.session.administration.watches
        watches.begin(row(mine).id, NEWS)
        assert watches.stop(row(mine).id) and not watches.stop(row(mine).id)
        assert watches.of(row(mine).id) is None
        watches.begin(row(mine).id, NEWS)


async def test_dmarc_of_two_weeks_in_words(demo: Server, tmp_path: Path) -> None:
    async with account(demo, tmp_path) as mine:
        client = await mine.session.administration.client()
        found = await read(client, "marrowby.example")
        assert found is not None and found.total == sum(each.mails for each in found.sources)
        assert len(found.days) == 14 and 0 < found.passed <= found.total
        said = dmarc.lines("marrowby.example", found)
        assert "passed" in said[0] and any("203.0.113.10" in line for line in said)
        assert await read(client, NEWS) is None
        assert dmarc.lines(NEWS, None) == [f"No receiver reported anything about {NEWS} in the last 30 days."]


def test_a_report_of_nothing_is_said_too() -> None:
    said = dmarc.lines("acme.example", Dmarc(0, 0, 0, 0, (), (), (), False))
    assert said[0] == "acme.example: no mails in its name in 30 days, – passed." and all(map(is_clean, said))


def test_what_was_not_asked_again_yet_counts_no_looks() -> None:
    begun = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    ((_, first),) = watched(Watch(NEWS, begun))
    ((_, later),) = watched(Watch(NEWS, begun, looks=2))
    assert "look" not in first and first.startswith("since ")
    assert later.startswith("2 looks since ")

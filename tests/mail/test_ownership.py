"""Whether the owner of an agent has confirmed: asked by a send that can never leave, where the server tells by it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from commune_tui import clock
from commune_tui.actions import organisation
from commune_tui.actions.account import claim
from commune_tui.actions.fact_words import fact_words
from commune_tui.api.errors import Misused
from commune_tui.mail.administration import watch
from commune_tui.mail.administration.ownership import LIFE, SAYS_NOT, rest_s
from commune_tui.store import choices
from commune_tui.store.organisation import ASKED, BLIND, CLAIMED, EXPIRED, WATCHED, Claim, put_claim
from commune_tui.store.organisation import claim as noted
from commune_tui.text import is_clean
from tests.flows.test_claim import owner_accepts, unclaimed
from tests.mail.account import Account, account
from tests.servers import Server, sandbox_process

SEND = "/v1/messages/send"


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server on which nobody sends before an owner has confirmed it."""
    more = ("--option", "ownership") if request.param == "strict" else ()
    with sandbox_process("--as", request.param, "--threads", "1", *more) as server:
        yield server


@pytest.fixture
def telling() -> Iterator[Server]:
    """A server that judges the owner of an agent before it looks what is missing in a mail."""
    with sandbox_process("--as", "vendor", "--threads", "1") as server:
        yield server


class Pauses:
    """What a watch waits for between two looks: nothing goes on before it is over."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        await self.over.wait()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Pauses:
    made = Pauses()
    monkeypatch.setattr(watch, "asyncio", SimpleNamespace(sleep=made.sleep, gather=asyncio.gather))
    return made


def stands(mine: Account) -> Claim:
    return mine.session.reads.read(noted)


def asked(mine: Account) -> list[int]:
    """What the server answered to sends."""
    return [status for method, path, status in mine.requests if (method, path) == ("POST", SEND)]


def news(mine: Account) -> list[str]:
    return [words for each in mine.told if (words := fact_words(each, mine.session.outbox.get))]


def sent(server: Server) -> int:
    found = [server.get(f"/v1/messages?inbox_id={each}&limit=1000").body["data"] for each in server.inboxes().values()]
    return sum(each["direction"] == "outbound" for mails in found for each in mails)


async def asked_before(mine: Account, owner: str, at: datetime, state: str = WATCHED) -> None:
    """An earlier run of the program asked the owner."""
    await mine.session.database.write(lambda conn: put_claim(conn, Claim(owner, at, state)))


async def test_it_is_watched_where_the_server_tells_and_said_where_not(
    either: Server, tmp_path: Path, pauses: Pauses
) -> None:
    owner = sorted(either.inboxes())[-1]
    async with account(either, tmp_path, agent=await unclaimed(either)) as mine:
        before = sent(either)
        said = await claim(mine.session, owner)
        assert len(asked(mine)) == 1
        if stands(mine).state == BLIND:
            assert SAYS_NOT in said and asked(mine) == [400]
            pauses.over.set()
            owner_accepts(either, owner)
            await mine.settled()
            assert len(asked(mine)) == 1 and stands(mine).state == BLIND
        else:
            assert "told once that is done" in said and asked(mine) == [403]
            assert stands(mine).state == WATCHED and stands(mine).looked_at is not None
            owner_accepts(either, owner)
            pauses.over.set()
            await mine.until(lambda: f"{owner} confirmed. Mail leaves now." in news(mine))
            assert asked(mine)[-1] == 400 and stands(mine).state == CLAIMED and stands(mine).ended_at is not None
            looks = len(asked(mine))
            await mine.settled()
            assert len(asked(mine)) == looks, "it is not asked any more"
        assert mine.session.outbox.waiting() == [] and sent(either) == before


async def test_another_run_goes_on_with_it(telling: Server, tmp_path: Path, pauses: Pauses) -> None:
    owner, agent = sorted(telling.inboxes())[-1], await unclaimed(telling)
    async with account(telling, tmp_path, agent=agent) as mine:
        await claim(mine.session, owner)
    owner_accepts(telling, owner)
    async with account(telling, tmp_path, agent=agent) as mine:
        pauses.over.set()
        await mine.until(lambda: f"{owner} confirmed. Mail leaves now." in news(mine))
    async with account(telling, tmp_path, agent=agent) as mine:
        await mine.settled()
        assert asked(mine) == [] and not any("confirmed" in each for each in news(mine)), "it is told once"
        words = " ".join(each.words for each in organisation.lines(mine.session, clock.now()) if each.label == "owner")
        assert not words or f"{owner} has confirmed" in words


async def test_a_link_that_ended_is_told_after_one_more_look(telling: Server, tmp_path: Path, pauses: Pauses) -> None:
    owner, agent = sorted(telling.inboxes())[-1], await unclaimed(telling)
    pauses.over.set()
    async with account(telling, tmp_path, agent=agent, start=False) as mine:
        await asked_before(mine, owner, clock.now() - LIFE - timedelta(minutes=1))
        await mine.session.start()
        await mine.until(lambda: stands(mine).state == EXPIRED)
        await mine.until(lambda: any("has expired" in each and owner in each for each in news(mine)))
        assert asked(mine) == [403]


async def test_nothing_is_asked_of_a_link_that_ended_long_ago(telling: Server, tmp_path: Path, pauses: Pauses) -> None:
    owner, agent = sorted(telling.inboxes())[-1], await unclaimed(telling)
    pauses.over.set()
    async with account(telling, tmp_path, agent=agent, start=False) as mine:
        await asked_before(mine, owner, clock.now() - 3 * LIFE)
        await mine.session.start()
        await mine.until(lambda: stands(mine).state == EXPIRED)
        assert asked(mine) == []


async def test_a_server_in_trouble_says_nothing_of_the_owner(telling: Server, tmp_path: Path, pauses: Pauses) -> None:
    owner = sorted(telling.inboxes())[-1]
    async with account(telling, tmp_path, agent=await unclaimed(telling)) as mine:
        mine.faults(f"503 POST {SEND}")
        said = await claim(mine.session, owner)
        assert stands(mine).state == ASKED and SAYS_NOT not in said and "told once" not in said
        owner_accepts(telling, owner)
        mine.faults()
        pauses.over.set()
        await mine.until(lambda: SAYS_NOT in news(mine))
        assert stands(mine).state == BLIND, "no answer named the owner before, so this one proves nothing"


async def test_nothing_is_asked_with_an_api_key(telling: Server, tmp_path: Path, pauses: Pauses) -> None:
    pauses.over.set()
    async with account(telling, tmp_path, start=False) as mine:
        await asked_before(mine, sorted(telling.inboxes())[-1], clock.now())
        await mine.session.start()
        await mine.settled()
        client = mine.session.connection.client
        assert client is not None
        with pytest.raises(Misused):
            await client.agent.owned()
        assert asked(mine) == [] and stands(mine).state == WATCHED


def test_each_pause_is_longer_than_the_one_before_up_to_ten_minutes() -> None:
    asked_at = now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    claim, pauses = Claim("ann@example.org", asked_at, WATCHED), []
    while now < asked_at + LIFE:
        pauses.append(rest_s(claim, None, now))
        now += timedelta(seconds=pauses[-1])
        claim = claim._replace(looked_at=now)
    assert pauses[:6] == [30, 60, 120, 240, 480, 600] and max(pauses) == 600 and now == asked_at + LIFE
    assert rest_s(claim, None, now + timedelta(days=1)) == 0 and rest_s(claim, now, now) == 600
    assert rest_s(claim, now + timedelta(days=9), now) == 600, "a clock that was put back"


@pytest.mark.parametrize("kept", ["", "junk", "2026-03-01T09:00:00+00:00 \x1b[31mann@example.org\u202e watched x y z"])
def test_what_was_noted_is_read_whatever_it_is(kept: str) -> None:
    conn = sqlite3.connect(":memory:")
    conn.execute("ATTACH ':memory:' AS desk")
    conn.execute("CREATE TABLE desk.facts (name TEXT, value TEXT)")
    choices.put(conn, "claim", kept)
    found = noted(conn)
    assert is_clean(found.owner) and found.looked_at is None and found.ended_at is None

"""What requests say of when mail came last, by which they are made more or less often: against a plain server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commune_tui import clock
from commune_tui.mail.sync.kept import from_json, to_json
from commune_tui.mail.sync.resources.domain_threads import AskDomainHead
from commune_tui.mail.sync.resources.inbox_threads import AskHead, AskThreadList
from commune_tui.mail.sync.resources.inboxes import AskInboxes
from commune_tui.mail.sync.resources.messages import AskNewMail
from tests.mail.test_following import NOW, Copy, World, serving

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    made = World()
    made.inboxes["i2"] = "sales@acme.example"
    made.mail("first", "i1", NOW - 90 * MINUTE)
    made.mail("other", "i2", NOW - 90 * MINUTE)
    return made


def came(copy: Copy, thread_id: str) -> list[str]:
    """When the mails of a thread came, as the copy has it."""
    query = "SELECT m.came_at FROM messages m JOIN threads t ON t.seq = m.thread WHERE t.id = ? ORDER BY m.came_at"
    rows = copy.database.read_now(lambda conn: conn.execute(query, (thread_id,)).fetchall())
    return [clock.iso(clock.from_s(row[0] / 1000) or NOW) for row in rows]


@pytest.mark.parametrize("ask", [AskDomainHead("d1"), AskHead("i1"), AskThreadList("i1", None), AskNewMail("i1", NOW)])
async def test_every_list_that_shows_new_mail_tells_when_it_came(ask: Any, world: World, tmp_path: Path) -> None:
    with serving(world) as url, clock.frozen(NOW):
        copy = Copy(tmp_path, url)
        await copy.begin()
        inbox, other = copy.known.inboxes["i1"], copy.known.inboxes["i2"]
        assert inbox.news_at == other.news_at == copy.known.domains["d1"].news_at == NOW - 90 * MINUTE
        world.mail("new", "i1", NOW + MINUTE)
        with clock.frozen(NOW + 2 * MINUTE):
            await ask.fetch(copy.fetcher)
        assert (inbox.news_at, other.news_at) == (NOW + MINUTE, NOW - 90 * MINUTE)
        assert from_json(to_json(inbox)).news_at == inbox.news_at
        if isinstance(ask, AskDomainHead):
            assert copy.known.domains["d1"].news_at == NOW + MINUTE
        await copy.close()


async def test_an_inbox_that_was_just_made_awaits_its_first_mail(world: World, tmp_path: Path) -> None:
    with serving(world) as url, clock.frozen(NOW):
        copy = Copy(tmp_path, url)
        listed, of = {"data": [{"id": "i3", "address": "x@acme.example", "createdAt": clock.iso(NOW)}]}, world.of
        world.of = lambda path, query: listed if path == "/v1/inboxes" else of(path, query)  # type: ignore[method-assign]
        await AskInboxes().fetch(copy.fetcher)
        assert copy.known.inboxes["i3"].news_at == NOW
        await copy.close()


async def test_the_page_of_a_list_that_is_read_anyway_stands_for_a_poll(world: World, tmp_path: Path) -> None:
    with serving(world) as url, clock.frozen(NOW):
        copy = Copy(tmp_path, url)
        await copy.begin()
        inbox = copy.known.inboxes["i1"]
        with clock.frozen(NOW + 30 * MINUTE):
            await AskThreadList("i1", None).fetch(copy.fetcher)
        assert inbox.polled_at == inbox.mailed_at == NOW + 30 * MINUTE
        world.mail("new", "i1", NOW + 31 * MINUTE)
        with clock.frozen(NOW + 60 * MINUTE):
            await AskThreadList("i1", None).fetch(copy.fetcher)
        assert copy.known.counts_differ == ["new"]
        assert (inbox.polled_at, inbox.mailed_at) == (NOW + 60 * MINUTE, NOW + 30 * MINUTE)
        await copy.close()


async def test_mail_that_was_an_hour_on_its_way_comes_now_though_no_inbox_was_asked(
    world: World, tmp_path: Path
) -> None:
    """The head of a domain that shows nothing new says that all mail was here; what came later and is older is late."""
    with serving(world) as url, clock.frozen(NOW):
        copy = Copy(tmp_path, url)
        await copy.begin()
        with clock.frozen(NOW + 100 * MINUTE):
            await copy.look()
        world.mail("late", "i1", NOW + 101 * MINUTE, date=NOW + 41 * MINUTE)
        with clock.frozen(NOW + 102 * MINUTE):
            await copy.look()
        assert came(copy, "late") == [clock.iso(NOW + 102 * MINUTE)]
        await copy.close()


async def test_a_head_full_of_news_says_nothing_of_what_stands_below_it(world: World, tmp_path: Path) -> None:
    with serving(world) as url, clock.frozen(NOW):
        copy = Copy(tmp_path, url)
        await copy.begin()
        for number in range(60):
            world.mail(f"new {number}", "i1", NOW + MINUTE)
        world.mail("below", "i2", NOW + MINUTE / 2)
        with clock.frozen(NOW + 2 * MINUTE):
            await AskDomainHead("d1").fetch(copy.fetcher)
        other = copy.known.inboxes["i2"]
        assert other.announced and other.mailed_at == NOW
        await copy.close()

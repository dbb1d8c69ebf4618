"""Acts of which nobody knows the end: told before the next one on the same thing, and never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.actions.administration import acts, carry_out, perform
from commune_tui.mail import events
from commune_tui.mail.administration import left_open
from commune_tui.mail.administration.administration import NotDone
from commune_tui.mail.administration.deeds import Deed, entry
from commune_tui.mail.administration.webhook import tells
from commune_tui.sending.operation import Json
from commune_tui.store import journal
from tests.mail.account import Account, account
from tests.mail.test_administration import rename, told, writes
from tests.servers import Server, sandbox_process


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    with sandbox_process("--as", request.param) as server:
        yield server


def begun(mine: Account, deed: Deed, seconds_ago: int, owner: str = "ffff0000") -> None:
    """A copy of the program asked for it and ended."""
    made = entry(deed._replace(id=f"deed-{owner}-01"), clock.now_ms() - seconds_ago * 1000, "anna", "made")
    mine.session.database.write_now(lambda conn: journal.add(conn, [made]))


def where(deed: Deed) -> str:
    return f"/v1/domains/{deed.target['domain_id']}/inboxes/{deed.target['inbox_id']}"


async def test_an_act_that_was_left_open_is_told_before_the_next_one_hides_it(either: Server, tmp_path: Path) -> None:
    """Otherwise the name that the second gave stands there, and nothing says of the first whether it was done."""
    async with account(either, tmp_path) as mine:
        await mine.settled()
        first, second = rename(mine, "First")._replace(before={"name": ""}), rename(mine, "Second")
        begun(mine, first, 60)
        assert either.call("PUT", where(first), {"displayName": "First"}).status == 200
        assert (await mine.session.administration.perform(second)).word == "confirmed"
        assert [entry.what for entry in told(mine)] == ["made", "found", "made", "confirmed"]


async def test_the_next_act_waits_for_a_request_that_the_server_may_still_be_at(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        await mine.settled()
        late, deed, slept = rename(mine, "Late"), rename(mine, "Next"), []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)
            assert fresh_sandbox.call("PUT", where(late), {"displayName": "Late"}).status == 200
            monkeypatch.undo()
            monkeypatch.setattr(left_open, "SETTLES_S", 0.0)

        begun(mine, late._replace(before={"name": ""}), 1)
        monkeypatch.setattr(left_open.asyncio, "sleep", sleep)  # type: ignore[attr-defined]
        assert (await mine.session.administration.perform(deed)).word == "confirmed"
        assert len(slept) == 1 and 3 < slept[0] <= 4
        assert [entry.what for entry in told(mine)] == ["made", "found", "made", "confirmed"]


async def test_nothing_is_done_while_another_copy_waits_for_its_answer(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        deed = rename(mine, "Mine")
        begun(mine, deed._replace(before={"name": ""}), 1, owner=mine.session._presence.name)
        with pytest.raises(NotDone, match="is not known yet, so nothing was done"):
            await mine.session.administration.perform(deed)
        other = deed._replace(kind="domain.verify", target={"domain_id": deed.target["domain_id"]})
        assert (await mine.session.administration.perform(other)).word == "confirmed", "a check meets nothing"
        assert writes(mine) == 1


async def test_what_nothing_shows_any_more_is_called_so_and_is_not_looked_for_for_ever(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else gave it a third name before it was looked for."""
    async with account(either, tmp_path) as mine:
        await mine.settled()
        deed = rename(mine, "Ours")._replace(before={"name": ""})
        assert either.call("PUT", where(deed), {"displayName": "Theirs"}).status == 200
        begun(mine, deed, 1)
        await mine.session.administration.look_back()
        assert told(mine)[-1].what == "made", "the server may still be at it"
        monkeypatch.setattr(left_open, "SETTLES_S", 0.0)
        await mine.session.administration.look_back()
        assert told(mine)[-1].what == "untold"
        [fact] = [fact for fact in mine.told if isinstance(fact, events.Administered) and fact.lost]
        assert fact.lost == "untold"
        asked = len(mine.requests)
        await mine.session.administration.look_back()
        assert len(mine.requests) == asked


async def test_a_check_that_ended_in_the_middle_is_not_looked_for(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        await mine.session.administration.look_back()
        deed = rename(mine, "")._replace(kind="inbox.test", wanted={"event": "a signed test"}, before={})
        begun(mine, deed, 0)
        asked = len(mine.requests)
        await mine.session.administration.look_back()
        assert (told(mine)[-1].what, len(mine.requests)) == ("untold", asked)


async def test_an_inbox_is_not_made_over_one_that_the_copy_does_not_know(either: Server, tmp_path: Path) -> None:
    """Some servers give the address a new id then, and an agent that has the old one finds nothing."""
    create = acts()["inbox.create"]
    async with account(either, tmp_path) as mine:
        await mine.settled()
        assert either.post("/v1/inboxes", {"local_part": "refunds"}).status == 201
        there = either.inboxes()
        assert create.danger(mine.session, "", "refunds") is None
        with pytest.raises(NotDone, match="is there already"):
            await create.do(mine.session, "", "refunds")
        await mine.session.administration.read_again()
        assert create.danger(mine.session, "", "other") is None
        warned = create.danger(mine.session, "", "refunds")
        assert warned is not None and "may pick that one" in warned.sentences[0]
        assert either.inboxes() == there and writes(mine) == 0


async def test_nobody_was_warned_of_an_inbox_that_came_since(either: Server, tmp_path: Path) -> None:
    create = acts()["inbox.create"]
    async with account(either, tmp_path) as mine:
        await mine.settled()
        assert create.danger(mine.session, "", "refunds") is None
        assert either.post("/v1/inboxes", {"local_part": "refunds"}).status == 201
        there = either.inboxes()
        await mine.session.administration.read_again()
        with pytest.raises(NotDone, match="is there already"):
            await create.do(mine.session, "", "refunds")
        assert either.inboxes() == there and writes(mine) == 0


async def test_a_warning_goes_with_the_act_that_was_confirmed_and_no_further(either: Server, tmp_path: Path) -> None:
    """Another question asked in between, by this person or by a second one, changes nothing about it."""
    create = acts()["inbox.create"]
    async with account(either, tmp_path) as mine:
        await mine.settled()
        assert either.post("/v1/inboxes", {"local_part": "refunds"}).status == 201
        await mine.session.administration.read_again()
        warned = create.danger(mine.session, "", "refunds")
        domain = next(each for each in either.get("/v1/domains").body["data"])
        assert either.post(f"/v1/domains/{domain['id']}/inboxes", {"local_part": "refunds"}).status == 201
        there = either.inboxes()
        await mine.session.administration.read_again()
        later = create.danger(mine.session, "", "refunds")
        assert warned is not None and later is not None and len(later.ids) == len(warned.ids) + 1
        assert create.danger(mine.session, "", "other") is None
        with pytest.raises(NotDone, match="Somebody changed refunds meanwhile"):
            await carry_out(mine.session, create, "", "refunds", warned)
        assert either.inboxes() == there and writes(mine) == 0
        assert (await carry_out(mine.session, create, "", "refunds", later)).word == "confirmed"


async def test_a_domain_or_an_inbox_that_was_left_open_is_not_made_a_second_time(
    either: Server, tmp_path: Path
) -> None:
    async with account(either, tmp_path) as mine:
        await mine.settled()
        left = Deed("inbox.create", "refunds", {"domain_id": ""}, {"local_part": "refunds"}, replaces=True)
        begun(mine, left, 60)
        assert either.post("/v1/inboxes", {"local_part": "refunds"}).status == 201
        there = either.inboxes()
        with pytest.raises(NotDone, match="is there already"):
            await perform(mine.session, left._replace(replaces=False), "")
        assert told(mine)[-1].what == "found" and either.inboxes() == there


BEFORE: Json = {
    "status": "retrying",
    "attempts": 2,
    "next": "2026-03-02T09:00:00.000Z",
    "tried": ["2026-03-02T08:00:00.000Z"],
}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param({}, {}, False, id="nothing changed"),
        pytest.param({}, {"next": "2026-03-02T08:30:00.000Z"}, True, id="it waits for now"),
        pytest.param(
            {}, {"attempts": 3, "next": "", "tried": ["2026-03-02T08:30:00.000Z"]}, True, id="tried before it was due"
        ),
        pytest.param(
            {}, {"attempts": 3, "next": "", "tried": ["2026-03-02T09:00:01.000Z"]}, None, id="tried when it was due"
        ),
        pytest.param({}, {"attempts": 3, "next": "", "tried": []}, None, id="tried, and nobody says when"),
        pytest.param({"status": "dead", "next": ""}, {"attempts": 3, "tried": []}, True, id="nothing tries a dead one"),
    ],
)
def test_whether_a_delivery_was_tried_again_because_it_was_asked_for(
    before: Json, now: Json, expected: bool | None
) -> None:
    assert tells(BEFORE | before, BEFORE | now) is expected
    assert tells(BEFORE, None) is None

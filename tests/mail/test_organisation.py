"""The organisation: what is told of it, its name, what its plan allows; on a real server in both forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui import clock
from commune_tui.actions import administration, organisation
from commune_tui.actions.outbox import undo
from commune_tui.mail import events
from commune_tui.mail.sync.resources.organisation import counts
from commune_tui.store.organisation import Count
from commune_tui.text import cells
from commune_tui.ui.organisation.screen import rows
from tests.linear.talk import talking
from tests.mail.account import Account, account
from tests.servers import Server, sandbox_process

ORG = "/v1/agent/org"
HOSTILE = "\x1b[31mEvil\x07\u202e\u2066 Corp\x00"


@pytest.fixture(params=["strict", "vendor"])
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A sandbox for one test alone, in each of its forms."""
    with sandbox_process("--as", request.param, "--option", "plan=business") as server:
        yield server


async def told(mine: Account) -> dict[str, str]:
    """What is said, by its label, once the server was asked anew."""
    mine.session.viewing.be_in("organisation")
    mine.session.connection.sync_now()
    await mine.told_of(events.PlaceChanged)
    return {line.label: line.words for line in organisation.lines(mine.session, clock.now())}


async def test_who_we_are_and_what_the_plan_allows(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        assert organisation.lines(mine.session, clock.now()) == []
        assert organisation.empty(mine.session).startswith("The organisation is not known yet.")
        said, org = await told(mine), either.get(ORG).body["org"]
        assert (said["name"], said["slug"]) == (org["name"], f"{org['slug']}; it cannot be changed")
        assert said["plan"] == "business" and "5,000" in said["mails"] and said["calls with"].startswith("an API key")
        assert either.key not in " ".join(said.values())


async def test_it_is_renamed_and_taken_back(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        before = (await told(mine))["name"]
        act = administration.acts()["organisation.name"]
        came = await act.do(mine.session, "", "Acme  & Sons")
        assert (came.word, came.about) == ("confirmed", "Acme & Sons") and either.get(ORG).body["org"][
            "name"
        ] == "Acme & Sons"
        assert (await undo(mine.session)).startswith("Undone: ")
        assert either.get(ORG).body["org"]["name"] == before


async def test_a_lost_answer_is_looked_for(either: Server, tmp_path: Path) -> None:
    async with account(either, tmp_path) as mine:
        mine.faults(f"lost PATCH {ORG} next=1")
        came = await administration.acts()["organisation.name"].do(mine.session, "", "Acme")
        assert came.word == "found" and either.get(ORG).body["org"]["name"] == "Acme"


async def test_lines_read_it_out_and_rename(either: Server, tmp_path: Path) -> None:
    async with talking(either, tmp_path) as talk:
        said = await talk.say("go organisation")
        assert "The organisation, as of just now" in said and "Plan: business." in said
        assert "is called Acme now" in await talk.say("organisation.name Acme")
        assert either.get(ORG).body["org"]["name"] == "Acme"


async def test_a_hostile_name_is_text(fresh_sandbox: Server, tmp_path: Path) -> None:
    assert fresh_sandbox.call("PATCH", ORG, {"name": HOSTILE}).status == 200
    async with account(fresh_sandbox, tmp_path) as mine:
        name = (await told(mine))["name"]
        assert "Evil" in name and name.isprintable()


def test_no_row_is_wider_than_its_room() -> None:
    lines = [organisation.Line("name", "x" * 300), organisation.Line("mails", "a b " * 90, "warn")]
    for width in (24, 40, 80, 200):
        for row in rows(lines, width):
            assert cells("".join(part.text for part in row.fragments)) <= width


WHATEVER = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["limits", "usage", "tier", "x"]), WHATEVER))
def test_whatever_a_plan_looks_like_it_is_read(plan: dict[str, Any]) -> None:
    assert all(each.limit >= 0 and (each.used is None or each.used >= 0) for each in counts(plan))


@given(st.dictionaries(st.sampled_from(["inboxes", "domains", "seats"]), st.integers(0, 99)))
def test_every_number_of_a_plan_is_told(limits: dict[str, int]) -> None:
    plan = {"limits": limits | {"emails_per_day": 5}, "usage": {"inboxes_count": 3, "seats": 1}}
    used = {"inboxes": 3, "seats": 1}
    assert list(counts(plan)) == [Count(name, limit, used.get(name)) for name, limit in limits.items()]

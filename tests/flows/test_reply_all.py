"""An answer to all never reaches an address of our own, whatever stands behind its ``+``; by hand it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.ui.compose import review
from tests.flows.account import went_to
from tests.servers import Server, sandbox_process
from tests.ui.letters import letters

FORMS = {"strict": ("--as", "strict"), "vendor": ("--as", "vendor")}


@pytest.fixture(params=FORMS)
def either(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A sandbox in the one form and in the other."""
    with sandbox_process(*FORMS[request.param]) as server:
        yield server


async def test_an_answer_to_all_keeps_a_token_address_out_and_one_typed_by_hand_is_named(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "LOOK_FIRST_S", 0.0)
    address = sorted(either.inboxes())[0]
    local, _, domain = address.partition("@")
    token, other = f"{local}+t0123456789ab@{domain}", f"{local.upper()}+vip@{domain}"
    people = {"to": [token, "ben@client.example", address], "cc": ["cleo@client.example", other]}
    async with letters(either, tmp_path, mail=people) as story:
        await story.compose("R")
        await story.type("Thank you all")
        await story.press("escape", then=story.on("ReviewScreen"))
        heads = re.split(r"Subject", story.page)[0]
        assert "anna@example.org" in heads and "cleo@client.example" in heads and "+" not in heads
        await story.press("c", then=lambda: story.asked)
        await story.type(f", {token}")
        await story.press("enter", then=lambda: token in story.page)
        assert "your own" in " ".join(story.page.split()), "the review names it"
        await story.press("c", then=lambda: story.asked)
        await story.press(*("backspace",) * len(f", {token}"))
        await story.press("enter", then=lambda: token not in story.page)
        await story.press("y", then=story.on("MainScreen"))
        await story.until(lambda: story.mails("Re: Order 4711"))
        assert went_to(either, address) == {"anna@example.org", "ben@client.example", "cleo@client.example"}

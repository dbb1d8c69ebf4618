"""What is asked of the server for the whole account, in every front by the same words."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.actions.account import claim, no_owner, sync
from tests.mail.account import account
from tests.servers import Server


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("ann@shop.example", ""),
        ("Ann <ann@shop.example>", ""),
        ("", "Give the mail address of the owner, one."),
        ("ann@shop.example, ben@shop.example", "Give the mail address of the owner, one."),
        ("ann", "ann"),
    ],
)
def test_the_owner_is_one_address(words: str, why: str) -> None:
    assert why in no_owner(words) and bool(why) == bool(no_owner(words))


async def test_nobody_is_asked_without_an_address_or_a_server(sandbox: Server, tmp_path: Path) -> None:
    async with account(sandbox, tmp_path) as mine:
        await mine.settled()
        assert sync(mine.session) == "Asking the server for everything again."
        assert await claim(mine.session, "ann, ben") == no_owner("ann, ben")
        mine.session.connection.client, client = None, mine.session.connection.client
        assert "not reached yet" in await claim(mine.session, "ann@shop.example")
        mine.session.connection.client = client

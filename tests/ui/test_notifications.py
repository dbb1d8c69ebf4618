"""What the screen says by itself, when several things happen at once."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from commune_tui.api.client import Commune
from commune_tui.api.errors import NeverConnected
from commune_tui.config import Settings
from commune_tui.mail.events import WentOffline
from commune_tui.mail.session import Session
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.kit.status_line import StatusLine

ENDED = "The demo's server has ended. q leaves."


async def nobody() -> Commune:
    raise NeverConnected("Nobody is there.")


@pytest.mark.parametrize("order", sorted(set(permutations(["ended", "offline", "offline"]))))
async def test_a_server_that_is_gone_for_good_is_not_said_to_be_offline(order: tuple[str, ...], tmp_path: Path) -> None:
    app = CommuneApp(Session(tmp_path, nobody), Settings())
    async with app.run_test(size=(100, 24)):
        postman = app.facts.notifications
        for happening in order:
            if happening == "ended":
                postman.server_ended(ENDED)
            else:
                postman.heed([WentOffline("Offline: The server could not be reached. What you do is kept.")])
        words = app.screen.query_one(StatusLine).words
        assert ENDED in words and "Offline:" not in words

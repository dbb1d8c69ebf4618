"""API keys on the screen and in lines: which there are, which is ours, when each ends, and what is no boundary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commune_tui.actions import apikeys
from commune_tui.store.apikeys import ApiKeyRow
from commune_tui.text import cells
from commune_tui.ui.apikeys import rows
from commune_tui.ui.apikeys.screen import ApikeysScreen
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.table import Table
from tests.linear.talk import talking
from tests.servers import Server
from tests.ui.letters import Letters, letters

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
KEYS = "/v1/agent/api-keys"


def row(**said: object) -> ApiKeyRow:
    bare = ApiKeyRow("k", "wren", "comm_1234567", ("read",), "active", None, None, NOW, False)
    return bare._replace(**said)  # type: ignore[arg-type]


def shown(story: Letters) -> str:
    screen = story.app.screen
    assert isinstance(screen, ApikeysScreen)
    table = screen.query_one(Table)
    found = [item for at in range(table.count) if (item := table.item(at)) is not None]
    told = ["".join(each.text for each in item.fragments) for item in found]
    return "\n".join([*told, screen.query_one("#about", Page).words])


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_row_is_wider_than_its_room(width: int) -> None:
    long = "x" * 300
    found = [
        row(name=long, prefix=long, permissions=(long,), status=long, expires_at=NOW, last_used_at=NOW, ours=True),
        row(name="", prefix="", permissions=(), status="", created_at=None),
        row(last_used_at=NOW - timedelta(days=9000), expires_at=NOW + timedelta(days=90_000)),
    ]
    for drawn in rows.rows(found, width, NOW):
        assert cells("".join(part.text for part in drawn.fragments)) <= max(width, 47)
    for key in found:
        for line in rows.about(key, width, NOW):
            assert cells("".join(part.text for part in line)) <= width


@pytest.mark.parametrize(
    ("left", "said", "soon"),
    [
        (None, "never", False),
        (timedelta(days=57), "in 57 days", False),
        (timedelta(hours=3), "in 3 h", True),
        (timedelta(minutes=59, seconds=4), "in 59:04", True),
        (timedelta(seconds=9.6), "in 0:09", True),
        (timedelta(0), "just now", False),
        (-timedelta(days=3), "3 days ago", False),
    ],
)
def test_when_its_time_is_over(left: timedelta | None, said: str, soon: bool) -> None:
    key = row(expires_at=None if left is None else NOW + left)
    assert (apikeys.ends(key, NOW), apikeys.soon(key, NOW)) == (said, soon)


@pytest.mark.parametrize("status", ["revoked", "inactive"])
def test_of_a_key_that_is_revoked_no_end_is_told(status: str) -> None:
    key = row(status=status, expires_at=NOW + timedelta(hours=24))
    told = ["".join(part.text for part in line.fragments) for line in rows.rows([key], 120, NOW)]
    told += ["".join(part.text for part in line) for line in rows.about(key, 80, NOW)]
    told.append(apikeys.sentence(key, NOW))
    assert "revoked" in told[0] and "revoked" in told[-1]
    assert not any(word in line for line in told for word in ("24 h", "Its time", " ends "))


def test_scopes_are_no_boundary_where_a_live_key_has_not_all_of_them() -> None:
    every = ("read", "write", "admin")
    assert apikeys.boundary(row(), NOW) == apikeys.NO_BOUNDARY
    assert apikeys.boundary(row(permissions=every), NOW) == ""
    assert apikeys.boundary(row(status="inactive"), NOW) == ""


async def test_the_list_says_which_is_ours_and_follows_what_changes(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "k", then=story.on("ApikeysScreen"))
        await story.until(lambda: " ours sandbox" in shown(story))
        assert fresh_sandbox.key[:12] in shown(story) and fresh_sandbox.key not in shown(story)
        assert "This program calls with it." in shown(story) and "boundary" not in shown(story)
        made = fresh_sandbox.post(KEYS, {"name": "guest", "permissions": ["threads:read"], "expiresIn": 1800})
        await story.press("ctrl+r", then=lambda: "guest" in shown(story))
        assert "in 29:" in shown(story) or "in 30:00" in shown(story)
        await story.press("j", then=lambda: "no boundary" in " ".join(shown(story).split()))
        assert str(made.body["apiKey"]) not in shown(story)
        await story.press("q", then=story.on("MainScreen"))


async def test_lines_read_them_out(fresh_sandbox: Server, tmp_path: Path) -> None:
    fresh_sandbox.post(KEYS, {"name": "guest", "permissions": ["threads:read"], "expiresIn": 7_200})
    async with talking(fresh_sandbox, tmp_path) as talk:
        said = (await talk.say("apikeys")).splitlines()
        assert said[0] == "API keys, ours first, 2 of 10 live, as of just now: 2 keys."
        assert said[1].startswith('1. "sandbox", this program calls with it: active. May do: everything.')
        assert '2. "guest": active. May do: reads threads.' in said[2] and apikeys.NO_BOUNDARY in said[2]
        told = await talk.say("2")
        assert "Scopes: threads:read." in told and fresh_sandbox.key not in told
        assert "Which key?" in await talk.say("9")
        assert "Back to the list" in await talk.say("back")

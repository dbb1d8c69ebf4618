"""Webhook deliveries on the screen and in lines: what is there, where it leads, and what keeps it away."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from commune_tui.store.webhooks import WebhookRow
from commune_tui.text import cells
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.table import Table
from commune_tui.ui.webhooks.rows import lines
from commune_tui.ui.webhooks.screen import WebhooksScreen
from tests.linear.talk import talking
from tests.mail.test_webhooks import HOOK, mail_for_a_hook
from tests.servers import Server
from tests.ui.letters import Letters, letters

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def shown(story: Letters) -> str:
    assert isinstance(story.app.screen, WebhooksScreen)
    table = story.app.screen.query_one(Table)
    rows = [item for at in range(table.count) if (item := table.item(at)) is not None]
    return "\n".join("".join(each.text for each in row.fragments) for row in rows)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_row_is_wider_than_its_room(width: int) -> None:
    long = "x" * 300
    rows = [
        WebhookRow("w", long, "t", long, f"https://{long}.example", long, 2**40, 2**40, 503, long, NOW, NOW),
        WebhookRow("w", "", "", "", "", "", 0, 0, 0, "", None, None),
    ]
    for row in lines(rows, width, NOW):
        assert cells("".join(each.text for each in row.fragments)) <= max(width, 40)


async def test_a_delivery_is_seen_and_leads_to_its_mail(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "h", then=story.on("WebhooksScreen"))
        await story.until(lambda: "Nothing was delivered to a webhook" in shown(story))
        mail_for_a_hook(fresh_sandbox)
        await story.press("ctrl+r", then=lambda: "127.0.0.1" in shown(story) and "Hello" in shown(story))
        assert "retrying" in shown(story) and "/8" in shown(story) and "connection failed" in shown(story)
        screen = story.app.screen
        about, health = screen.query_one("#about", Page), screen.query_one("#health", Page)
        await story.press("home", "enter", then=lambda: "Try 1, " in about.words)
        assert "connection failed" in about.words and HOOK in about.words and "next try" in about.words
        assert "127.0.0.1: 0 % of 1 taken" in health.words
        await story.press("t", then=story.on("MainScreen"))
        main = story.app.screen
        assert isinstance(main, MainScreen)
        await story.until(lambda: main.panes.reader.is_open)
        opened = story.app.session.reads.thread(main.panes.reader.thread_id or "")
        assert opened is not None and opened.subject == "Hello"
        await story.press("v", "k", then=story.on("WebhooksScreen"))
        await story.until(lambda: "Hello" in shown(story))
        await story.press("q", then=story.on("MainScreen"))


async def test_they_are_filtered(fresh_sandbox: Server, tmp_path: Path) -> None:
    mail_for_a_hook(fresh_sandbox)
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "h", then=lambda: story.on("WebhooksScreen")() and "127.0.0.1" in shown(story))
        await story.press("f", then=lambda: story.asked)
        await story.type("status:dead")
        await story.press("enter", then=lambda: "None of the deliveries fits" in shown(story))
        await story.press("/", then=lambda: story.asked)
        await story.type(",gone")
        await story.press("enter", then=lambda: "There is no status" in story.objection)
        await story.press(*["backspace"] * 9)
        await story.type("failed")
        await story.press("enter", then=lambda: "Hello" in shown(story))


async def test_what_a_key_lacks_is_said_in_place_of_the_list(fresh_sandbox: Server, tmp_path: Path) -> None:
    made = fresh_sandbox.post("/v1/agent/api-keys", {"name": "few", "permissions": ["inboxes:read", "threads:read"]})
    async with talking(fresh_sandbox, tmp_path, key=str(made.body["apiKey"])) as talk:
        said = await talk.say("webhooks")
        assert "not known yet" in said and "lacks the scope messages:read" in said


async def test_lines_read_them_out(fresh_sandbox: Server, tmp_path: Path) -> None:
    mail_for_a_hook(fresh_sandbox)
    async with talking(fresh_sandbox, tmp_path) as talk:
        said = (await talk.say("webhooks")).splitlines()
        assert said[0].endswith("Webhook deliveries, newest first, as of just now: 1 delivery.")
        assert said[1].startswith("1. ") and "127.0.0.1: it failed, and is tried again. Tries: " in said[1]
        assert "Try 1, " in await talk.say("attempts 1")
        assert "None of the deliveries fits" in await talk.say("webhooks filter status:dead")
        assert "There is no status" in await talk.say("webhooks filter status:gone")
        await talk.say("webhooks")
        assert "Hello" in await talk.say("1") and "Back in webhooks." in await talk.say("back")
        await talk.say("1")
        assert "1. " in await talk.say("deliveries")

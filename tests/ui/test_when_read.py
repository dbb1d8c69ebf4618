"""A key about the words of a mail that is still being read waits for them, unless another key comes first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from commune_tui.mail.bodies import Read
from commune_tui.store.rows import MessageRow
from commune_tui.ui.thread.reader import Reader
from tests.servers import Server
from tests.ui.letters import Letters, letters


@asynccontextmanager
async def slow_mail(
    server: Server, folder: Path, patch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Letters, asyncio.Event]]:
    """An open mail with one link, that is read when the event is set."""
    async with letters(server, folder) as story:
        story.customer_writes("See it", html='<p>See <a href="https://shop.example/order">your order</a></p>')
        session, gate = story.app.session, asyncio.Event()
        read = session.bodies.read

        async def later(message: MessageRow, *face: Any, **more: Any) -> Read:
            await gate.wait()
            return await read(message, *face, **more)

        patch.setattr(session.bodies, "read", later)
        await story.until(lambda: len(session.reads.messages(story.thread_id)) == 2)
        await story.press("enter", then=lambda: story.app.screen.query_one(Reader).has_focus)
        await story.press("L", then=lambda: "still being read; then the key acts" in story.told)
        assert not story.asked
        yield story, gate


async def test_the_link_is_asked_about_when_the_mail_is_read(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow_mail(fresh_sandbox, tmp_path, monkeypatch) as (story, gate):
        gate.set()
        await story.until(lambda: story.asked)
        assert "host: shop.example" in story.offered


async def test_another_key_takes_it_back(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow_mail(fresh_sandbox, tmp_path, monkeypatch) as (story, gate):
        pane = story.app.screen.query_one(Reader)
        await story.press("j", then=lambda: "still being read" not in story.told)
        gate.set()
        await story.until(lambda: "your order [1]" in pane.words)
        await story.pilot.pause()
        assert not story.asked

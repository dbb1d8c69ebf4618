"""How old what is shown is, stands there: ``synced`` after a minute, the state of a thread after twelve."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from tests.api.server import Raw, Request, serving
from tests.mail.relay import relay
from tests.servers import Server, sandbox_process
from tests.ui.letters import letters
from tests.ui.test_odd_answers import screen

AGES = re.compile(r"synced \d|read \d+m ago| \?\d+m")


@pytest.mark.parametrize("size", [(120, 30), (80, 24)])
async def test_while_nothing_is_answered_the_screen_says_how_old_it_is(size: tuple[int, int], tmp_path: Path) -> None:
    """The server takes each request and is silent: that is no failure yet, and nothing new is known."""
    with sandbox_process("--plain-threads") as sandbox:
        answering = asyncio.Event()
        answering.set()
        through = relay(sandbox)

        def handle(request: Request) -> Raw | bytes:
            reply = through(request)

            async def late(writer: asyncio.StreamWriter) -> None:
                await answering.wait()
                assert not isinstance(reply, bytes)
                await reply(writer)

            return reply if isinstance(reply, bytes) else late

        async with serving(handle) as between, letters(sandbox, tmp_path, through=between.url, size=size) as story:
            await story.until(lambda: story.app.session.connection.sync.settled and "synced" in screen(story))  # type: ignore[union-attr]
            start = clock.now()
            answering.clear()
            with clock.frozen(start + timedelta(seconds=50)):
                await story.press("ctrl+r")
                await story.press("j", then=lambda: "Asking the server" not in screen(story))
                assert not AGES.search(screen(story))
            with clock.frozen(start + timedelta(minutes=25)):
                await story.press("ctrl+r", then=lambda: "synced 25m ago" in screen(story))
                await story.press("j", then=lambda: " ?25m " in screen(story))
                await story.press("enter", then=lambda: "read 25m ago" in screen(story))
                answering.set()
                await story.until(lambda: not AGES.search(screen(story)) and "synced" in screen(story))
                await story.press("q", then=lambda: "Order 4711" in screen(story))
                assert not AGES.search(screen(story))


@pytest.mark.parametrize(("key", "says"), [("k", " ?25m"), ("enter", "read 25m ago")], ids=["row", "head"])
async def test_ages_move_while_nothing_else_does(
    key: str, says: str, fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time alone draws them anew: nothing was asked, nothing came, no key was pressed."""
    monkeypatch.setattr("commune_tui.ui.screen._AGES_S", 0.05)
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press(key, then=lambda: "Where is it?" in screen(story) and not AGES.search(screen(story)))
        sync = story.app.session.connection.sync
        assert sync is not None
        await story.until(lambda: sync.settled)
        steps = sync.steps
        with clock.frozen(clock.now() + timedelta(minutes=25)):
            await story.until(lambda: says in screen(story))
            assert sync.steps == steps

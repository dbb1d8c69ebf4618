"""Keys that are typed before the first screen is whole act as if the person had waited."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual import events

from commune_tui.ui.inbox.screen import MainScreen
from tests.budget.app import nobody, running

if TYPE_CHECKING:
    from commune_tui.api import Commune


async def test_a_key_waits_until_the_screen_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed: list[asyncio.Task[int]] = []
    rest = MainScreen.complete

    async def complete(screen: MainScreen) -> None:
        typed.append(asyncio.create_task(screen.program.handle(events.Key("j", "j"))))  # type: ignore[attr-defined]
        await asyncio.sleep(0)  # it is handled in the midst of this
        await rest(screen)

    monkeypatch.setattr(MainScreen, "complete", complete)
    async with running(tmp_path) as (app, _):
        assert await typed[0] == 1
        assert isinstance(app.screen, MainScreen)
        assert app.screen.panes.threads.cursor == 1


async def test_a_key_that_is_there_is_answered_before_the_client_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, screens = list[int](), list[MainScreen]()
    rest = MainScreen.complete

    async def complete(screen: MainScreen) -> None:
        screens.append(screen)
        screen.program.post_message(events.Key("j", "j"))  # type: ignore[attr-defined]
        await rest(screen)

    async def connect() -> Commune:
        shown.append(screens[0].panes.threads.cursor)
        return await nobody()

    monkeypatch.setattr(MainScreen, "complete", complete)
    async with running(tmp_path, connect=connect) as (_, pilot):
        while not shown:
            await pilot.pause()
        assert shown == [1]

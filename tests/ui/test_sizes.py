"""Every screen lives in a window of every size: none too small, and the largest is as large as a screen can use."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.geometry import Size

from commune_tui.ui.delivery.screen import DeliveryScreen
from commune_tui.ui.setup.app import SetupApp
from commune_tui.ui.terminal.app import LARGEST
from tests.servers import Server
from tests.snapshots.stage import Nobody
from tests.ui.letters import Letters, letters
from tests.ui.screens import SCREENS, made, opened

SIZES = ((2, 1), (1, 1), (24, 5), (22, 24), (3, 40), (200, 2), (65535, 65535), (80, 24))


async def resized(story: Letters, width: int, height: int) -> None:
    """The terminal has another size now, as the driver tells it, and the screen in front has drawn itself."""
    size = Size(width, height)
    story.app.post_message(events.Resize(size, size))
    await story.until(lambda: story.app.screen.size == Size(min(width, LARGEST[0]), min(height, LARGEST[1])))
    await story.pilot.pause()


@pytest.mark.parametrize("name", ["main", *SCREENS])
async def test_a_screen_lives_through_every_size(name: str, sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        if name == "main":
            await story.press("enter")
        else:
            await opened(story, made(story)[name]())
        for width, height in SIZES:
            await resized(story, width, height)
        assert story.app.is_running


@pytest.mark.parametrize("size", [(2, 1), (20, 3)])
async def test_a_screen_is_opened_in_a_tiny_window(size: tuple[int, int], sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path, size=size) as story:
        for make in made(story).values():
            await opened(story, make())
            await story.pilot.pause()
            story.app.go.home()


async def test_delivery_is_resized_while_it_is_being_built(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        for size in (Size(24, 5), Size(2, 1), Size(80, 24)):
            story.app.push_screen(DeliveryScreen())
            story.app.post_message(events.Resize(size, size))
            story.app.pop_screen()
        await story.pilot.pause()


async def test_setup_lives_through_every_size() -> None:
    app = SetupApp(Nobody())
    async with app.run_test(size=(80, 24)) as pilot:
        for width, height in SIZES:
            size = Size(width, height)
            app.post_message(events.Resize(size, size))
            await pilot.pause()
        assert app.is_running


async def test_of_the_largest_window_so_many_cells_are_drawn_and_no_more(sandbox: Server, tmp_path: Path) -> None:
    """65,535 × 65,535 cost 1.2 GB: what is drawn is counted here, also where the program begins in it."""
    async with letters(sandbox, tmp_path, size=(65535, 65535)) as story:
        assert story.app.screen.size == Size(*LARGEST)
        drawn = [widget.size for widget in (story.app.screen, *story.app.screen.query("*"))]
        assert max(size.width for size in drawn) <= LARGEST[0]
        assert max(size.height for size in drawn) <= LARGEST[1]

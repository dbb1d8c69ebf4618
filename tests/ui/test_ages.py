"""How old something is said to be is as old as it is now, on every screen that says so, whatever else happens."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.ui.screen import CommuneScreen
from tests.servers import Server
from tests.ui.letters import Letters, letters
from tests.ui.screens import SCREENS, made, opened


def drawn(story: Letters) -> str:
    """What stands above the bottom line: as it was drawn last, not as it would be drawn now."""
    strips = story.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips[:-1])


async def later(story: Letters, screen: CommuneScreen) -> str:
    """What a screen shows once its minute is over: the timer is not waited for, what it calls is called."""
    screen._time_passed()
    await story.until(lambda: screen.is_current and not story.app.workers)
    await story.pilot.pause()
    return drawn(story)


@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_that_stood_for_a_minute_says_what_one_opened_now_says(
    sandbox: Server, tmp_path: Path, name: str
) -> None:
    async with letters(sandbox, tmp_path) as story:
        make, now = made(story)[name], clock.now()
        with clock.frozen(now):
            await opened(story, screen := make())
        with clock.frozen(now + timedelta(seconds=90)):
            stood = await later(story, screen)
            story.app.go.home()
            await opened(story, make())
            await story.until(lambda: drawn(story) == stood)


async def test_the_list_and_the_reader_grow_old(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path, size=(120, 40)) as story:
        main, now = story.app.screen, clock.now()
        assert isinstance(main, CommuneScreen)
        await story.press("enter")
        assert "1m" not in drawn(story)
        with clock.frozen(now + timedelta(seconds=90)):
            main._time_passed()
            await story.until(lambda: drawn(story).count("1m") >= 2)

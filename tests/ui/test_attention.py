"""The first line of every screen says how many agents need somebody, counted after mail came, in any width."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.actions import agents
from commune_tui.mail.events import PlaceChanged, ThreadsChanged
from commune_tui.ui import attention
from commune_tui.ui.screen import CommuneScreen, HeadLine
from tests.servers import Server
from tests.ui.letters import letters
from tests.ui.screens import made, opened

EXCEPT = {"agents"}
"""The board has the number in words of its own."""


async def test_every_screen_says_how_many_agents_need_somebody(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention, "_REST_S", 0.01)
    monkeypatch.setattr(agents, "needing", lambda found: 2)
    async with letters(sandbox, tmp_path, size=(120, 30)) as story:
        main = story.app.screen
        assert isinstance(main, CommuneScreen)
        story.app.facts.attention.heed([ThreadsChanged(frozenset())])
        await story.until(lambda: story.app.needing == 2)
        assert main.query_one(HeadLine).words.endswith("2 agents need you ")
        for name, make in made(story).items():
            await opened(story, make())
            await story.pilot.pause()
            lines = [line.words for line in story.app.screen.query(HeadLine)]
            assert name in EXCEPT or [line for line in lines if line.endswith("2 agents need you ")], name
            story.app.go.home()


async def test_the_health_of_webhooks_is_news_of_agents(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead endpoint was counted up to a minute after one had seen it."""
    monkeypatch.setattr(attention, "_REST_S", 0.01)
    monkeypatch.setattr(attention, "_AGES_S", 9e9)
    async with letters(sandbox, tmp_path) as story:
        monkeypatch.setattr(agents, "needing", lambda found: 3)
        story.app.facts.attention.heed([PlaceChanged("webhooks")])
        await story.until(lambda: story.app.needing == 3)


@pytest.mark.parametrize(
    ("width", "count", "said"),
    [(120, 2, "2 agents need you "), (120, 1, "1 agent needs you "), (80, 2, "2 need you "), (80, 0, "")],
)
async def test_it_is_said_in_as_few_words_as_there_is_room_for(
    width: int, count: int, said: str, sandbox: Server, tmp_path: Path
) -> None:
    async with letters(sandbox, tmp_path, size=(width, 24)) as story:
        story.app.needing = count
        assert isinstance(story.app.screen, CommuneScreen)
        story.app.screen.follow_agents()
        line = story.app.screen.query_one(HeadLine)
        assert line.words.endswith(said) and ("need" in line.words.rpartition("All")[2]) == bool(said)
        shown = line.render_line(0).text
        assert said.strip() in shown and len(shown) == width

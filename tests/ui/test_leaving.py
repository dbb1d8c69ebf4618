"""Ctrl-q leaves from everywhere: every screen, every question, every field, with and without something typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.mail.session import Session
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.kit.prompt import Prompt
from commune_tui.ui.setup.app import SetupApp
from tests.mail.test_upkeep import nobody
from tests.servers import Server
from tests.snapshots.stage import Nobody
from tests.ui.letters import Letters, letters
from tests.ui.screens import SCREENS, made, opened
from tests.ui.test_exceptions import handled, own

ASK = {"app.filter", "app.palette", "app.command_line", "thread.note", "app.help"}
"""Open a line although their names do not say so."""


async def go_to(story: Letters, name: str) -> None:
    """This screen and nothing else."""
    story.app.go.home()
    await story.pilot.pause()
    if name == "reader" and not story.app.screen.panes.reader.is_open:  # type: ignore[attr-defined]
        await story.press("enter", then=lambda: story.app.screen.panes.reader.is_open)  # type: ignore[attr-defined]
    elif name not in ("list", "reader"):
        await opened(story, made(story)[name]())


async def presses(story: Letters, left: list[int]) -> list[int]:
    left.clear()
    await story.pilot.press("ctrl+q")
    await handled(story)
    return left


async def leaves(story: Letters, left: list[int], place: str) -> None:
    assert await presses(story, left) == [0], f"Ctrl-q does not leave from {place}: {story.told}"


@pytest.mark.parametrize("name", ["list", "reader", *SCREENS])
async def test_ctrl_q_leaves_from_every_screen_and_question(
    name: str, sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is typed into a question would be lost: that is said first. Drafts are kept."""
    left: list[int] = []
    async with letters(sandbox, tmp_path, size=(120, 30)) as story:
        with monkeypatch.context() as patch:
            patch.setattr(CommuneApp, "exit", lambda self, result=None, **more: left.append(result))
            await go_to(story, name)
            await leaves(story, left, name)
            for command in (each for each in own(name) if each.label.endswith("…") or each.id in ASK):
                await go_to(story, name)
                story.app.call_later(story.app.keys.perform, command)
                await handled(story)
                await story.pilot.pause()
                where = f"{name} after {command.id}"
                await leaves(story, left, where)
                if story.app.screen.query(Prompt) and story.asked:
                    await story.pilot.press("x")
                    assert await presses(story, left) == [], where
                    assert "What is typed here would be lost. Ctrl-q once more leaves." in story.told, where
                    await leaves(story, left, f"{where}, with a letter typed")


@pytest.mark.parametrize("tabs", [0, 1, 2])
async def test_ctrl_q_leaves_a_mail_that_is_written_and_keeps_it(tabs: int, sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        await story.compose("c", "to")
        await story.press(*["tab"] * tabs, "x")
        await story.pilot.press("ctrl+q")
        await story.until(lambda: not story.app.is_running)
    session = Session(tmp_path, nobody)
    assert len(session.drafts.open()) == 1
    session.database.close()


async def test_ctrl_q_leaves_the_first_start() -> None:
    app = SetupApp(Nobody())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("k", "x", "ctrl+q")
        await pilot.pause()
        assert not app.is_running


async def test_a_key_too_many_leaves_no_mail_behind(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int] = []
    monkeypatch.setattr(CommuneApp, "exit", lambda self, result: left.append(result))
    async with letters(fresh_sandbox, tmp_path) as story:
        session = story.app.session
        wrote = {"inbox_id": session.reads.inboxes()[0].id, "to": ["x@shop.example"], "subject": "S", "body": "B"}
        await session.composer.send(session.drafts.new(**wrote), clock.now() + timedelta(hours=1))
        line = story.app.screen.query_one(Prompt)
        await story.press("q", "q", "q", then=lambda: line.is_open)
        assert left == []
        await story.press("n", then=lambda: not line.is_open)
        assert left == []
        await story.press("q", then=lambda: line.is_open)
        await story.press("y", then=lambda: left)
        assert left == [0]

"""The mouse reaches what the keys reach: the line of keys, the help, suggestions, the splits and the inboxes."""

from __future__ import annotations

from pathlib import Path

from commune_tui.keys.names import key_name, pressed
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.kit.hint_panel import HintPanel
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.status_line import StatusLine
from tests.servers import Server
from tests.ui.letters import Letters, letters


def main(story: Letters) -> MainScreen:
    assert isinstance(story.app.screen, MainScreen)
    return story.app.screen


async def click_hint(story: Letters, hint: str) -> None:
    """On a hint of the line of keys, as soon as it is there."""
    line = story.app.screen.query_one(StatusLine)
    await story.until(lambda: f" {hint}" in line.render_line(0).text)
    await story.pilot.click(line, offset=(line.render_line(0).text.index(f" {hint}") + 1, 0))


async def click_row(story: Letters, rows: str, words: str) -> None:
    """On the row that says so, which is on the screen."""
    found = story.app.screen.query_one(rows, LineList)

    def place() -> int | None:
        lines = [found.render_line(y).text for y in range(found.size.height)]
        return next((y for y, text in enumerate(lines) if words in text), None)

    await story.until(lambda: place() is not None)
    await story.pilot.click(found, offset=(4, place() or 0))


async def test_a_morning_with_the_mouse_alone(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(120, 40)) as story:

        def status() -> str:
            row = story.app.session.reads.thread(story.thread_id)
            assert row is not None
            return f"{row.status} {row.assignee or 'nobody'}"

        await click_hint(story, "a assign")
        await story.until(lambda: story.asked)
        await click_row(story, "#ask-suggestions", "alex")
        await story.until(lambda: status() == "needs_reply alex")
        await story.pilot.click(story.app.screen.query_one(StatusLine))  # what was told is read
        await click_hint(story, "? help")
        await story.until(story.on("HelpScreen"))
        await click_row(story, "#help", "Status: waiting")
        assert story.on("HelpScreen")()  # the first click only marks the line
        await click_row(story, "#help", "Status: waiting")
        await story.until(lambda: story.on("MainScreen")() and status() == "waiting alex")
        await click_row(story, "#sidebar", story.address.partition("@")[0])
        await story.until(
            lambda: main(story).view.shows.scope == f"in:{story.address}" and main(story).panes.threads.has_focus
        )


async def test_what_a_pending_key_can_become_answers_the_mouse(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        panel = story.app.screen.query_one(HintPanel)
        await story.press("g", then=lambda: panel.display and panel.size.height)
        lines = [panel.render_line(y).text for y in range(panel.size.height)]
        [(x, y)] = [(text.index("Snoozed"), y) for y, text in enumerate(lines) if "Snoozed" in text]
        await story.pilot.click(panel, offset=(x, y))
        await story.until(lambda: main(story).view.shows.split.key == "snoozed" and not panel.display)


def test_a_key_that_is_pressed_by_name_has_that_name() -> None:
    for name in ("Enter", "Esc", "Tab", "Space", "PgDn", "?", "é", "Ctrl-k", "F6", "G"):
        key = pressed(name)
        assert key is not None and key_name(*key) == name
    assert pressed("every") is None and pressed(":export") is None

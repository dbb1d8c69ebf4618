"""The short way from a widget's lines to a frame draws what Textual's own does, on every screen and in every style."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from commune_tui import clock
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.terminal.app import TerminalApp
from commune_tui.ui.terminal.plain_lines import _styled, adds_nothing
from tests.servers import Server
from tests.ui.letters import Letters, letters
from tests.ui.screens import made, opened

STYLES = (
    "border: round red", "padding: 0 1", "outline: heavy blue", "tint: red 30%", "hatch: cross blue", "opacity: 50%",
    "text-opacity: 50%", "background: blue", "color: red; text-style: bold",
)  # fmt: skip


def drawn(lines: list[Strip]) -> list[list[Any]]:
    return [list(line.simplify()) for line in lines]


def differing(app: App[Any]) -> list[Widget]:
    """The widgets of the screen in front that do not look as Textual would draw them."""
    return [
        widget
        for widget in (app.screen, *app.screen.query("*"))
        if widget.size and not widget.BLANK
        and drawn(widget.render_lines(widget.size.region)) != drawn(_styled(StylesCache(), widget, widget.size.region))
    ]  # fmt: skip


async def test_every_screen_looks_as_textual_draws_it(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        with clock.frozen(clock.now()):  # what was drawn a minute ago says another age
            await every_screen(story)


async def every_screen(story: Letters) -> None:
    main = story.app.screen
    assert isinstance(main, CommuneScreen)
    main.draw_ages()
    await story.pilot.pause()
    assert differing(story.app) == []
    await story.press("enter", "v", "m")
    assert differing(story.app) == []
    for make in made(story).values():
        await opened(story, make())
        await story.pilot.pause()
        assert differing(story.app) == []
        story.app.go.home()


class Styled(TerminalApp[None]):
    """A few rows of text."""

    CSS = "Screen { background: green; } #styled { width: 12; height: 5; }"

    def compose(self) -> ComposeResult:
        yield Static("words that\nare short", id="styled")


@pytest.mark.parametrize("style", STYLES)
async def test_a_style_that_adds_something_is_drawn(style: str) -> None:
    app = Styled()
    app.stylesheet.add_source(f"#styled {{ {style}; }}", ("test", ""))
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        assert differing(app) == []
        widget = app.query_one("#styled")
        plain = adds_nothing(widget.styles) and widget.opacity == 1.0
        assert plain == style.startswith(("background", "color"))
        before = drawn(widget.render_lines(widget.size.region))
        widget.styles.background = "yellow"
        await pilot.pause()
        assert differing(app) == []
        assert drawn(widget.render_lines(widget.size.region)) != before

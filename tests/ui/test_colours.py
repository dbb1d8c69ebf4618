"""Colours that a terminal has are sent as they are; where there are sixteen, each of ours has one that can be read."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import Theme

from commune_tui.ui.looks import SIXTEEN
from commune_tui.ui.terminal import colours
from commune_tui.ui.terminal.diff_renderer import DiffRenderer, code
from commune_tui.ui.themes import THEMES
from tests.palette import hexed, rgb


def _named(theme: Theme) -> set[str]:
    given = {
        *(theme.primary, theme.accent, theme.secondary, theme.success, theme.warning, theme.error),
        *(theme.foreground, theme.background, theme.surface, theme.panel, *theme.variables.values()),
    }
    return {colour for colour in given if colour is not None and colour.startswith("#")}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_of_a_look_is_one_of_256_and_has_its_place_among_sixteen(theme: Theme) -> None:
    exact = {rgb(str(number), (0, 0, 0)) for number in range(16, 256)}
    assert not {name for name in _named(theme) if hexed(name) not in exact}
    assert _named(theme) <= set(SIXTEEN)


def test_a_colour_that_the_terminal_has_is_sent_as_it_is() -> None:
    for number in range(16, 256):
        assert rgb(str(colours.nearest(rgb(str(number), (0, 0, 0)))), (0, 0, 0)) == rgb(str(number), (0, 0, 0))
    assert code(Color.from_rgb(0xEE, 0xEE, 0xEE), ColorSystem.EIGHT_BIT, front=False) == "48;5;255"
    assert code(Color.from_rgb(0xD1, 0xD0, 0xD0), ColorSystem.EIGHT_BIT, front=True) == "38;5;252"


def test_a_colour_of_nobody_is_left_to_rich() -> None:
    assert colours.of_sixteen((200, 30, 200)) is None
    assert code(Color.parse("bright_red"), ColorSystem.STANDARD, front=True) == "91"
    assert code(Color.default(), ColorSystem.EIGHT_BIT, front=False) == "49"


def test_a_terminal_that_wants_no_colours_gets_none() -> None:
    strip = Strip([Segment("a", Style(color="#ff5f5f", bgcolor="#121212", bold=True, reverse=True))])
    codes = DiffRenderer(ColorSystem.TRUECOLOR, plain=True).paint(LayoutUpdate([[strip]], Region(0, 0, 1, 1)), 1, 1)
    assert codes == "\x1b[1H\x1b[1;7ma\x1b[0m"

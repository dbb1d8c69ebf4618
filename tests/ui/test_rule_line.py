"""The rule below the heads of a mail that is being written is as wide as the screen, also after a resize."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from commune_tui.ui.kit.glyphs import ASCII
from commune_tui.ui.kit.rule_line import RuleLine
from tests.servers import Server
from tests.ui.letters import letters


def _is_wide(rule: RuleLine, width: int) -> bool:
    return rule.size.width == width


async def test_the_rule_is_as_wide_as_the_screen(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.press("c", then=story.on("ComposeScreen"))
        rule = story.app.screen.query_one(RuleLine)
        for width, height in ((80, 24), (120, 40), (60, 20), (81, 24)):
            await story.pilot.resize_terminal(width, height)
            await story.until(partial(_is_wide, rule, width))
            assert rule.render_line(0).text == "─" * width


@pytest.mark.parametrize("width", [1, 80, 119])
def test_the_rule_fills_any_room(width: int) -> None:
    assert [piece.text for piece in RuleLine(ASCII).fitted(width)] == ["-" * width]

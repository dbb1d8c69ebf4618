"""What a key draws: lines, counted where they become a part of the frame."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from textual._styles_cache import StylesCache
from textual.widget import Widget

from commune_tui.ui.terminal import plain_lines
from tests.budget.app import running


async def test_no_line_is_asked_what_styles_add_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing on these screens has a border or the like, so that all lines go the short way."""
    asked: list[int] = []
    render_line = StylesCache.render_line

    def counted(self: StylesCache, styles: Any, y: int, *more: Any) -> Any:
        asked.append(y)
        return render_line(self, styles, y, *more)

    monkeypatch.setattr(StylesCache, "render_line", counted)
    async with running(tmp_path) as (_, pilot):
        for keys in (
            ["j"],
            ["pagedown"],
            ["enter"],
            ["q"],
            ["tab"],
            ["v", "l"],
            ["slash", "s"],
            ["escape"],
            ["question_mark"],
        ):
            await pilot.press(*keys)
            await pilot.pause()
            assert asked == [], keys


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many lines were drawn, by the kind of their widget."""
    counted: Counter[str] = Counter()
    make = plain_lines._make

    def noted(made: Any, widget: Widget, wanted: list[int]) -> None:
        counted[type(widget).__name__] += len(wanted)
        make(made, widget, wanted)

    monkeypatch.setattr(plain_lines, "_make", noted)
    return counted


@pytest.mark.parametrize(
    ("before", "key", "most"),
    [
        ("", "j", {"ThreadList": 2}),
        ("pagedown", "pagedown", {"ThreadList": 38, "ScrollBar": 38}),
        ("", "tab", {"ThreadList": 38, "ScrollBar": 38, "HeadLine": 1}),
        ("tab", "tab", {"ThreadList": 38, "ScrollBar": 38, "HeadLine": 1}),
    ],
)
async def test_a_key_draws_each_line_that_changed_once(
    before: str, key: str, most: dict[str, int], tmp_path: Path, drawn: Counter[str]
) -> None:
    """The list has all the room. Where all places of a split become known as they were, nothing is drawn."""
    async with running(tmp_path) as (app, pilot):

        async def press(*keys: str) -> None:
            await pilot.press(*keys)
            await pilot.pause()
            while any(each.group in ("listing", "counts") and not each.is_finished for each in app.workers):
                await pilot.pause()
            await pilot.pause()

        await press("v", "l", "v", "l")
        await press("j", *filter(None, [before]))
        drawn.clear()
        await press(key)
        assert all(lines <= most.get(kind, 0) for kind, lines in drawn.items()), drawn
        assert drawn["ThreadList"]

"""Every screen is drawn as it was when somebody looked at it, on dark and on light: its text, and how each cell looks.

``python -m tests.frames`` draws them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from commune_tui import clock
from tests.frames.looks import BACKGROUND, LEGEND, PLAIN, UNKNOWN, legend, looks, mapped
from tests.frames.scenes import EXPECTED, SCENES, SIZES, both, file_of, framed, go, map_of, rest, world
from tests.palette import contrast
from tests.terminal import Terminal

LIMIT_S = 8.0


@pytest.fixture(scope="module")
def environ() -> Iterator[dict[str, str]]:
    with world() as found:
        yield found


def _settled(screens: list[Terminal], expected: list[str], limit_s: float) -> list[str]:
    """What is drawn (dark text, light text, map), as soon as it is what is expected or does not become it."""
    letters = legend()
    end = clock.monotonic_s() + limit_s
    while True:
        dark, light = screens
        drawn = [framed(dark.text), framed(light.text), mapped(looks(dark.screen, light.screen), letters)]
        if drawn == expected or clock.monotonic_s() > end:
            return drawn
        rest(screens, 0.1)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_is_drawn_as_it_was(size: tuple[int, int], environ: dict[str, str], tmp_path: Path) -> None:
    different: list[str] = []
    with both(environ, tmp_path, size) as screens:
        for scene in SCENES:
            go(screens, scene)
            text, looked = (path(scene, size).read_text(encoding="utf-8") for path in (file_of, map_of))
            expected = [text, text, looked]
            found = _settled(screens, expected, LIMIT_S if len(different) < 3 else 0.3)  # no hour for what is lost
            for what, was, now in zip(("dark", "light", "looks"), expected, found, strict=True):
                if was != now:
                    different.append(f"{scene.name}, {what}\n--- expected\n{was}\n--- drawn\n{now}")
    assert not different, "\n".join(different)


def test_a_scene_is_known_by_words_that_the_one_before_did_not_have() -> None:
    for before, scene in pairwise(SCENES):
        for size in SIZES:
            was, now = (file_of(each, size).read_text(encoding="utf-8") for each in (before, scene))
            assert scene.fact in now and scene.fact not in was and scene.fact not in "".join(scene.keys), scene


def test_no_frame_is_left_over() -> None:
    known = {path(scene, size) for scene in SCENES for size in SIZES for path in (file_of, map_of)} | {LEGEND}
    assert set(EXPECTED.rglob("*.txt")) == known


def test_every_look_of_the_legend_is_somewhere_and_no_other() -> None:
    used = {letter for path in LEGEND.parent.glob("*x*.txt") for letter in path.read_text(encoding="utf-8")} - {"\n"}
    assert UNKNOWN not in used
    assert used | {PLAIN} == set(legend().values())


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_text_can_be_read(theme: str) -> None:
    for look in legend():
        least = {"text": 4.5, "ornament": 1.5, "blank": 1.0}[look.kind]
        assert getattr(look, theme).contrast >= least, look


@pytest.mark.parametrize("name", ["filter", "palette", "assign", "note", "search", "reply"])
def test_where_letters_go_is_seen(name: str) -> None:
    """The cursor of a text field stands out from everything that is behind text."""
    seen = {letter: look for look, letter in legend().items()}
    for size in SIZES:
        [scene] = [scene for scene in SCENES if scene.name == name]
        found = {seen[letter] for letter in map_of(scene, size).read_text(encoding="utf-8") if letter != "\n"}
        assert any(
            contrast(look.dark.paper, BACKGROUND.dark.paper) > 4.5
            and contrast(look.light.paper, BACKGROUND.light.paper) > 4.5
            for look in found
        )

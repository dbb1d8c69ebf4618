"""Every screen is drawn as it was when somebody looked at it. ``python -m tests.frames`` draws them anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frames.scenes import EXPECTED, SCENES, SIZES, file_of, framed, go, stage, world


@pytest.fixture(scope="module")
def environ() -> Iterator[dict[str, str]]:
    with world() as found:
        yield found


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_screen_is_drawn_as_it_was(size: tuple[int, int], environ: dict[str, str], tmp_path: Path) -> None:
    different = []
    with stage(environ, tmp_path, size) as screen:
        for scene in SCENES:
            go(screen, scene)
            expected = file_of(scene, size).read_text(encoding="utf-8")
            try:
                screen.until(lambda text, expected=expected: framed(text) == expected, limit_s=8)  # type: ignore[misc]
            except AssertionError:
                different.append(f"{scene.name}\n--- expected\n{expected}\n--- drawn\n{screen.text}")
    assert not different, "\n".join(different)


def test_no_frame_is_left_over() -> None:
    known = {file_of(scene, size).name for scene in SCENES for size in SIZES}
    assert {path.name for path in EXPECTED.glob("*.txt")} == known

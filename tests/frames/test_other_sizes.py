"""Every screen at other sizes and in ASCII is drawn as it was when somebody looked at it. By hand: ``-m campaign``."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui import clock
from tests.frames.other_sizes import EXPECTED, LOOKS, MORE, Look, drawn, stage
from tests.frames.scenes import SCENES, framed, rest, world

LIMIT_S = 8.0


@pytest.mark.campaign
@pytest.mark.timeout(900)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_every_screen_is_drawn_as_it_was(look: Look, tmp_path: Path) -> None:
    different: list[str] = []
    with world() as environ, stage(environ, tmp_path, look) as screen:
        for name, text in drawn(screen, 0.1):
            expected = (EXPECTED / look.name / f"{name}.txt").read_text(encoding="utf-8")
            end = clock.monotonic_s() + (LIMIT_S if len(different) < 3 else 0.3)
            found = text
            while found != expected and clock.monotonic_s() < end:
                rest([screen], 0.1)
                found = framed(screen.text)
            if found != expected:
                different.append(f"{name}\n--- expected\n{expected}\n--- drawn\n{found}")
    assert not different, "\n".join(different)


def test_every_scene_is_recorded_in_every_look() -> None:
    names = {name for name, _ in (*((scene.name, scene.keys) for scene in SCENES), *MORE)}
    for look in LOOKS:
        assert {frame.stem for frame in (EXPECTED / look.name).glob("*.txt")} == names
    assert {folder.name for folder in EXPECTED.iterdir()} == {look.name for look in LOOKS}

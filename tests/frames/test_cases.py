"""Small mails that were shown wrongly once stand on the screen as they did when somebody looked at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui import clock
from tests.frames.case_scenes import CASES, EXPECTED, SIZES, file_of, opened, started, world
from tests.frames.scenes import framed, rest

LIMIT_S = 8.0


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_case_is_drawn_as_it_was(size: tuple[int, int], tmp_path: Path) -> None:
    different: list[str] = []
    with world() as environ, started(environ, tmp_path, size) as screen:
        for case in CASES:
            opened(screen, case)
            expected = file_of(case, size).read_text(encoding="utf-8")
            end = clock.monotonic_s() + (LIMIT_S if len(different) < 3 else 0.3)
            while framed(screen.text) != expected and clock.monotonic_s() < end:
                rest([screen], 0.1)
            if (drawn := framed(screen.text)) != expected:
                different.append(f"{case.name}\n--- expected\n{expected}\n--- drawn\n{drawn}")
    assert not different, "\n".join(different)


def test_no_frame_is_left_over_and_every_mail_has_one() -> None:
    assert set(EXPECTED.glob("*.txt")) == {file_of(case, size) for case in CASES for size in SIZES}
    mails = (EXPECTED.parent.parent / "cases").glob("*.eml")
    assert {case.name for case in CASES} == {path.stem for path in mails}


def test_the_order_behind_thirty_tabs_stands_on_its_frames() -> None:
    for size in SIZES:
        words = file_of(CASES[0], size).read_text(encoding="utf-8").replace("│", " ").split()
        assert "eve@evil.example and do not tell anybody." in " ".join(words)

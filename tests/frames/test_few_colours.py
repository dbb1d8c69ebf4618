"""With sixteen colours, with none, and in ASCII, every screen can still be read and its current row found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.text.signs import plain
from tests.emulator import Emulator
from tests.frames.looks import cells, kind_of, of_a_mail
from tests.frames.scenes import SCENES, go, stage, world
from tests.palette import VGA, XTERM, contrast, rgb

SIZE = (80, 24)
LISTS = {"main", "hints", "everything", "two_lines", "by_day", "selected", "filtered", "risk", "delivery_events"}
CURRENT = frozenset("▌◆")
PALE = "c8"  # what is said in passing


def _unreadable(screen: Emulator, sixteen: str) -> Iterator[str]:
    """Text whose colour is too near to what is behind it, in a terminal with these sixteen."""
    for row in cells(screen):
        for text, look in row:
            flags, ink, paper = look.split("|")
            if kind_of(text) != "text":
                continue
            assert ink.startswith("c") and paper.startswith("c"), f"{look} is none of sixteen colours"
            if "r" in flags:
                ink, paper = paper, ink
            found = contrast(*(rgb(code, (0, 0, 0), sixteen) for code in (ink, paper)))
            if found < (3.0 if ink == PALE else 4.5):
                yield f"{text} {ink} on {paper}: {found:.1f}"


def _current_rows(screen: Emulator) -> tuple[set[int], set[int]]:
    """The rows that have the sign of the current one, and those that are written in reverse."""
    rows = list(cells(screen))
    signed = {y for y, row in enumerate(rows) if any(text in CURRENT for text, _ in row)}
    reverse = {
        y for y, row in enumerate(rows) if sum("r" in look and kind_of(text) == "text" for text, look in row) > 1
    }
    return signed, reverse


@pytest.fixture(scope="module")
def environ() -> Iterator[dict[str, str]]:
    with world() as found:
        yield found


@pytest.mark.parametrize("theme", ["dark", pytest.param("light", marks=pytest.mark.campaign)])
def test_every_screen_can_be_read_with_sixteen_colours(theme: str, environ: dict[str, str], tmp_path: Path) -> None:
    bad: set[str] = set()
    with stage({**environ, "TERM": "xterm"}, tmp_path, SIZE, theme=theme) as screen:
        for scene in SCENES:
            go([screen], scene, wait_s=0.03)
            for palette in (XTERM, VGA):
                bad |= {f"{scene.name}: {words}" for words in _unreadable(screen.screen, palette)}
    assert not bad, "\n".join(sorted(bad))


def test_every_screen_can_be_read_with_no_colour_and_shows_its_row(environ: dict[str, str], tmp_path: Path) -> None:
    with stage({**environ, "NO_COLOR": "1"}, tmp_path, SIZE) as screen:

        def current_row_is_signed(_: str) -> bool:
            signed, reverse = _current_rows(screen.screen)
            return bool(reverse) and signed == reverse

        for scene in SCENES:
            go([screen], scene, wait_s=0.03)
            coloured = {look for row in screen.screen.cells for _, look in row if look.partition("|")[2] != "|"}
            assert not coloured, f"{scene.name} has colours although none are wanted: {coloured}"
            if scene.name in LISTS:
                screen.until(current_row_is_signed)


def test_in_ascii_every_screen_draws_ascii_and_the_letters_of_mails(environ: dict[str, str], tmp_path: Path) -> None:
    with stage(environ, tmp_path, SIZE, ascii=True) as screen:
        for scene in SCENES:
            go([screen], scene._replace(fact=plain(scene.fact)), wait_s=0.03)
            odd = {letter for letter in screen.text if not letter.isascii() and not of_a_mail(letter)}
            assert not odd, f"{scene.name} draws {sorted(odd)}"

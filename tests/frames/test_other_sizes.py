"""Every screen at other sizes and in ASCII is drawn as it was when somebody looked at it. By hand: ``-m campaign``."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui import clock
from tests.frames.looks import of_a_mail
from tests.frames.other_sizes import EXPECTED, LOOKS, MORE, Look, drawn, stage
from tests.frames.scenes import SCENES, framed, rest, world

LIMIT_S = 8.0
WITHOUT_MAIL = {
    "agents", "apikeys", "approvals", "customer", "deletion", "delivery", "delivery_events", "domains", "help",
    "organisation", "schema", "schema_refused", "templates", "templates_filled",
}  # fmt: skip
"""Scenes on which no word of a mail stands."""


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


@pytest.mark.parametrize("look", [look for look in LOOKS if look.ascii], ids=lambda look: look.name)
def test_in_ascii_nothing_is_drawn_but_ascii_and_the_letters_of_mails(look: Look) -> None:
    for frame in (EXPECTED / look.name).glob("*.txt"):
        odd = {letter for letter in frame.read_text(encoding="utf-8") if not letter.isascii()}
        assert all(map(of_a_mail, odd)), frame.name
        assert not odd or frame.stem not in WITHOUT_MAIL, f"{frame.name}: {sorted(odd)}"


def test_every_scene_is_recorded_in_every_look() -> None:
    names = {name for name, _ in (*((scene.name, scene.keys) for scene in SCENES), *MORE)}
    for look in LOOKS:
        assert {frame.stem for frame in (EXPECTED / look.name).glob("*.txt")} == names
    assert {folder.name for folder in EXPECTED.iterdir()} == {look.name for look in LOOKS}

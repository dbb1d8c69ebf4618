"""What goes over the wire to the terminal: little for a key, nothing while nobody does anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.frames import scenes
from tests.terminal import Terminal, furnish, program

CURSOR, PREVIEW, PAGE = 400, 3_000, 8_400
"""A whole page of 120x40 in the theme that needs most is 8,195 bytes."""
REVIEW = 2_000
"""Of a mail that is answered, at 120x40: 1,463 bytes; with the conversation beside it 5,323."""
IDLE_S = 3.0


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """The demo organisation at 120x40 in 256 colours, all of it synced, every thread in the list."""
    home, argv = furnish(tmp_path_factory.mktemp("home")), [sys.executable, "-m", "tests.stopped", scenes.MOMENT]
    # The clock stands still: no age grows, so nothing happens by itself.
    with scenes.world(300) as environ, program(home=home, size=(120, 40), environ=environ, argv=argv) as terminal:
        terminal.until("All 300")
        terminal.until("synced")
        terminal.press("g", "i", then="[All 300]")
        terminal.until("agents need you")  # counted some seconds after the mail came
        yield terminal


def test_nothing_is_written_while_nothing_happens(screen: Terminal) -> None:
    screen.quiet(IDLE_S)


def row_of_cursor(screen: Terminal) -> str:
    return next(line for line in screen.lines if "▌" in line)


@pytest.fixture
def alone(screen: Terminal) -> Iterator[Terminal]:
    """The list has all the room: nothing follows its cursor."""
    screen.press("v", "l", then="Panes, below")
    screen.press("v", "l", then="Panes, off")
    yield screen
    screen.press("v", "l", then="Panes, side")
    screen.press("g", "g")


def test_moving_the_cursor_costs_two_rows(alone: Terminal) -> None:
    """Two rows in full; rows of emoji need a placing of the cursor after each, and half as much again."""
    alone.press("g", "g")
    for key in "jjjjjjjjkkjj":
        before = row_of_cursor(alone)
        cost = alone.bytes_for(key, answered=True)
        letters = before + row_of_cursor(alone)
        assert 0 < cost <= (CURSOR if max(letters) < "\U00010000" else CURSOR * 3 // 2)


def test_a_conversation_beside_the_list_is_drawn_once_when_the_cursor_rests(screen: Terminal) -> None:
    """A key that is held costs the rows that it passes, and what it comes to rest on."""
    screen.press("g", "g")
    for _ in range(6):
        assert 0 < screen.bytes_for("j", answered=True, quiet_s=0.5) <= CURSOR + PREVIEW
    screen.press("g", "g")
    screen.quiet(0.5)
    before = len(screen.raw)
    for _ in range(12):
        screen.send(b"j")
        screen.pump(0.03)
    screen.quiet(0.5)
    assert 12 < len(screen.raw) - before <= 12 * CURSOR + PREVIEW


@pytest.mark.parametrize(
    ("before", "keys"),
    [
        ("Home", ["PgDn"]),
        ("End", ["PgUp"]),
        ("Home", ["Ctrl-d"]),
        ("Home", ["G"]),
        ("End", ["Home"]),
        ("Home", ["Tab"]),
    ],
)
def test_a_page_costs_a_page(screen: Terminal, before: str, keys: list[str]) -> None:
    screen.press("g", "i", then="[All 300]")
    screen.quiet()  # that stood there before: now the list has been opened again, too
    screen.press(before)
    assert 0 < screen.bytes_for(*keys, answered=True) <= PAGE
    screen.press("g", "i", then="[All 300]")


def test_the_inboxes_and_back_cost_a_page(screen: Terminal) -> None:
    screen.press("g", "i", then="[All 300]")
    assert 0 < screen.bytes_for("h", answered=True) <= PAGE
    assert 0 < screen.bytes_for("l", answered=True) <= PAGE


@pytest.mark.parametrize("key", ["Enter", "?", ":"])
def test_another_screen_costs_a_page(screen: Terminal, key: str) -> None:
    """Drawn once, and once more on the way back."""
    assert 0 < screen.bytes_for(key, answered=True) <= PAGE
    assert 0 < screen.bytes_for("Esc", answered=True) <= PAGE


def test_the_review_beside_a_conversation_costs_its_own_side(screen: Terminal) -> None:
    """The conversation stands beside the form and beside the review: it is not drawn anew in between."""
    screen.press("g", "i", then="[All 300]")
    screen.press("Home")
    screen.press("r", then="Subject")
    screen.until("│ Eight. Number 3")
    screen.press(*"We call.")
    assert 0 < screen.bytes_for("Esc", quiet_s=1.0, answered=True) <= REVIEW
    screen.until("Before it leaves")
    screen.press("q", then="leave this mail")
    screen.press("d", then="[All 300]")


def test_other_colours_cost_every_cell(screen: Terminal) -> None:
    """Nothing that stands there can be kept, which costs an eighth more than a page."""
    for _ in range(2):
        assert 0 < screen.bytes_for("v", "m", answered=True) <= PAGE * 9 // 8


def test_a_pending_key_writes_its_hints_and_takes_them_back(screen: Terminal) -> None:
    assert screen.bytes_for("g", quiet_s=0.8) <= PAGE
    assert screen.bytes_for("Esc") <= PAGE


def test_no_colour_needs_more_than_256(screen: Terminal) -> None:
    """An SSH session without COLORTERM is the normal case."""
    assert b"\x1b[38;2;" not in screen.raw and b";48;2;" not in screen.raw

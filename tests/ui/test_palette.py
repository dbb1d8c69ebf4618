"""What the palette and the command line find first."""

from __future__ import annotations

import pytest

from commune_tui.actions.commands import COMMANDS, LIST, applies
from commune_tui.ui.palette import best


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("close", "thread.close"),
        ("closed", "go.closed"),
        ("snooz", "thread.snooze"),
        ("mine", "go.mine"),
        ("note", "thread.note"),
        ("dark", "app.theme"),
        ("asg", "thread.assign"),
        ("", "thread.close"),
    ],
)
def test_the_first_command_is_the_one_that_was_meant(typed: str, found: str) -> None:
    here = [command for command in COMMANDS if applies(command, LIST)]
    assert best(typed, here)[0].id == found


def test_what_fits_nothing_finds_nothing() -> None:
    assert best("zzzz", COMMANDS) == []

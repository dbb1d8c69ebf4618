"""The editor outside: which one, that no shell reads its words, what it gets, and how it may end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commune_tui.mail import editing
from commune_tui.ui.compose import external_editor
from commune_tui.ui.notifications import MARKS_S, next_mark_s


@pytest.mark.parametrize(
    ("setting", "environment", "words"),
    [
        ("", {}, []),
        ("", {"EDITOR": "nano"}, ["nano"]),
        ("", {"EDITOR": "nano", "VISUAL": "code --wait"}, ["code", "--wait"]),
        ("vim -N", {"EDITOR": "nano"}, ["vim", "-N"]),
        ("inside", {"EDITOR": "nano"}, []),
        ("", {"VISUAL": 'broken "quote', "EDITOR": "nano"}, ["nano"]),
        ("", {"EDITOR": "sh -c 'id; rm x'"}, ["sh", "-c", "id; rm x"]),
    ],
)
def test_the_setting_goes_before_visual_before_editor(
    setting: str, environment: dict[str, str], words: list[str]
) -> None:
    assert editing.words(setting, environment) == words
    assert editing.words(setting, environment, guest=True) == []


async def test_no_shell_reads_the_words_or_the_path(tmp_path: Path) -> None:
    path = tmp_path / "a b; touch evil"
    path.write_text("Hello")
    assert await external_editor.wait(["cp", "--", str(path)], tmp_path / "copy $(id)", no_color=False) == ""
    assert (tmp_path / "copy $(id)").read_text() == "Hello"
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("no_color", [True, False])
async def test_no_color_is_there_for_the_editor_again(tmp_path: Path, no_color: bool) -> None:
    path = tmp_path / "mail.txt"
    script = 'printf %s "${NO_COLOR-none}" > "$0"'
    assert "NO_COLOR" not in os.environ
    assert await external_editor.wait(["sh", "-c", script], path, no_color=no_color) == ""
    assert path.read_text() == ("1" if no_color else "none")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["sh", "-c", "exit 3"], "sh ended with status 3."),
        (["sh", "-c", "kill -9 $$"], "sh was ended by SIGKILL."),
        (["/no/such/editor"], "editor could not be started: No such file or directory."),
    ],
)
async def test_an_end_that_was_not_good_is_told(tmp_path: Path, command: list[str], sentence: str) -> None:
    assert await external_editor.wait(command, tmp_path / "mail.txt", no_color=False) == sentence


def test_the_countdown_is_drawn_at_few_moments() -> None:
    left, drawn = 10.0, 0
    while (wait_s := next_mark_s(left)) is not None:
        left -= wait_s
        drawn += 1
        assert left in MARKS_S
    assert drawn == 4

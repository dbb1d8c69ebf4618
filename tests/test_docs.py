"""Everything that README.md says is true: its commands exist, its keys do what it says, its filters are understood."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from commune_tui import query
from commune_tui.actions.commands import BY_ID, INHERITS
from commune_tui.cli.parser import COMMANDS
from commune_tui.config import Settings, parse
from commune_tui.keys.keymap import build
from tests import manual

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
KEYMAP, _ = build()


def test_the_two_commands_are_there() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.S)
    assert any(block.strip().endswith("commune-tui demo") and "pip install ." in block for block in blocks)
    assert any(block.strip().endswith(".venv/bin/pytest") and "pip install" in block for block in blocks)


def test_every_command_of_the_command_line_that_is_named_exists() -> None:
    named = set(re.findall(r"commune-tui ([a-z]+)", README)) - {"is"}
    assert named <= set(COMMANDS), named - set(COMMANDS)


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert [name for name in pictures if not (ROOT / name).is_file()] == []


def test_every_link_into_the_tree_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert [name for name in links if not (ROOT / name).exists()] == []


def test_every_key_in_the_table_is_bound() -> None:
    table = README.split("## Ten keys")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.M)
    assert len(rows) >= 10
    bound = {" ".join(sequence) for context in INHERITS for sequence in KEYMAP.table(context)}
    keys = [key for row in rows for key in re.findall(r"`([^`]+)`", row)]
    assert [key for key in keys if key not in bound] == []


@pytest.mark.parametrize("line", re.findall(r"`((?:-?[a-z.]+:[^\s`]+ ?)+[^`]*)`", README))
def test_every_filter_is_understood(line: str) -> None:
    query.parse(line)


def test_every_command_of_the_screen_that_is_named_exists() -> None:
    named = re.findall(r"`:([a-z]+\.[a-z_]+)", README)
    assert [name for name in named if name not in BY_ID] == []


def test_every_setting_is_in_the_table_as_it_comes() -> None:
    table = README.split("## Settings")[1].split("\n## ")[0]
    rows = {
        name.strip("[]").partition(".")[0]: value
        for name, value in re.findall(r"^\| `([^`]+)` \| *`?([^`|]*?)`? *\|", table, re.M)
    }
    comes = {item.name: getattr(Settings(), item.name) for item in fields(Settings)}
    assert rows.keys() == comes.keys()
    assert {name: json.dumps(value) for name, value in comes.items() if not isinstance(value, dict)} == {
        name: value for name, value in rows.items() if value.strip()
    }


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", README, re.S))
def test_every_example_of_settings_is_understood(text: str) -> None:
    settings = parse(Path("config.toml"), text)
    assert build(settings.keys_preset, settings.keys)[1] == []


def test_every_variable_of_the_environment_that_is_named_is_read() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "commune_tui").rglob("*.py"))
    assert [name for name in re.findall(r"COMMUNE_[A-Z_]+", README) if f'"{name}"' not in source] == []


def test_every_option_that_is_named_is_known() -> None:
    options = {word for words in manual.words().values() for word in words}
    named = set(re.findall(r"`(?:commune-tui [a-z ]*)?(--[a-z]+)", README))
    assert named and named <= options, named - options

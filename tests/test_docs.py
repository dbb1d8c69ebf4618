"""What README.md and the pages for users say is true: their commands exist, their keys are bound, their filters are
understood."""

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
from commune_tui.start.demo import KEEP_IT
from tests import manual

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_FOR_USERS = {"architecture", "promises", "security", "upstream", "usability"}
PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    if path.stem not in NOT_FOR_USERS
}
ALL = "\n".join(PAGES.values())
FILTERS = PAGES[ROOT / "docs" / "filters.md"]
SETTINGS = PAGES[ROOT / "docs" / "settings.md"]
KEYMAP, _ = build()


def test_a_newcomer_reads_it_in_some_minutes() -> None:
    assert len(README.split()) <= 900


def test_the_demo_ends_with_how_to_install_it_as_it_stands_there() -> None:
    section = README.split("## Install it")[1].split("\n## ")[0]
    commands = re.findall(r"(?:pipx|uv tool) install \.", KEEP_IT)
    assert len(commands) == 2 and all(f"`{command}`" in section for command in commands)


def test_every_page_can_be_found_from_it() -> None:
    linked = set(re.findall(r"\]\(docs/([a-z-]+)\.md", README))
    assert linked >= {path.stem for path in PAGES} - {"README"}


def test_the_two_commands_are_there() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.S)
    assert any(block.strip().endswith("commune-tui demo") and "pip install ." in block for block in blocks)
    assert any(block.strip().endswith(".venv/bin/pytest") and "pip install" in block for block in blocks)


def test_every_command_of_the_command_line_that_is_named_exists() -> None:
    named = set(re.findall(r"`commune-tui ([a-z]+)", ALL))
    assert named and named <= set(COMMANDS), named - set(COMMANDS)


def test_every_picture_is_there() -> None:
    pictures = [(page, name) for page, text in PAGES.items() for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)]
    assert pictures
    assert [name for page, name in pictures if not (page.parent / name).is_file()] == []


def test_every_link_into_the_tree_is_there() -> None:
    links = [
        (page, *link.partition("#")[::2])
        for page, text in PAGES.items()
        for link in re.findall(r"\]\(([^)]+)\)", text)
        if "://" not in link
    ]
    assert [name for page, name, _ in links if not (page.parent / name).exists()] == []
    heads = {page: {headed(line) for line in text.splitlines() if line.startswith("#")} for page, text in PAGES.items()}
    found = [((page.parent / name).resolve() if name else page, anchor) for page, name, anchor in links if anchor]
    assert [anchor for page, anchor in found if anchor not in heads[page]] == []


def headed(line: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")


def test_every_key_in_the_table_is_bound() -> None:
    table = README.split("## Ten keys")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.M)
    assert len(rows) >= 10
    bound = {" ".join(sequence) for context in INHERITS for sequence in KEYMAP.table(context)}
    keys = [key for row in rows for key in re.findall(r"`([^`]+)`", row)]
    assert [key for key in keys if key not in bound] == []


@pytest.mark.parametrize("line", re.findall(r"`((?:-?[a-z.]+:[^\s`]+ ?)+[^`]*)`", README + FILTERS))
def test_every_filter_is_understood(line: str) -> None:
    query.parse(line)


def test_every_command_of_the_screen_that_is_named_exists() -> None:
    named = re.findall(r"`:([a-z]+\.[a-z_]+)", ALL)
    assert [name for name in named if name not in BY_ID] == []


def test_every_setting_is_in_the_table_as_it_comes() -> None:
    table = SETTINGS.split("\n## ")[0]
    rows = {
        name.strip("[]").partition(".")[0]: value
        for name, value in re.findall(r"^\| `([^`]+)` \| *`?([^`|]*?)`? *\|", table, re.M)
    }
    comes = {item.name: getattr(Settings(), item.name) for item in fields(Settings)}
    assert rows.keys() == comes.keys()
    assert {name: json.dumps(value) for name, value in comes.items() if not isinstance(value, dict)} == {
        name: value for name, value in rows.items() if value.strip()
    }


@pytest.mark.parametrize("text", re.findall(r"```toml\n(.*?)```", ALL, re.S))
def test_every_example_of_settings_is_understood(text: str) -> None:
    settings = parse(Path("config.toml"), text)
    assert build(settings.keys_preset, settings.keys)[1] == []


def test_every_variable_of_the_environment_that_is_named_is_read() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "commune_tui").rglob("*.py"))
    assert [name for name in re.findall(r"COMMUNE_[A-Z_]*[A-Z]", ALL) if f'"{name}"' not in source] == []


def test_every_option_that_is_named_is_known() -> None:
    options = {word for words in manual.words().values() for word in words}
    named = set(re.findall(r"`(?:commune-tui [a-z ]*)?(--[a-z][a-z-]*[a-z])", ALL))
    assert named and named <= options, named - options

"""The page of endpoints is made from what the program has; each of the 44 has a command, and a test that plays it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from commune_tui.actions.commands import COMMANDS
from tests import endpoints

ROOT = Path(__file__).parents[1]


def test_the_page_is_what_the_program_has() -> None:
    assert endpoints.PAGE.read_text("utf-8") == endpoints.page(), "python -m tests.endpoints writes it anew"


def test_each_of_them_has_a_command_or_is_named_as_lacking_one() -> None:
    published = endpoints.published()
    assert len(published) == len(set(published)) == 44
    said = [*endpoints.COMMAND, *endpoints.BY_ANOTHER, *endpoints.NOT_YET]
    assert sorted(said) == sorted(published)
    assert set(endpoints.BY_ANOTHER.values()) <= set(endpoints.COMMAND)
    assert endpoints.NOT_YET == ()
    known = {command.id for command in COMMANDS} | {endpoints.START}
    assert {command for command, _ in endpoints.COMMAND.values()} <= known


@pytest.mark.parametrize("name", sorted({test for _, test in endpoints.COMMAND.values()}))
def test_what_plays_it_exists(name: str) -> None:
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert function.startswith("test_") and function in names

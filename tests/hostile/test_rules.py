"""The table of rules and their tests (in the docstring of :mod:`tests.hostile`) names tests that there are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tests.hostile

TESTS = Path(__file__).parent.parent
RULES = [f"T{number}" for number in (*range(1, 8), 14, 15, *range(17, 24), 32)]


def table() -> dict[str, list[str]]:
    """Names of tests by rule."""
    found: dict[str, list[str]] = {}
    for line in (tests.hostile.__doc__ or "").splitlines():
        if line.startswith("T"):
            found[line.split()[0]] = []
        elif "::" in line:
            found[next(reversed(found))].append(line.strip())
    return found


def test_every_rule_has_its_tests() -> None:
    assert set(RULES) <= set(table())
    assert all(table().values())


@pytest.mark.parametrize(("rule", "name"), [(rule, name) for rule, names in table().items() for name in names])
def test_a_named_test_is_there(rule: str, name: str) -> None:
    file, _, wanted = name.partition("::")
    tree = ast.parse((TESTS / file).read_text())
    defined = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    assert wanted in defined, f"{rule}: {file} has no {wanted}"

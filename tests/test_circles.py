"""No file needs, by whatever way, a file that needs it: imports inside functions and those for types count too.

Whoever reads a file of a circle has to know all of it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import commune_tui

ROOT = Path(commune_tui.__file__).parent
ONE_THING = (
    {"body.html", "body.generated", "body.raised", "body.replaced", "body.structure", "body.tables"},
    {"mail.sync.resources.inbox_threads", "mail.sync.resources.messages"},
    {"sandbox.operation", "sandbox.state"},
)
"""Files that are one thing in several: the walk over a page, an inbox's threads and mails, which stand in for one
another, a call and the state that it works on."""


def files(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the package in this folder by its name within it."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(name: str, path: Path, nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str, str]]:
    """What a module imports, wherever in it: the module, the name in it (none for a whole one), what it is called."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((each.name.removeprefix("commune_tui."), "", each.asname or each.name) for each in node.names)
        if isinstance(node, ast.ImportFrom):
            package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [(node.module or "").removeprefix("commune_tui")])]).strip(".")
            yield from ((module, each.name, each.asname or each.name) for each in node.names)


def needs(name: str, path: Path, nodes: Iterable[ast.AST], known: Collection[str]) -> set[str]:
    """The modules that a module imports, wherever in it."""
    found = set()
    for module, each, _ in imported(name, path, nodes):
        inner = f"{module}.{each}".strip(".")
        found.add(inner if inner in known else module)
    return (found & set(known)) - {name, ""}


def circles(graph: Mapping[str, set[str]]) -> Iterator[set[str]]:
    """The sets of nodes, of two and more, each of which leads to all the others."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            for node in graph[ahead.pop()] - seen:
                seen.add(node)
                ahead.append(node)
        return seen

    all_reached = {node: reached(node) for node in graph}
    left = {node for node in graph if node in all_reached[node]}
    while left:
        node = min(left)
        circle = {other for other in all_reached[node] if node in all_reached[other]}
        left -= circle
        yield circle


def test_the_search_finds_a_circle() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str](), "e": {"a"}}
    assert list(circles(graph)) == [{"a", "b", "c"}]


def test_no_files_need_each_other() -> None:
    known = files()
    assert len(known) > 300
    nodes = {name: ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name, path in known.items()}
    found = list(circles({name: needs(name, path, nodes[name], known) for name, path in known.items()}))
    assert [sorted(circle) for circle in found if circle not in ONE_THING] == []
    assert len(found) == len(ONE_THING)

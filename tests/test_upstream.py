"""docs/upstream.md names each private name of a library that the program uses or replaces, and no other."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "commune_tui"
PRIVATE = re.compile(r"_[A-Za-z]\w*")
PROMISED = {"_asdict", "_replace", "_fields", "_make"}  # of named tuples: public in spite of their underscore
BY_TEXT = {"getattr", "setattr", "hasattr", "delattr"}
IMPORTS = re.compile(r"^\s*(?:from|import) (\w+)", re.M)


def test_each_use_has_its_line_and_each_line_its_use() -> None:
    paper = (ROOT / "docs" / "upstream.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[^|]+) \|", paper, re.M)
    lines = [name.rpartition(".")[2] for cell in cells for name in re.findall(r"`([\w.]+)`", cell)]
    found = {name.rpartition(".")[2] for path in PROGRAM.rglob("*.py") for name in used(path)}
    assert sorted(found - set(lines)) == [], "used, and not in docs/upstream.md"
    assert sorted(set(lines) - found) == [], "in docs/upstream.md, and not used"
    assert len(lines) == len(set(lines))


def test_private_names_are_used_next_to_the_terminal_only() -> None:
    found = {path.relative_to(PROGRAM).parent.as_posix() for path in PROGRAM.rglob("*.py") if any(used(path))}
    assert found == {"ui/terminal"}


def used(path: Path) -> Iterator[str]:
    """What a file imports, reaches, overrides or replaces of a library that did not promise it."""
    text = path.read_text(encoding="utf-8")
    if not any(map(is_foreign, IMPORTS.findall(text))) and "commune_tui.ui" not in text:
        return
    tree = ast.parse(text)
    imported, own = names(tree)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    inside = {id(node) for body in classes for node in ast.walk(body)}
    own |= {
        node.attr for body in classes for node in ast.walk(body) if isinstance(node, ast.Attribute) and is_own(node)
    }
    foreign = {name for name, target in imported.items() if is_foreign(target)}
    yield from (imported[name] for name in foreign if any(map(is_private, imported[name].split("."))))
    for body in classes:
        yield from inherited(path, body)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            root = root_of(node)
            if isinstance(node.ctx, ast.Store) and root in foreign:
                yield node.attr
            elif is_private(node.attr) and not (node.attr in own or (is_own(node) and id(node) in inside)):
                yield from [node.attr] if root in foreign or root not in imported else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BY_TEXT:
            yield from (
                str(said.value) for said in node.args if isinstance(said, ast.Constant) and is_private(said.value)
            )


def names(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    """What a file imports, by the name that it has there, and the names that the file itself makes."""
    imported: dict[str, str] = {}
    own: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            imported |= {(alias.asname or alias.name).partition(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            own.add(node.name)
        elif isinstance(node, ast.Name):
            own.add(node.id)
    return imported, own


def root_of(node: ast.expr) -> str:
    """The name with which an expression begins: ``self`` of ``self.app.screen``, ``super`` of ``super().x``."""
    while not isinstance(node, ast.Name):
        inner = getattr(node, "value", None) or getattr(node, "func", None)
        if not isinstance(inner, ast.expr):
            return ""
        node = inner
    return node.id


def is_own(node: ast.Attribute) -> bool:
    """Whether it is an attribute of ``self`` or of ``super()``."""
    return isinstance(node.value, ast.Name | ast.Call) and root_of(node) in ("self", "super")


def inherited(path: Path, body: ast.ClassDef) -> Iterator[str]:
    """Private names of a library's classes that a class of ours overrides, or reaches in itself."""
    if not body.bases:
        return
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    theirs = {name for base in getattr(module, body.name).__mro__[1:] for name in privates(base)}
    for node in ast.walk(body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in theirs:
            yield node.name
        elif isinstance(node, ast.Attribute) and node.attr in theirs and is_own(node):
            yield node.attr


@cache
def privates(base: type) -> frozenset[str]:
    """Of a class of a library: what it calls private, on the class or on itself."""
    if not is_foreign(base.__module__):
        return frozenset()
    try:
        text = Path(inspect.getfile(base)).read_text(encoding="utf-8")
    except (OSError, TypeError, UnicodeDecodeError):  # written in another language
        text = ""
    return frozenset(filter(is_private, {*vars(base), *re.findall(r"self\.(_\w+)", text)}))


def is_foreign(module: str) -> bool:
    return module.partition(".")[0] not in {"commune_tui", *sys.stdlib_module_names}


def is_private(name: object) -> bool:
    return isinstance(name, str) and PRIVATE.fullmatch(name) is not None and name not in PROMISED

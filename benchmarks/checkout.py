"""A checkout as its source says it is: modules, classes with what they inherit, functions. Nothing of it is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests import test_circles

Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[str, str]
"""A module and a name in it."""


@dataclass(frozen=True)
class Checkout:
    """The package in the folder ``root``; modules are called by their names within it."""

    root: Path

    @property
    def package(self) -> Path:
        return self.root / "commune_tui"

    @cached_property
    def files(self) -> dict[str, Path]:
        return test_circles.files(self.package)

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        return {name: path.read_text(encoding="utf-8").splitlines() for name, path in self.files.items()}

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        return {name: ast.parse("\n".join(lines)) for name, lines in self.lines.items()}

    @cached_property
    def nodes(self) -> dict[str, list[ast.AST]]:
        """Every node of each tree; walking is what takes time."""
        return {name: list(ast.walk(tree)) for name, tree in self.trees.items()}

    @cached_property
    def imports(self) -> dict[str, dict[str, Place]]:
        """What each name that a module imports means."""
        return {
            name: {
                called: (module, each) for module, each, called in test_circles.imported(name, self.files[name], nodes)
            }
            for name, nodes in self.nodes.items()
        }

    @cached_property
    def circles(self) -> list[set[str]]:
        needs = {
            name: test_circles.needs(name, self.files[name], nodes, self.files) for name, nodes in self.nodes.items()
        }
        return list(test_circles.circles(needs))

    @cached_property
    def classes(self) -> dict[Place, ast.ClassDef]:
        return {
            (name, node.name): node
            for name, nodes in self.nodes.items()
            for node in nodes
            if isinstance(node, ast.ClassDef)
        }

    @cached_property
    def functions(self) -> dict[Place, Function]:
        """Those that stand in no class."""
        return {
            (name, node.name): node
            for name, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, Function)
        }

    def meant(self, module: str, name: str) -> Place:
        """Where a name of a module is defined, through all that only hands it on."""
        seen = set()
        while (module, name) not in seen and name in self.imports.get(module, {}):
            seen.add((module, name))
            inner, each = self.imports[module][name]
            module, name = (inner, each) if each else (inner, name)
        return module, name

    def bases(self, place: Place) -> list[Place]:
        """The own classes that a class names as its bases."""
        named = []
        for base in self.classes[place].bases:
            while isinstance(base, ast.Subscript):
                base = base.value
            if isinstance(base, ast.Attribute) and isinstance(base.value, ast.Name):
                module, name = self.meant(place[0], base.value.id)
                named.append((f"{module}.{name}" if f"{module}.{name}" in self.files else module, base.attr))
            elif isinstance(base, ast.Name):
                named.append(self.meant(place[0], base.id))
        return [each for each in named if each in self.classes and each != place]

    def family(self, place: Place) -> list[Place]:
        """A class and all own classes above it."""
        found = [place]
        for each in found:
            found += [base for base in self.bases(each) if base not in found]
        return found

    @cached_property
    def parts(self) -> dict[Place, dict[str, Place]]:
        """The own classes of what the attributes of each class hold, where a type says it: one of a parameter that is
        kept, of a property, of an annotation, or of what is made there.
        """
        return {place: dict(self._parts_of(place[0], node)) for place, node in self.classes.items()}

    def _parts_of(self, module: str, node: ast.ClassDef) -> Iterator[tuple[str, Place]]:
        def of(what: ast.expr | None) -> Place | None:
            return (
                found if isinstance(what, ast.Name) and (found := self.meant(module, what.id)) in self.classes else None
            )

        for each in node.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and (held := of(each.annotation)):
                yield each.target.id, held
            if not isinstance(each, Function):
                continue
            if held := of(each.returns):
                yield each.name, held
            given = {given.arg: given.annotation for given in (*each.args.args, *each.args.kwonlyargs)}
            for name, value in _kept(each):
                made = value.func if isinstance(value, ast.Call) else value
                if held := of(given.get(made.id, made) if isinstance(made, ast.Name) else None):
                    yield name, held

    def depth(self, place: Place) -> int:
        """Own classes from the highest down to this one, itself too: 1 where it inherits none."""
        return 1 + max(map(self.depth, self.bases(place)), default=0)

    def names(self, place: Place) -> set[str]:
        """The names that a class and the own classes above it define: methods, attributes of class and ``self``."""
        return {name for each in self.family(place) for name in _defined(self.classes[each])}


def _kept(function: Function) -> Iterator[tuple[str, ast.expr]]:
    """What a method puts into attributes of ``self``."""
    for each in ast.walk(function):
        if isinstance(each, ast.Assign) and len(each.targets) == 1:
            target, value = each.targets[0], each.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=False))
            else:
                pairs = [(target, value)]
            for name, put in pairs:
                if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name) and name.value.id == "self":
                    yield name.attr, put


def _defined(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        if isinstance(each, Function):
            yield each.name
            for inner in ast.walk(each):
                if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
                    yield from [inner.attr] if isinstance(inner.value, ast.Name) and inner.value.id == "self" else []
        elif isinstance(each, ast.Assign):
            yield from (
                inner.id for inner in ast.walk(each) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
            )
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id

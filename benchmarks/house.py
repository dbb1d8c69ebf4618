"""How the program is built, in figures: of one checkout, or of several beside each other.

    python -m benchmarks.house [ROOT …] [--changed FROM..TO] [--json]

A ROOT is the folder of a checkout; ``git worktree add ../before COMMIT`` makes one of an old commit. What is counted:

- lines: of Python, of each package. Long files have more than 250.
- deep: own classes one above the other, down to and with the class; what libraries define is not counted.
- ancestors: own classes that a class is put together from, itself too, however they stand above one another.
- names: methods and attributes, of the class or of ``self``, of a class and the own classes above it.
- circles: files each of which leads to all others of them by imports, those in functions and for types too.
- decided twice: commands that are answered by a method in two or three fronts (``ui``, ``linear``, ``cli``), at least
  two of which use nothing of ``actions`` but the table of commands: neither the method, nor what it calls of its own
  class and of the parts that this holds under a type, nor the functions of its own front that these call.
- keys in sentences: texts of the code in which ``tests/test_wording.py`` finds a key.
- duplicate runs: eight or more lines in a row that stand somewhere else too. Blanks at both ends of a line do not
  count; empty lines, comments, docstrings and imports are left out. A run of three places is two.
- before the first frame: modules that a clean interpreter has after it imported the app, the main screen and what shows
  them, own ones and all.
- changed: files of the program that differ between two commits of the last ROOT, with those that came or went.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.checkout import Checkout, Function, Place
from tests import test_wording
from tests.test_imports import loaded_by

LONG, RUN, SHORT_RUN, NAMED = 250, 8, 5, 5
FRONTS = ("ui", "linear", "cli")
TABLES = ("commands.py", "keymap.py", "key_names.py")
"""Files that hold keys because they are about keys."""


def packages(checkout: Checkout) -> dict[str, int]:
    """Lines of each package; those of files beside the packages are under a dot."""
    counted = Counter[str]()
    for name, lines in checkout.lines.items():
        inside = checkout.files[name].relative_to(checkout.package).parts
        counted[inside[0] if len(inside) > 1 else "."] += len(lines)
    return dict(sorted(counted.items()))


def largest(counts: dict[Any, int], least: int = 0) -> list[str]:
    """The largest of what was counted, each with its number."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:NAMED]
    return [f"{count} {'.'.join(key) if isinstance(key, tuple) else key}" for key, count in ordered if count > least]


def commands(checkout: Checkout) -> set[str]:
    """The ids of all commands: the table of them is asked, since some are made by number."""
    module = next(name for name in sorted(checkout.files) if name.split(".")[-1] == "commands")
    code = f"{found_in(checkout)}; from commune_tui.{module} import COMMANDS; print(*[each.id for each in COMMANDS])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return set(done.stdout.split())


def found_in(checkout: Checkout) -> str:
    """A statement after which Python imports the program of this checkout."""
    return f"import sys; sys.path.insert(0, {str(checkout.root.absolute())!r})"


def twice(checkout: Checkout) -> list[str]:
    """The commands that are decided in more than one front."""
    deciding: dict[str, set[str]] = defaultdict(set)
    for place, node in checkout.classes.items():
        front = place[0].split(".")[0]
        if front in FRONTS:
            for name, method in answering(node):
                if name.startswith("do_") and not acts(checkout, place, method):
                    deciding[name].add(front)
    return sorted(id_ for id_ in commands(checkout) if len(deciding[f"do_{id_.replace('.', '_')}"]) > 1)


def answering(node: ast.ClassDef) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The methods of a class by all their names: ``do_a = partialmethod(_do, 1)`` names one too."""
    methods = {each.name: each for each in node.body if isinstance(each, Function)}
    yield from methods.items()
    for each in node.body:
        if isinstance(each, ast.Assign):
            value = each.value.args[0] if isinstance(each.value, ast.Call) and each.value.args else each.value
            if isinstance(value, ast.Name) and value.id in methods:
                yield from ((name.id, methods[value.id]) for name in each.targets if isinstance(name, ast.Name))


def acts(checkout: Checkout, place: Place, method: Function) -> bool:
    """Whether a method comes to something of ``actions``: by itself, or by what it calls."""
    ahead: list[tuple[Place, Function]] = [(place, method)]
    seen = {id(method)}
    for at, function in ahead:
        for node in ast.walk(function):
            called: list[tuple[Place, Function]] = []
            if isinstance(node, ast.Attribute):
                owners = owned(checkout, at, node.value)
                if any(of_actions(*owner) for owner in owners):
                    return True
                called = [(owner, found) for owner in owners if (found := methods(checkout, owner).get(node.attr))]
            elif isinstance(node, ast.Name):
                meant = checkout.meant(at[0], node.id)
                if of_actions(*meant):
                    return True
                if meant[0].split(".")[0] == place[0].split(".")[0] and meant in checkout.functions:
                    called = [(meant, checkout.functions[meant])]
            ahead += [each for each in called if id(each[1]) not in seen]
            seen.update(id(each) for _, each in called)
    return False


def of_actions(module: str, name: str) -> bool:
    """Whether this stands in ``actions``, and is not the table of commands."""
    table = "actions.commands"
    return module.startswith("actions") and table not in (module, f"{module}.{name}")


def methods(checkout: Checkout, place: Place) -> dict[str, Function]:
    """The methods of a class and of the own classes above it."""
    family = reversed(checkout.family(place)) if place in checkout.classes else ()
    return {each.name: each for above in family for each in checkout.classes[above].body if isinstance(each, Function)}


def owned(checkout: Checkout, at: Place, node: ast.expr) -> list[Place]:
    """The own classes that a value in a method of a class may have, as far as attributes of ``self`` say it."""
    if isinstance(node, ast.Name):
        return [at] if node.id == "self" and at in checkout.classes else []
    if isinstance(node, ast.IfExp):
        return [*owned(checkout, at, node.body), *owned(checkout, at, node.orelse)]
    if isinstance(node, ast.Attribute):
        above = [each for owner in owned(checkout, at, node.value) for each in checkout.family(owner)]
        return [checkout.parts[each][node.attr] for each in above if node.attr in checkout.parts[each]]
    return []


def sentences(checkout: Checkout) -> list[str]:
    """Where a text names a key, and the text."""
    return [
        f"{place} {text.strip()!r}"
        for place, text in test_wording.literals(checkout.package)
        if test_wording.holds_key(text) and not place.partition(":")[0].endswith(TABLES)
    ]


def read(lines: Sequence[str], nodes: Sequence[ast.AST]) -> list[tuple[int, str]]:
    """The lines that may be equal to others, with their numbers."""
    left_out = set[int]()
    for node in nodes:
        told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if told or isinstance(node, (ast.Import, ast.ImportFrom)):
            left_out |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))  # type: ignore[attr-defined]
    numbered = ((number, line.strip()) for number, line in enumerate(lines, 1) if number not in left_out)
    return [(number, line) for number, line in numbered if line and not line.startswith("#")]


def duplicates(checkout: Checkout, run: int) -> list[str]:
    """Each run that stands somewhere else too: how many lines, where it stands first and where again."""
    kept = {name: read(lines, checkout.nodes[name]) for name, lines in checkout.lines.items()}
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    found = []
    for name, lines in kept.items():
        at = 0
        while at + run <= len(lines):
            window = tuple(line for _, line in lines[at : at + run])
            other, start = first.setdefault(window, (name, at))
            if other == name and at - start < run:
                at += 1
                continue
            length = run
            while [line for _, line in lines[at + length : at + length + 1]] == [
                line for _, line in kept[other][start + length : start + length + 1]
            ] != [] and not (other == name and start + length >= at):
                length += 1
            found.append(f"{length} {other}:{kept[other][start][0]} {name}:{lines[at][0]}")
            at += length
    return sorted(found, key=lambda each: -int(each.split()[0]))


def before_the_first_frame(checkout: Checkout) -> tuple[int, int]:
    """Modules that are loaded by then: own ones, and all."""
    shown = {*checkout.classes, *checkout.functions}
    wanted = ("CommuneApp", "MainScreen", "launch")
    needed = sorted(module for module, name in shown if name in wanted and module.startswith("ui"))
    imports = "".join(f"import commune_tui.{module}\n" for module in needed)
    loaded = loaded_by(f"{found_in(checkout)}\n{imports}")
    return sum(name.startswith("commune_tui") for name in loaded), len(loaded)


def figures(checkout: Checkout) -> dict[str, Any]:
    """Every figure by its name; a list is counted, and holds what it counts."""
    lines = {name: len(each) for name, each in checkout.lines.items()}
    classes = checkout.classes
    depth = {place: checkout.depth(place) for place in classes}
    names = {place: len(checkout.names(place)) for place in classes}
    ours, every = before_the_first_frame(checkout)
    return {
        "lines": sum(lines.values()),
        **{f"lines of {package}": count for package, count in packages(checkout).items()},
        "files": len(lines),
        "median file": median(lines.values()),
        "long files": [f"{count} {name}" for name, count in sorted(lines.items(), key=lambda x: -x[1]) if count > LONG],
        "largest files": largest(lines),
        "deeper than 2": [".".join(place) for place, count in depth.items() if count > 2],
        "… no errors": [
            ".".join(place) for place, count in depth.items() if count > 2 and not place[0].endswith("errors")
        ],
        "deepest": largest(depth, 2),
        "most ancestors": largest({place: len(checkout.family(place)) for place in classes}, 2),
        "over 40 names": [".".join(place) for place, count in names.items() if count > 40],
        "most names": largest(names),
        "circles": [f"{len(circle)} {' '.join(sorted(circle))}" for circle in checkout.circles],
        "files in circles": sum(map(len, checkout.circles)),
        "commands": len(commands(checkout)),
        "decided twice": twice(checkout),
        "keys in sentences": sentences(checkout),
        "duplicate runs": duplicates(checkout, RUN),
        f"… of {SHORT_RUN} lines": duplicates(checkout, SHORT_RUN),
        "before the first frame": ours,
        "… of all libraries": every,
    }


def changed(root: Path, commits: str) -> list[str]:
    """Files of the program that differ between two commits."""
    words = ["git", "-C", str(root), "diff", "--name-only", "--no-renames", commits, "--", "commune_tui"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603


def table(told: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A line for each figure, with one column for each checkout; below, what the last one's lists hold."""
    every = list(dict.fromkeys(name for each in told for name in each))
    of_package = sorted(name for name in every if name.startswith("lines of"))
    for name in dict.fromkeys([*every[:1], *of_package, *every]):
        values = [each.get(name, 0) for each in told]
        if name.startswith(("largest", "deepest", "most")):
            for row in range(NAMED):
                cells = [value[row] if value and row < len(value) else "" for value in values]
                if any(cells):
                    yield f"{'' if row else name:24}" + "".join(f"  {cell:36}" for cell in cells).rstrip()
        else:
            cells = [str(len(value) if isinstance(value, list) else value) for value in values]
            yield f"{name:24}" + "".join(f"  {cell:36}" for cell in cells).rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("roots", type=Path, nargs="*", default=[Path()], metavar="ROOT")
    parser.add_argument("--changed", metavar="FROM..TO", default="")
    parser.add_argument("--json", action="store_true", help="with what was counted, not only how much")
    arguments = parser.parse_args()
    told = [figures(Checkout(root)) for root in arguments.roots]
    if arguments.changed:
        told[-1]["changed"] = changed(arguments.roots[-1], arguments.changed)
    print(json.dumps(told, indent=1) if arguments.json else "\n".join(table(told)))


if __name__ == "__main__":
    main()

"""A reader of source code: finds text that reaches a Textual widget as a string instead of as built content.

``findings(source)`` gives ``line: what`` for every place. What it knows as built: ``Content.assemble/styled`` and
``Content(…)``, functions of a module called ``content``, and names bound to one of those nearby.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

#: Widgets and options of Textual that read their first argument (or these keywords) as markup or pass it on raw.
WIDGETS = {
    *("Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Tab", "TabPane", "Link", "Collapsible"),
    *(
        "Placeholder",
        "Select",
        "SelectionList",
        "OptionList",
        "Selection",
        "Tabs",
        "Tree",
    ),
    *("Tooltip", "Digits", "Header", "Input", "Pretty", "DiscoveryHit", "Hit", "Log", "RichLog", "MaskedInput"),
}
TEXT_KEYWORDS = {"label", "title", "tooltip", "prompt", "placeholder", "content", "renderable", "text", "match_display"}
TEXT_ATTRIBUTES = {
    "title",
    "sub_title",
    "tooltip",
    "border_title",
    "border_subtitle",
    "placeholder",
    "label",
    "content",
}
TEXT_METHODS = {
    *(
        "update",
        "notify",
        "add_row",
        "add_rows",
        "add_column",
        "add_columns",
        "add_option",
        "add_options",
        "write_line",
    ),
    *("set_options", "add_leaf", "set_label", "update_cell", "update_cell_at", "write", "write_lines", "add_tab"),
}
OWN_OBJECTS = {"self._driver", "self._shadow", "os", "sys", "file", "out", "stream"}
BUILDERS = {"line", "block", "lines", "join", "column", "short", "key_hints"}
FORBIDDEN_IMPORTS = {"escape", "render", "Markup", "from_markup"}
FORBIDDEN_MODULES = {"rich.markup", "textual.markup"}


def findings(source: str) -> list[str]:
    """Every place in a module where text could be read as markup or get to a widget unbuilt, as ``line: what``."""
    tree = ast.parse(source)
    built = {name for node in ast.walk(tree) for name in _bindings(node)}
    return [f"{line}: {what}" for node in ast.walk(tree) for line, what in _judge(node, built)]


def _bindings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assign) and _is_built(node.value, set()):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name) and node.annotation.id == "Content":
        yield node.arg


def _judge(node: ast.AST, built: set[str]) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.ImportFrom) and (
        node.module in FORBIDDEN_MODULES or any(name.name in FORBIDDEN_IMPORTS - {"render"} for name in node.names)
    ):
        yield node.lineno, f"imports from {node.module}: escaping markup is no defence"
    if isinstance(node, ast.Import) and any(name.name in FORBIDDEN_MODULES for name in node.names):
        yield node.lineno, "imports a markup module"
    if isinstance(node, ast.Call):
        yield from _judge_call(node, built)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr in TEXT_ATTRIBUTES and not _fine(node.value, built):
                yield node.lineno, f".{target.attr} = unbuilt text"


def _judge_call(node: ast.Call, built: set[str]) -> Iterator[tuple[int, str]]:
    name = _name(node.func)
    if name == "from_markup":
        yield from _judge_markup(node)
    elif name == "notify":
        markup = next((word.value for word in node.keywords if word.arg == "markup"), None)
        if not (isinstance(markup, ast.Constant) and markup.value is False):
            yield node.lineno, "notify without markup=False"
    elif name in ("Markdown", "MarkdownViewer"):
        yield node.lineno, f"{name}( makes links and images of text, whatever was cleaned before"
    elif name in WIDGETS and isinstance(node.func, ast.Name):
        first = node.args[:2] if name.endswith("Hit") else node.args[:1]
        texts = [*first, *(word.value for word in node.keywords if word.arg in TEXT_KEYWORDS)]
        if any(not _fine(text, built) for text in texts):
            yield node.lineno, f"{name}( with unbuilt text"
    elif name in TEXT_METHODS and isinstance(node.func, ast.Attribute) and _of_a_widget(node):
        if any(not _fine(text, built) for text in node.args):
            yield node.lineno, f".{name}( with unbuilt text"
    elif name == "Text" and isinstance(node.func, ast.Name):
        yield node.lineno, "rich Text: build Content instead"
    if any(word.arg == "markup" and not _is_false(word.value) for word in node.keywords):
        yield node.lineno, "markup switched on"


def _judge_markup(node: ast.Call) -> Iterator[tuple[int, str]]:
    template = node.args[0] if node.args else None
    if not (isinstance(template, ast.Constant) and isinstance(template.value, str)):
        yield node.lineno, "from_markup of something that is no fixed text"
    elif node.keywords and "$" not in template.value:
        yield node.lineno, "from_markup with values but no $ for them"


def _of_a_widget(node: ast.Call) -> bool:
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr in ("update", "write") and _is_data(node):
        return False
    return ast.unparse(node.func.value) not in OWN_OBJECTS


def _is_data(node: ast.Call) -> bool:
    """``update`` of a dict or a set, ``write`` of bytes: their arguments say so."""
    return not node.args or (isinstance(node.args[0], (ast.Dict, ast.Set, ast.DictComp, ast.SetComp, ast.Call)) and (
        _name(getattr(node.args[0], "func", node.args[0])) not in {"str", "format", "repr", "f"}
    ) and not _is_built(node.args[0], set()))  # fmt: skip


def _fine(value: ast.AST | None, built: set[str]) -> bool:
    if isinstance(value, ast.Constant):
        return not isinstance(value.value, str) or "[" not in value.value
    if isinstance(value, (ast.List, ast.Tuple)):
        return all(_fine(element, built) for element in value.elts)
    if isinstance(value, ast.Starred):
        return _fine(value.value, built)
    if isinstance(value, (ast.ListComp, ast.GeneratorExp)):
        return _fine(value.elt, built)
    if isinstance(value, ast.IfExp):
        return _fine(value.body, built) and _fine(value.orelse, built)
    return value is None or _is_built(value, built)


def _is_built(value: ast.AST, built: set[str]) -> bool:
    if isinstance(value, ast.Name):
        return value.id in built
    if not isinstance(value, ast.Call):
        return False
    name = _name(value.func)
    of = ast.unparse(value.func.value) if isinstance(value.func, ast.Attribute) else ""
    if name in BUILDERS and of in ("", "content"):
        return True
    if of == "Content" and name in ("assemble", "styled", "from_markup"):
        return True
    return name in ("Content", "Option", "Selection", "Tab", *WIDGETS)


def _is_false(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _name(function: ast.AST) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )

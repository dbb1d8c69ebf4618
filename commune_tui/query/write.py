"""From a query to text that parses to the same query."""

from __future__ import annotations

from typing import Final

from commune_tui.query.fields import field_of
from commune_tui.query.parse import KEYWORDS
from commune_tui.query.tree import And, Node, Not, Or, Query, Sort, Term, Words

_SPECIAL: Final = frozenset('()"\\')


def write(query: Query) -> str:
    """The text of ``query``: ``parse(write(query)) == query``."""
    parts = [] if query.node is None else [write_node(query.node)]
    if query.sort != Sort():
        parts.append(f"sort:{'-' if query.sort.reverse else ''}{escaped(query.sort.key)}")
    if parts and isinstance(query.node, Or) and len(parts) == 2:
        parts[0] = f"({parts[0]})"
    return " ".join(parts)


def write_node(node: Node) -> str:
    """The text of one part."""
    if isinstance(node, Or):
        return " or ".join(_group(part) if isinstance(part, Or) else write_node(part) for part in node.parts)
    if isinstance(node, And):
        return " ".join(_group(part) if isinstance(part, And | Or) else write_node(part) for part in node.parts)
    if isinstance(node, Not):
        return f"-{_group(node.inner) if isinstance(node.inner, And | Or | Not) else write_node(node.inner)}"
    return _words(node) if isinstance(node, Words) else _term(node)


def _group(node: Node) -> str:
    return f"({write_node(node)})"


def _words(node: Words) -> str:
    if node.exact:
        return _quote(node.text)
    text = escaped(node.text, ":")
    if node.text.lower() in KEYWORDS or node.text[:1] in ("-", "|"):
        return f"\\{text}"
    return text


def _term(node: Term) -> str:
    field = field_of(node.field)
    name = escaped(node.field, ":")
    if field is not None and field.kind in ("text", "value"):
        return f"{name}:{_quote(node.values[0]) if node.exact else escaped(node.values[0])}"
    choices = field.choices if field is not None else ()
    return f"{name}:{','.join(_value(value, choices) for value in node.values)}"


def _value(value: str, choices: tuple[str, ...]) -> str:
    special = value not in choices and value.lower() in choices  # a name that only looks like a choice
    return _quote(value) if special or any(c.isspace() for c in value) else escaped(value, ",")


def _quote(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def escaped(text: str, also: str = "") -> str:
    """Text as one piece of a query, that stops at none of ``also``."""
    return "".join(f"\\{c}" if c in _SPECIAL or c in also or c.isspace() else c for c in text)

"""How the tree of domains reads, and what is shown of the row under the cursor. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions import domains
from commune_tui.actions.domains import Node
from commune_tui.actions.speech import capital
from commune_tui.mail.administration.inbox import ACTIVE
from commune_tui.store.rows import line
from commune_tui.text import cut, one_line, pad, wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.table import Row

Line = list[Fragment]
_STATUS = 11
_HOOK_FROM = 90
_LEAST_NAME, _TALLY = 18, 16


def _name(width: int) -> int:
    """The cells for a name: all names end where the facts of the row begin."""
    return max(_LEAST_NAME, min(max(34, width * 4 // 10), width - _TALLY))


def rows(nodes: Sequence[Node], width: int) -> list[Row]:
    """The tree, a row for each domain, record and inbox."""
    return [Row(tuple(_fragments(node, width)), node) for node in nodes]


def _fragments(node: Node, width: int) -> Line:
    if node.inbox is not None:
        return _inbox(node, width)
    if node.record is not None:
        record = node.record
        said = f"{record.type} {record.name} {record.value}"
        role = "good" if domains.verified(record) else "warn"
        status = pad(cut(record.status.replace("_", " ") or "not said", _STATUS), _STATUS + 1)
        return [Fragment(pad(f"      {cut(record.purpose, 10)}", 17)), Fragment(status, role), Fragment(said, "dim")]
    assert node.domain is not None
    room = _name(width)
    return [
        Fragment(pad(f" {cut(domains.called(node.domain), room - 2)}", room), "strong"),
        Fragment(node.standing.short, node.standing.role),
    ]


def _inbox(node: Node, width: int) -> Line:
    row = node.inbox
    assert row is not None
    room, many = _name(width), node.tally.threads
    marks = [
        Fragment(f"{many:>5,} {'thread ' if many == 1 else 'threads'}   ", "dim"),
        Fragment(pad("hook" if row.webhook_url else "", 5), "good"),
        Fragment(pad("schema" if row.has_extraction_schema else "", 7), "good"),
        Fragment("" if (row.status or ACTIVE) == ACTIVE else "off ", "warn"),
    ]
    hook = [Fragment(row.webhook_url, "dim")] if width >= _HOOK_FROM else []
    return [Fragment(pad(f"   {cut(domains.called(row), room - 4)}", room)), *marks, *hook]


def page(lines: Sequence[str], width: int) -> list[Line]:
    """Lines to be read; one that does not fit goes on below."""
    return [[Fragment(f" {row}")] for line in lines for row in (wrapped(line, max(10, width)) if line else [""])]


def about(node: Node | None, width: int, secret: str = "", watch: Sequence[tuple[str, str]] = ()) -> list[Line]:
    """The row under the cursor in full; a ``secret`` only where it was asked for. ``watch`` are facts of a watch."""
    if node is None:
        return []
    if node.inbox is not None:
        facts = [*domains.inbox_facts(node.inbox, one_line(secret)), ("threads", f"{node.tally.threads:,}")]
        return [
            [Fragment(f" {cut(domains.called(node.inbox), width - 2)}", "strong")],
            [],
            *_facts(facts, width),
        ]
    if node.record is not None:
        record = node.record
        facts = [
            ("purpose", record.purpose), ("type", record.type), ("name", record.name), ("value", record.value),
            ("priority", str(record.priority) if record.priority >= 0 else ""), ("TTL", record.ttl),
            ("status", record.status.replace("_", " ") or "not said"),
        ]  # fmt: skip
        return _facts([fact for fact in facts if fact[1]], width)
    assert node.domain is not None
    domain = node.domain
    lines = [[Fragment(f" {cut(domains.called(domain), width - 2)}", "strong")], []]
    lines += [
        [Fragment(f" {row}", node.standing.role)] for row in wrapped(f"{capital(node.standing.plain)}.", width - 2)
    ]
    return [*lines, [], *_facts([*watch, ("region", domain.region or "not said"), ("id", line(domain.id))], width)]


def _facts(facts: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """A word at the left, the fact beside it on as many lines as it takes."""
    made: list[Line] = []
    for word, fact in facts:
        for at, row in enumerate(wrapped(fact, max(10, width - 13))):
            made.append([Fragment(pad(f" {word if not at else ''}", 11), "dim"), Fragment(row)])
    return made

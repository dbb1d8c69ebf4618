"""A Body as JSON and back, in frames: how the worker hands it over. Knows no process.

A body goes as chunks of lines, then one closing frame; so neither side holds a lock on the other for long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from commune_tui.mail.body.lines import (
    KINDS,
    STYLES,
    Body,
    Fold,
    HiddenPart,
    Kind,
    Limits,
    Line,
    Link,
    Span,
    Style,
    Table,
)

CHUNK = 2_000
_STYLE_AT = {style: index for index, style in enumerate(STYLES)}
_KIND_AT = {kind: index for index, kind in enumerate(KINDS)}
_FLAT = ("notes", "source", "preheader", "images", "trackers", "invisible", "truncated", "unread")


def frames(body: Body) -> Iterator[dict[str, Any]]:
    """The body as JSON objects: ``{"lines": […]}`` as often as needed, then ``{"end": …}``."""
    tables: dict[Table, int] = {}
    for start in range(0, len(body.lines), CHUNK):
        lines = [_packed(line, tables) for line in body.lines[start : start + CHUNK]]
        yield {"lines": lines, "tables": [[list(table.widths), list(table.right)] for table in tables]}
    yield {
        "end": {name: getattr(body, name) for name in _FLAT},
        "links": [list(asdict(link).values()) for link in body.links],
        "hidden": [list(asdict(part).values()) for part in body.hidden],
        "folds": [list(asdict(fold).values()) for fold in body.folds],
    }


def _packed(line: Line, tables: dict[Table, int]) -> list[Any]:
    table = -1 if line.table is None else tables.setdefault(line.table, len(tables))
    return [
        _KIND_AT[line.kind],
        _spans(line.spans) if not line.cells else [],
        line.level,
        line.quote,
        line.indent,
        line.marker,
        [_spans(cell) for cell in line.cells],
        table,
        line.head,
    ]


def _spans(spans: tuple[Span, ...]) -> list[list[Any]]:
    return [[span.text, _STYLE_AT[span.style], span.link] for span in spans]


class Assembly:
    """Builds a Body from its frames. Raises ValueError, TypeError, KeyError or IndexError on anything else."""

    def __init__(self) -> None:
        self._lines: list[Line] = []

    def add(self, frame: dict[str, Any]) -> Body | None:
        """The Body when this was the last frame."""
        if "end" not in frame:
            tables = [Table(tuple(map(int, widths)), tuple(map(bool, right))) for widths, right in frame["tables"]]
            self._lines += [_unpacked(packed, tables) for packed in frame["lines"]]
            return None
        end = frame["end"]
        return Body(
            lines=tuple(self._lines),
            links=tuple(Link(int(n), str(a), str(b), str(c), str(d)) for n, a, b, c, d in frame["links"]),
            hidden=tuple(HiddenPart(str(a), str(b), int(n), str(c), bool(q)) for a, b, n, c, q in frame["hidden"]),
            folds=tuple(Fold(int(a), int(b), str(c)) for a, b, c in frame["folds"]),
            notes=tuple(map(str, end["notes"])),
            source={"html": "html", "text": "text", "stripped": "stripped", "none": "none"}[end["source"]],  # type: ignore[arg-type]
            preheader=str(end["preheader"]),
            images=int(end["images"]),
            trackers=int(end["trackers"]),
            invisible=int(end["invisible"]),
            truncated=bool(end["truncated"]),
            unread=int(end["unread"]),
        )


def _unpacked(packed: list[Any], tables: list[Table]) -> Line:
    kind, spans, level, quote, indent, marker, cells, table, head = packed
    columns = tuple(_unspanned(cell) for cell in cells)
    joined: tuple[Span, ...] = _unspanned(spans)
    if columns:
        parts: list[Span] = []
        for cell in columns:
            parts += [Span("  "), *cell] if parts and cell else cell
        joined = tuple(parts)
    shared = tables[table] if table >= 0 else None
    name: Kind = KINDS[kind]
    return Line(name, joined, int(level), int(quote), int(indent), str(marker), columns, shared, bool(head))


def _unspanned(spans: list[list[Any]]) -> tuple[Span, ...]:
    return tuple(Span(str(text), _style(style), int(link)) for text, style, link in spans)


def _style(index: int) -> Style:
    return STYLES[index]


def request(html: str | None, text: str | None, limits: Limits, number: int) -> dict[str, Any]:
    """What the parent asks: what the limits let the worker read, and one character more to show that there is more."""
    return {
        "number": number,
        "html": (html or "")[: limits.source + 1],
        "text": (text or "")[: min(limits.source, limits.text) + 1],
        "limits": list(asdict(limits).values()),
    }


def completed(body: Body, html: str | None, text: str | None, limits: Limits) -> Body:
    """The body with the count of characters that the worker was never sent."""
    sent = min(limits.source, limits.text) if body.source == "text" else limits.source
    beyond = len((text if body.source == "text" else html) or "") - sent - 1
    return replace(body, unread=body.unread + beyond) if beyond > 0 else body

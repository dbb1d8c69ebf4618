"""Tables: rows of data aligned by cells, and short layout rows on one line. Knows nothing of styles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from commune_tui.mail.body.frame import Frame
from commune_tui.mail.body.lines import Line, Span, Table, joined
from commune_tui.mail.body.page import Page
from commune_tui.text import cells

if TYPE_CHECKING:
    from commune_tui.mail.body.html import Walker

Cell = tuple[Span, ...]
_GAP = Span("  ")
_NUMERIC = frozenset("0123456789.,'’ +-−–%()$€£¥₽₹kKMGB:/ \xa0")


def data_table(walker: Walker, node: LexborNode, frame: Frame) -> bool:
    """Walks a table of data and adds its rows. True: the children are done."""
    page = walker.page
    page.gap()
    rows: list[tuple[list[Cell], bool]] = []
    todo: list[tuple[LexborNode | None, bool]] = [(node.first_child, False)]
    while todo:
        at, head = todo.pop()
        if at is None or page.full:
            continue
        todo.append((at.next, head))
        tag = at.tag or ""
        if tag in ("thead", "tbody", "tfoot"):
            todo.append((at.first_child, tag == "thead"))
        elif tag == "caption":
            page.words(_joined(_cell(walker, at, frame)), "strong")
            page.end()
        elif tag == "tr":
            found, heads = _row(walker, at, frame)
            if any(found):
                rows.append((found, head or (heads and not rows)))
    _emit(page, rows)
    page.gap()
    return True


def _row(walker: Walker, node: LexborNode, frame: Frame) -> tuple[list[Cell], bool]:
    found: list[Cell] = []
    heads = True
    inside = walker.inner(node, frame)
    child = node.first_child if inside is not None else None
    while child is not None and inside is not None:
        if child.tag in ("td", "th"):
            heads = heads and child.tag == "th"
            found.append(_cell(walker, child, inside))
            wide = child.attributes.get("colspan") or ""
            found += [()] * (min(int(wide), 20) - 1 if wide.isdigit() and len(wide) < 4 else 0)
        child = child.next
    return found, heads and bool(found)


def _cell(walker: Walker, node: LexborNode, frame: Frame) -> Cell:
    """What a cell holds, as one line of spans."""
    lines = walker.aside(node, frame)
    spans: list[Span] = []
    for line in lines:
        if not line.spans:
            continue
        if spans:
            spans.append(Span(" "))
        if line.marker:
            spans.append(Span(line.marker))
        spans += line.spans
    return tuple(spans)


def _joined(cell: Cell) -> str:
    return "".join(span.text for span in cell if span.style not in ("mark", "hidden"))


def _width(cell: Cell) -> int:
    return cells("".join(span.text for span in cell))


def _emit(page: Page, rows: list[tuple[list[Cell], bool]]) -> None:
    if not rows:
        return
    columns = max(len(row) for row, _ in rows)
    used = [any(index < len(row) and row[index] for row, _ in rows) for index in range(columns)]
    widths, right = [0] * columns, [False] * columns
    for index in range(columns):
        column = [row[index] for row, head in rows if index < len(row) and row[index] and not head]
        # A title that spans the table must not make its first column wide, unless there is nothing else in it.
        found = [(_width(row[index]), _spans_all(row)) for row, _ in rows if index < len(row)]
        widths[index] = max((width for width, across in found if not across), default=0) or max(
            (width for width, _ in found), default=0
        )
        numbers = sum(_is_number(_joined(cell)) for cell in column)
        right[index] = bool(column) and index > 0 and numbers * 4 >= len(column) * 3
    table = Table(
        tuple(width for width, use in zip(widths, used, strict=True) if use),
        tuple(side for side, use in zip(right, used, strict=True) if use),
    )
    block = page.block
    for row, head in rows:
        padded = row + [()] * (columns - len(row))
        kept = tuple(cell for cell, use in zip(padded, used, strict=True) if use)
        if head:
            kept = tuple(tuple(_bold(span) for span in cell) for cell in kept)
        page.add(Line("row", joined(kept), 0, block.quote, block.indent, "", kept, table, head))


def _spans_all(row: list[Cell]) -> bool:
    return len(row) > 1 and bool(row[0]) and not any(row[1:])


def _bold(span: Span) -> Span:
    return replace(span, style="strong") if span.style == "plain" else span


def _is_number(text: str) -> bool:
    text = (
        text.strip().removeprefix("USD").removeprefix("EUR").removesuffix("EUR").removesuffix("USD").removesuffix("zł")
    )
    return any(mark.isdigit() for mark in text) and all(mark in _NUMERIC for mark in text)


def inline_row(walker: Walker, node: LexborNode, frame: Frame) -> bool:
    """A layout row of short cells on one line, two blanks between. False if a cell turned out to hold more."""
    page = walker.page
    page.end()
    cells_found, _ = _row(walker, node, frame)
    spans: list[Span] = []
    for cell in cells_found:
        if cell:
            spans += [_GAP, *cell] if spans else cell
    if spans:
        page.add(Line(page.block.kind, tuple(spans), page.block.level, page.block.quote, page.block.indent))
    return True

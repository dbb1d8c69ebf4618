"""Tables: rows of data aligned by cells, and short layout rows on one line. Knows nothing of styles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborNode

from commune_tui.body.frame import Frame
from commune_tui.body.lines import Line, Span, Table, joined
from commune_tui.body.page import Page
from commune_tui.text import cells

if TYPE_CHECKING:
    from commune_tui.body.html import Walker

Cell = tuple[Span, ...]
_GAP = Span("  ")
_MOST_COLUMNS, _MOST_ROWS = 20, 1_000
_NUMERIC = frozenset("0123456789.,'’ +-−–%()$€£¥₽₹kKMGB:/ \xa0")


def tabular(walker: Walker, node: LexborNode, tag: str, frame: Frame) -> bool:
    """Whether a table of data, or a row that is one line, was drawn; all others are read cell by cell."""
    if tag == "tr":
        facts = walker.facts.rows.get(node.mem_id)
        return facts is not None and facts.inline and _inline_row(walker, node, frame)
    table = walker.facts.tables.get(node.mem_id)
    return table is not None and table.data and _data_table(walker, node, frame)


def _data_table(walker: Walker, node: LexborNode, frame: Frame) -> bool:
    """Walks a table of data and adds its rows. True: the children are done."""
    page = walker.page
    page.gap()
    rows: list[tuple[list[Cell], bool]] = []
    taken: dict[int, int] = {}
    todo: list[tuple[LexborNode | None, bool, Frame]] = [(node.first_child, False, frame)]
    while todo:
        at, head, around = todo.pop()
        if at is None or page.full:
            continue
        todo.append((at.next, head, around))
        tag = at.tag or ""
        if tag == "caption":
            page.strike(False)
            page.words(_joined(_cell(walker, at, around)), "strong")
            page.end()
        elif tag == "tr":
            found, heads = _row(walker, at, around)
            placed = _placed(found, taken)
            if any(placed):
                rows.append((placed, head or (heads and not rows)))
        elif tag[:1] not in ("-", "_", "!"):
            inside = walker.inner(at, around)
            if inside is not None and tag in ("thead", "tbody", "tfoot"):
                todo.append((at.first_child, tag == "thead", inside))
    _emit(page, rows)
    page.gap()
    return True


def _row(walker: Walker, node: LexborNode, frame: Frame) -> tuple[list[tuple[Cell, int, int]], bool]:
    """The cells of a row with how many columns and rows each takes, and whether all of them are heads."""
    found: list[tuple[Cell, int, int]] = []
    heads = True
    inside = walker.inner(node, frame)
    child = node.first_child if inside is not None else None
    while child is not None and inside is not None:
        if child.tag in ("td", "th"):
            heads = heads and child.tag == "th"
            cell = _cell(walker, child, inside)
            found.append((cell, _span(child, "colspan", _MOST_COLUMNS), _span(child, "rowspan", _MOST_ROWS)))
        elif (child.tag or "-")[:1] not in ("-", "_", "!"):
            walker.inner(child, inside)  # a script or a template between the cells is named as hidden
        child = child.next
    return found, heads and bool(found)


def _span(node: LexborNode, name: str, most: int) -> int:
    value = (node.attributes.get(name) or "").strip()
    if not value.isascii() or not value.isdigit():
        return 1
    number = int(value[:6])
    return most if number == 0 and name == "rowspan" else min(max(number, 1), most)


def _placed(found: list[tuple[Cell, int, int]], taken: dict[int, int]) -> list[Cell]:
    """The cells in their columns: those that cells above reach into stay empty. ``taken`` counts their rows."""
    row: list[Cell] = []
    reach: dict[int, int] = {}
    for cell, wide, tall in found:
        while taken.get(len(row), 0):
            row.append(())
        reach |= dict.fromkeys(range(len(row), len(row) + wide), tall - 1)
        row += [cell, *[()] * (wide - 1)]
    for column in list(taken):
        taken[column] = max(0, taken[column] - 1)
    taken |= reach
    return row


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


def _inline_row(walker: Walker, node: LexborNode, frame: Frame) -> bool:
    """A layout row of short cells on one line, two blanks between. False if a cell turned out to hold more."""
    page = walker.page
    page.end()
    found, _ = _row(walker, node, frame)
    spans: list[Span] = []
    for cell, _, _ in found:
        if cell:
            spans += [_GAP, *cell] if spans else cell
    if spans:
        page.add(Line(page.block.kind, tuple(spans), page.block.level, page.block.quote, page.block.indent))
    return True

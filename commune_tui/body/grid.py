"""One row of a data table at a width: columns of fixed cells, each cell wrapped inside its column."""

from __future__ import annotations

from functools import lru_cache

from commune_tui.body.breaks import breaks
from commune_tui.body.lines import Line, Span, Table
from commune_tui.text import cells

_GAP = 2
_NARROW = 6


@lru_cache(maxsize=64)
def columns(table: Table, room: int) -> tuple[int, ...] | None:
    """The width of each column in ``room`` cells; None when the table has too many columns for it."""
    natural = table.widths
    space = room - _GAP * (len(natural) - 1)
    if sum(natural) <= space:
        return natural
    if sum(min(width, _NARROW) for width in natural) > space:
        return None
    fixed: dict[int, int] = {}
    while True:
        open_columns = [index for index in range(len(natural)) if index not in fixed]
        if not open_columns:
            break
        share = (space - sum(fixed.values())) // len(open_columns)
        narrow = [index for index in open_columns if natural[index] <= max(share, _NARROW)]
        if not narrow:
            for index in open_columns:
                fixed[index] = max(share, _NARROW)
            break
        for index in narrow:
            fixed[index] = natural[index]
    widths = tuple(fixed[index] for index in range(len(natural)))
    return widths if sum(widths) <= space else None


def grid(line: Line, room: int) -> list[tuple[Span, ...]] | None:
    """The screen rows of a table row; None when it must be shown as running text instead."""
    if line.table is None or (widths := columns(line.table, room)) is None:
        return None
    if len(line.cells) > 1 and line.cells[0] and not any(line.cells[1:]):
        # A title across the table has all of its width.
        widths = (room, *(0 for _ in line.cells[1:]))
    stacks = [_stack(cell, width) for cell, width in zip(line.cells, widths, strict=True)]
    rows: list[tuple[Span, ...]] = []
    for number in range(max((len(stack) for stack in stacks), default=1)):
        spans: list[Span] = []
        pending = 0
        for index, (stack, width) in enumerate(zip(stacks, widths, strict=True)):
            parts = stack[number] if number < len(stack) else []
            used = cells("".join(span.text for span in parts))
            before = width - used if line.table.right[index] and used <= width else 0
            if parts:
                if pending + before:
                    spans.append(Span(" " * (pending + before)))
                spans += parts
                pending = width - used - before
            else:
                pending += width
            pending = max(pending, 0) + _GAP
        rows.append(tuple(spans))
    return rows


def _stack(cell: tuple[Span, ...], width: int) -> list[list[Span]]:
    if not cell or width < 1:
        return []
    text = "".join(span.text for span in cell)
    out: list[list[Span]] = []
    for start, end in breaks(text, width):
        parts: list[Span] = []
        at = 0
        for span in cell:
            piece = span.text[max(0, start - at) : max(0, end - at)]
            if piece:
                parts.append(Span(piece, span.style, span.link))
            at += len(span.text)
        out.append(parts)
    return out

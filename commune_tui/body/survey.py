"""Looks at every table of a mail once, to tell tables of data from tables that only place things. Makes no output."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from commune_tui.body.names import words

_BLOCKS = words("h1 h2 h3 h4 h5 h6 ul ol pre blockquote hr form dl")
_CELL_TEXT = 160
_ROW_TEXT = 120


@dataclass(slots=True)
class RowFacts:
    """One row: how many cells with something in them, how much text, and whether a cell holds more than a line."""

    cells: int = 0
    filled: int = 0
    heads: int = 0
    longest: int = 0
    text: int = 0
    blocks: bool = False
    above: int = 0
    """Cells of rows above that reach into this one."""

    @property
    def inline(self) -> bool:
        """Short cells side by side, such as "Total" and "$ 45.00": read best on one line."""
        return self.filled > 1 and not self.blocks and self.text <= _ROW_TEXT


@dataclass(slots=True)
class TableFacts:
    """One table: its rows, and what speaks for or against data."""

    rows: list[RowFacts] = field(default_factory=list)
    nested: bool = False
    placed: bool = False
    caption: bool = False
    tall: list[int] = field(default_factory=list)
    """How many more rows the cells that span rows reach into."""

    @property
    def data(self) -> bool:
        """Is this a table of data (columns mean something), not of layout?"""
        if self.nested or self.placed:
            return False
        filled = [row for row in self.rows if row.filled]
        if not filled or len(filled) > 20_000:
            return False
        columns = max(row.cells + row.above for row in filled)
        if columns < 2 or columns > 40:
            return False
        if any(row.blocks or row.longest > 3 * _CELL_TEXT for row in filled):
            return False
        if any(row.heads for row in filled) or self.caption:
            return True
        same = sum(row.cells + row.above == columns and row.filled + row.above > 1 for row in filled)
        return len(filled) > 1 and same * 3 >= len(filled) * 2 and all(row.longest <= _CELL_TEXT for row in filled)


@dataclass(slots=True)
class Survey:
    """Facts by node identity."""

    tables: dict[int, TableFacts] = field(default_factory=dict)
    rows: dict[int, RowFacts] = field(default_factory=dict)


@dataclass(slots=True)
class _Cell:
    text: int = 0
    breaks: int = 0


def survey(root: LexborNode) -> Survey:
    """One pass over the tree, without recursion."""
    found = Survey()
    tables: list[TableFacts] = []
    rows: list[RowFacts | None] = []
    cells: list[_Cell | None] = []
    todo: list[tuple[LexborNode | None, str]] = [(root.first_child, "")]
    while todo:
        node, leaving = todo.pop()
        if node is None:
            _leave(leaving, tables, rows, cells)
            continue
        todo.append((node.next, leaving))
        tag = node.tag or ""
        if tag == "-text":
            cell = cells[-1] if cells else None
            if cell is not None:
                cell.text += len((node.text_content or "").strip())
            continue
        if tag in ("style", "script", "-comment", "template"):
            continue
        inside = ""
        if tag == "table":
            inside = tag
            _table(node, found, tables, rows, cells)
        elif tables:
            inside = _part(tag, node, found, tables, rows, cells)
        child = node.first_child
        if child is not None:
            todo.append((child, inside))
        elif inside:
            _leave(inside, tables, rows, cells)
    return found


def _table(
    node: LexborNode,
    found: Survey,
    tables: list[TableFacts],
    rows: list[RowFacts | None],
    cells: list[_Cell | None],
) -> None:
    facts = TableFacts(placed=(node.attributes.get("role") or "").lower() in ("presentation", "none"))
    if tables:
        tables[-1].nested = True
    row = rows[-1] if rows else None
    if row is not None:
        row.blocks = True
    tables.append(facts)
    rows.append(None)
    cells.append(None)
    found.tables[node.mem_id] = facts


def _part(
    tag: str,
    node: LexborNode,
    found: Survey,
    tables: list[TableFacts],
    rows: list[RowFacts | None],
    cells: list[_Cell | None],
) -> str:
    row, cell = rows[-1], cells[-1]
    if tag == "tr":
        tall = tables[-1].tall
        made = RowFacts(above=len(tall))
        tables[-1].tall = [left - 1 for left in tall if left > 1]
        rows[-1] = made
        tables[-1].rows.append(made)
        found.rows[node.mem_id] = made
        return tag
    if tag in ("td", "th") and row is not None:
        cells[-1] = _Cell()
        row.cells += 1
        row.heads += tag == "th"
        reach = (node.attributes.get("rowspan") or "").strip()
        if reach.isascii() and reach.isdigit() and int(reach[:4]) > 1:
            tables[-1].tall.append(int(reach[:4]) - 1)
        return tag
    if tag == "caption":
        tables[-1].caption = True
    elif tag in _BLOCKS and row is not None:
        row.blocks = True
    elif tag == "img" and cell is not None:
        cell.text += len(node.attributes.get("alt") or "") or 1
    elif tag in ("p", "div", "br") and cell is not None and row is not None:
        cell.breaks += 1
        if cell.breaks > 4:
            row.blocks = True
    return ""


def _leave(tag: str, tables: list[TableFacts], rows: list[RowFacts | None], cells: list[_Cell | None]) -> None:
    if tag == "table":
        tables.pop()
        rows.pop()
        cells.pop()
    elif tag == "tr":
        rows[-1] = None
    elif tag in ("td", "th"):
        row, cell = rows[-1], cells[-1]
        cells[-1] = None
        if row is not None and cell is not None:
            row.filled += cell.text > 0
            row.text += cell.text
            row.longest = max(row.longest, cell.text)

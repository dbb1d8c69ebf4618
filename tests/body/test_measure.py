"""Text stops at a width that the eye can follow; code, tables and rules may use the whole pane."""

from __future__ import annotations

import pytest

from commune_tui.body.html import parse
from commune_tui.body.lines import Body, Line, Span
from commune_tui.body.wrap import Wrapped
from commune_tui.text import cells
from commune_tui.ui.thread.rows import GUTTER, PROSE, BodyRows, Pen

WORDS = (Span("word " * 60),)


def widest(body: Body, width: int) -> int:
    rows = BodyRows(body, width, Pen())
    rows.settle(1000)
    return max(cells("".join(piece.text for piece in rows.line(row)).rstrip()) for row in range(rows.height)) - GUTTER


@pytest.mark.parametrize("line", [Line("text", WORDS), Line("item", WORDS, marker="• "), Line("text", WORDS, quote=2)])
def test_text_does_not_run_over_a_wide_pane(line: Line) -> None:
    assert PROSE - 10 < widest(Body((line,)), 200) <= PROSE
    assert widest(Body((line,)), 60) <= 57, "and keeps to a narrow one"


@pytest.mark.parametrize("line", [Line("code", WORDS), Line("diff", WORDS), Line("log", WORDS), Line("rule")])
def test_code_and_rules_use_the_whole_width(line: Line) -> None:
    assert widest(Body((line,)), 200) > 190


def test_a_table_uses_the_whole_width() -> None:
    cell = "<td>" + "goods and services " * 5 + "</td>"
    table = parse(f"<table border=1>{f'<tr>{cell * 2}</tr>' * 3}</table><p>{'word ' * 60}</p>")
    assert any(line.kind == "row" for line in table.lines)
    assert widest(table, 210) > 150
    text = Wrapped(table, 210, prose=PROSE)
    assert all(cells(row.text) <= PROSE for row in text.rows(0, 100) if row.kind == "text")

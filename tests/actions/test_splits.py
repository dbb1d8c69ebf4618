"""What each split contains is what docs/splits.md says, word for word."""

from __future__ import annotations

import re
from pathlib import Path

from commune_tui.actions.splits import MORE, SPLITS
from commune_tui.query import parse

PAGE = Path(__file__).parents[2] / "docs" / "splits.md"


def test_the_page_says_what_each_split_contains() -> None:
    table = PAGE.read_text("utf-8").partition("## The splits")[2]
    rows = re.findall(r"^\| ([A-Z][a-z ]+) \| [^|]+ \| (?:`([^`]*)`)? ?\|$", table, re.MULTILINE)
    assert rows == [(split.label, split.query) for split in (*SPLITS, *MORE)]


def test_every_filter_on_the_page_can_be_read() -> None:
    filters = re.findall(r"`([a-z-]+:[^`]+)`", PAGE.read_text("utf-8"))
    assert len(filters) > 10
    for text in filters:
        if not text.endswith(":"):
            parse(text)

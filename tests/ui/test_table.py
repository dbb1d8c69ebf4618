"""A table whose rows move stays on what the cursor was on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.table import Row, Table


class Thing(NamedTuple):
    id: str


def row(name: str) -> Row:
    return Row((Fragment(name),), Thing(name) if name else None)


class Held:
    """Rows as a list has them."""

    def __init__(self, names: Sequence[str]) -> None:
        self._rows = [row(each) for each in names]

    def count(self) -> int:
        return len(self._rows)

    def fetch(self, start: int, number: int) -> list[Row]:
        return self._rows[start : start + number]


def place(before: Sequence[str], at: int, after: Sequence[str]) -> int:
    """Where the cursor of a table is, whose rows become other ones."""
    table = Table()
    table._source, table._count, table._cursor = Held(before), len(before), at
    return table._place([row(each) for each in after])


@pytest.mark.parametrize(
    ("before", "at", "after", "expected"),
    [
        (["a", "b", "c"], 1, ["b", "a", "c"], 0),
        (["a", "b", "c"], 1, ["new", "a", "b", "c"], 2),
        (["a", "b", "c"], 1, ["a", "c"], 1),  # it is gone: the line stays
        (["", "b", ""], 2, ["", "", "b"], 2),  # about nothing: the line stays
        (["a", "b", "b", "c"], 2, ["a", "b", "b", "c"], 2),  # the second line of the same thing
        (["a", "b"], 1, [], 1),  # the list puts it on its last line
    ],
)
def test_the_cursor_stays_on_what_it_was_on(before: list[str], at: int, after: list[str], expected: int) -> None:
    assert place(before, at, after) == expected


@given(st.permutations(list("abcdef")), st.permutations(list("abcdef")), st.integers(0, 5))
def test_whatever_the_order(before: list[str], after: list[str], at: int) -> None:
    assert after[place(before, at, after)] == before[at]

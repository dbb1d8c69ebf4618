"""What a walk counts: the functions that get or return its thing, and not those that would have it anyway."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.walks import Function, Walk, told
from commune_tui.store import rows
from commune_tui.text.clean import one_line


@pytest.fixture
def walk() -> Iterator[Walk]:
    """A walk that is known by one word, and looks on."""
    made = Walk()
    made.words = ("Zebrafinch",)
    before = sys.getprofile()
    sys.setprofile(made)
    yield made
    sys.setprofile(before)


def names(functions: set[Function]) -> set[str]:
    return {told(each) for each in functions if not Path(each[0]).name.startswith("test_")}


def test_what_gets_the_thing_is_counted(walk: Walk) -> None:
    rows.line("Sparrow")
    assert not walk.seen().functions
    rows.line("Zebrafinch")
    seen = walk.seen()
    assert {"store/rows.py::line", "text/clean.py::one_line"} <= names(seen.functions)
    assert ("store/rows.py::line", "text/clean.py::one_line") in {(told(a), told(b)) for a, b in seen.hops}


def test_what_has_it_anyway_is_told_apart(walk: Walk) -> None:
    one_line("a Zebrafinch")
    walk.begin()
    rows.line("a Zebrafinch")  # remembered by its text: another one than above
    seen = walk.seen()
    assert names(walk.before.functions) >= {"text/clean.py::one_line"}
    assert names(seen.functions) == {"store/rows.py::line"}

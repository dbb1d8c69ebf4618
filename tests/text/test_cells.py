"""Widths are those of a terminal, and nothing is cut through a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes, wcwidth

from commune_tui.text import cells, cut, cut_middle, fold, graphemes, pad, split, wrapped
from commune_tui.text.cells import _NARROW

WIDTHS = [
    ("abc", 3),
    ("東京", 4),
    ("e\u0301", 1),
    ("👩‍👩‍👧‍👦", 2),
    ("🇩🇪", 2),
    ("1️⃣", 2),
    ("❤️", 2),
    ("❤", 1),
    ("நி", 2),
    ("กำ", 2),
    ("", 0),
]


@pytest.mark.parametrize(("text", "width"), WIDTHS)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_cut_keeps_graphemes_and_leaves_room_for_the_dots() -> None:
    assert cut("hello world", 8) == "hello w…"
    assert cut("hello world", 7) == "hello…"
    assert cut("東京都", 4) == "東…"
    assert cut("a👩‍👩‍👧‍👦b👩‍👩‍👧‍👦", 4) == "a👩‍👩‍👧‍👦…"
    assert cut("abc", 3) == "abc"
    assert cut("abc", 1) == "…"
    assert cut("abc", 0) == ""
    assert cut("abc", -1) == ""


def test_pad_fills_exactly() -> None:
    assert pad("ab", 4) == "ab  "
    assert pad("ab", 4, "right") == "  ab"
    assert pad("ab", 5, "middle") == " ab  "
    assert pad("東京都", 5) == "東京…"
    assert pad("東京都", 4) == "東… "


def test_both_ends_of_a_file_name_stay() -> None:
    assert cut_middle("quarterly-report-final.pdf", 15) == "quarter…nal.pdf"


def test_fold_and_split() -> None:
    assert fold("abcdef", 4) == ["abcd", "ef"]
    assert fold("東京都", 1) == ["東", "京", "都"]
    assert fold("", 5) == [""]
    assert split("東京", 3) == ("東", "京")
    assert "".join(graphemes("a👍🏽b")) == "a👍🏽b"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("no answer yet; due in 3 h.", 24, ["no answer yet; due in", "3 h."]),
        ("late by 22 min", 12, ["late by", "22 min"]),
        ("held for 10 s, then it goes", 11, ["held for", "10 s, then", "it goes"]),
        ("in 3 hours", 5, ["in 3", "hours"]),
        ("of 1,200 KB", 9, ["of", "1,200 KB"]),
        ("22 min", 4, ["22", "min"]),
    ],
)
def test_a_number_and_its_unit_stay_together_while_a_line_holds_both(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@given(st.lists(st.sampled_from(["3", "h", "22", "min", "%", "words", "", "東京", "a" * 9])), st.integers(2, 20))
def test_wrapping_loses_and_adds_no_word(words: list[str], width: int) -> None:
    rows = wrapped(" ".join(words), width)
    assert "".join(rows).replace(" ", "") == "".join(words) and all(cells(row) <= width for row in rows)


def test_what_is_taken_for_narrow_takes_one_cell_and_stands_alone() -> None:
    """The tables of wcwidth are not asked about these, so they have to agree."""
    narrow = [letter for letter in map(chr, range(0x20, 0x110000)) if _NARROW.fullmatch(letter)]
    assert len(narrow) > 2000
    assert [letter for letter in narrow if wcwidth(letter) != 1] == []
    together = "".join(narrow)
    assert list(iter_graphemes(together)) == narrow
    assert list(iter_graphemes(together[::-1])) == narrow[::-1]

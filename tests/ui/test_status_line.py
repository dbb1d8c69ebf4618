"""A sentence that is told is told whole, in a few rows where the line is too short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commune_tui.text import cells
from commune_tui.ui.widgets.status_line import told_rows

LONG = (
    "Something answered that is not the API: perhaps a login page of this network. Open a browser, or check the "
    "address of the server. Everything that is here can be read, and what you do is kept and sent later."
)


def test_a_short_sentence_stays_in_the_line() -> None:
    assert told_rows("Closed. z takes it back.", 78, 40) == ["Closed. z takes it back."]


def test_every_word_of_a_long_sentence_is_there_at_80_columns() -> None:
    rows = told_rows(LONG, 78, 60)
    assert " ".join(rows) == LONG
    assert len(rows) == 3


def test_what_no_four_rows_hold_ends_with_dots() -> None:
    rows = told_rows(LONG, 30, 15)
    assert len(rows) == 4
    assert rows[-1].endswith("…")


def test_where_there_is_room_for_one_row_only_the_sentence_is_cut() -> None:
    [row] = told_rows(LONG, 78, 60, 1)
    assert row.startswith("Something answered") and row.endswith("…") and cells(row) <= 60


@given(st.text(st.sampled_from("ab 漢é."), max_size=200), st.integers(8, 60), st.integers(4, 60))
def test_no_row_is_wider_than_its_room(sentence: str, width: int, room: int) -> None:
    rows = told_rows(sentence, width, min(room, width))
    assert all(cells(row) <= width for row in rows[:-1])
    assert cells(rows[-1]) <= min(room, width)
    assert len(rows) <= 4

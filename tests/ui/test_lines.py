"""Lines that have to say much in little room: hints go whole."""

from __future__ import annotations

from commune_tui.keys.hints import Hint, at, fit
from commune_tui.text import cells
from commune_tui.ui.kit.fragments import Fragment, hint_line

HINTS = [
    Hint("y", "send", "review.send", "key"),
    *(Hint(*text.split()) for text in ("e text", "t to", "c cc", "s subject", "? help")),
]


def _text(room: int) -> str:
    return "".join(text for text, _ in hint_line(*fit(HINTS, room)))


def test_hints_stand_apart_as_long_as_there_is_room_then_closer_then_fewer() -> None:
    assert _text(60) == " y send   e text   t to   c cc   s subject   ? help"
    assert _text(50) == " y send  e text  t to  c cc  s subject  ? help"
    assert _text(30) == " y send   e text   ? help"
    assert _text(5) == " y send   ? help", "the rest is cut by whoever draws"


def test_no_hint_is_cut_and_the_last_stays_at_any_width() -> None:
    known = {"y send", "e text", "t to", "c cc", "s subject", "? help"}
    for room in range(17, 80):
        shown = [part for part in _text(room).split("  ") if part.strip()]
        assert {part.strip() for part in shown} <= known
        assert shown[-1].strip() == "? help"
        assert cells(_text(room)) <= room


def test_a_hint_is_drawn_in_its_role() -> None:
    assert hint_line(HINTS, "   ")[1:5] == [
        Fragment("y", "key"),
        Fragment(" send"),
        Fragment("   ", "dim"),
        Fragment("e text", "dim"),
    ]


def test_a_hint_is_found_under_each_of_its_cells_and_only_there() -> None:
    row = [Hint("Enter", "open"), Hint("e", "閉じる"), Hint("", "every letter is kept")]
    assert at(row, "   ", 0) is None and at(row, "   ", 11) is None
    assert at(row, "   ", 1) == at(row, "   ", 10) == (row[0], "Enter")
    assert at(row, "   ", 14) == at(row, "   ", 21) == (row[1], "e")  # three letters of two cells
    assert at(row, "   ", 22) is None and at(row, "   ", 25) == (row[2], "") and at(row, "   ", 500) is None


def test_each_key_of_a_hint_is_found_and_the_first_under_its_words() -> None:
    hint = Hint("Up, Down", "other")
    assert [hint.key_at(x) for x in (0, 1, 4, 7, 9)] == ["Up", "Up", "Down", "Down", "Up"]
    assert [Hint("g h", "there").key_at(x) for x in (0, 2, 5)] == ["g", "g", "g"]

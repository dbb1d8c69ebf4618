"""The sidebar and the row of splits: whole words as long as there is room, and no figure that nobody asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.splits import SPLITS
from commune_tui.text import cells
from commune_tui.ui.inbox.sidebar_line import Entry, inbox_line
from commune_tui.ui.inbox.split_row import split_row
from commune_tui.ui.kit.glyphs import ASCII, INBOX_LEGEND, UNICODE

ALL = Entry("all", "All inboxes", "", 59, 4, 9)
SUPPORT = Entry("inbox", "support", "in:support@x.example", 13, 4)
QUIET = Entry("inbox", "a-very-long-name-of-an-inbox", "in:q@x.example", 2, 0, 3, 6)
DONE = Entry("inbox", "hello", "in:hello@x.example", 0)
VIEW = Entry("view", "1 VIP", "tag:vip", 7)


def _drawn(width: int, entry: Entry) -> str:
    return "".join(piece.text for piece in inbox_line(entry, width, UNICODE))


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (ALL, " All inboxes         59●"),
        (SUPPORT, "   support           13●"),
        (QUIET, "   a-very-long… ✗ 6?  2●"),
        (DONE, "   hello                "),
        (VIEW, " 1 VIP                7 "),
        (Entry("heading", "x.example"), " x.example              "),
    ],
)
def test_an_inbox_tells_who_waits_and_what_is_wrong_and_no_other_figure(entry: Entry, line: str) -> None:
    assert _drawn(24, entry) == line


def test_bold_is_unread_and_dim_is_what_needs_nothing() -> None:
    roles = [inbox_line(entry, 24, UNICODE)[0].role for entry in (SUPPORT, QUIET, DONE)]
    assert roles == ["strong", "plain", "dim"]


def test_the_name_and_what_needs_a_human_stay_longest() -> None:
    assert _drawn(17, ALL) == " All inboxes  59●"
    assert _drawn(12, SUPPORT) == "   supp… 13●"


@given(st.integers(1, 80), st.text(max_size=30).filter(str.isprintable), st.integers(0, 10**6), st.booleans())
def test_a_line_is_as_wide_as_asked(width: int, name: str, number: int, plain: bool) -> None:
    entry = Entry("inbox", name, "in:x", number, number, number, number)
    glyphs = ASCII if plain else UNICODE
    least = sum(cells(piece.text) for piece in inbox_line(entry, 0, glyphs))
    drawn = "".join(piece.text for piece in inbox_line(entry, max(width, least), glyphs))
    assert cells(drawn) == max(width, least)


def test_every_sign_beside_an_inbox_is_explained() -> None:
    explained = {text.format(**UNICODE._asdict())[-1] for text, _ in INBOX_LEGEND}
    assert {word[-1] for word in _drawn(60, QUIET).split()[1:]} == explained


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_the_splits_fit_with_their_numbers(width: int) -> None:
    left, right = split_row([59, 15, 58, 52, 7, 312], SPLITS[0], "", "demo: nobody here is real", width)
    row = "".join(piece.text for piece in left)
    assert cells(row) + sum(cells(piece.text) for piece in right) <= width
    assert ("[Needs reply 59]" in row) == ("Unassigned 58" in row) == (width >= 80)
    assert "All 312" in row and "demo" in right[-1].text


@pytest.mark.parametrize("filter_", ["tag:vip from:somebody@a-long-domain.example", "in:ops@pay.example tag:vi"])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 150, 200])
def test_a_filter_in_force_is_always_named_and_where_it_is_cut_it_says_so(width: int, filter_: str) -> None:
    for mark in ("", "demo: nobody here is real"):
        left, right = split_row([59, 15, 58, 52, 7, 312], SPLITS[5], filter_, mark, width)
        shown = right[0].text.strip()
        assert shown == filter_ or (shown.endswith("…") and filter_.startswith(shown[:-1]) and len(shown) > 7)
        assert sum(cells(piece.text) for piece in right) <= width // 2
        if width >= 80:
            assert sum(cells(piece.text) for piece in (*left, *right)) <= width

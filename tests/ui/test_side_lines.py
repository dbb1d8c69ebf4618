"""The sidebar and the row of splits: every number with its sign, aligned, and whole words as long as there is room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.splits import SPLITS
from commune_tui.text import cells
from commune_tui.ui.inbox.sidebar_line import Entry, inbox_line, widths
from commune_tui.ui.inbox.split_row import split_row
from commune_tui.ui.kit.glyphs import ASCII, INBOX_LEGEND, UNICODE

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)
ALL = Entry("all", "All inboxes", "", 59, 4, 9)
SUPPORT = Entry("inbox", "support", "in:support@x.example", 13, 4, 0, NOW - timedelta(hours=1))
QUIET = Entry("inbox", "a-very-long-name-of-an-inbox", "in:q@x.example", 2, 0, 3, None)
LINES = (ALL, Entry("heading", "x.example"), SUPPORT, QUIET, Entry("view", "1 VIP", "tag:vip", 7))


def _drawn(width: int, entry: Entry) -> str:
    columns = widths(LINES, UNICODE, NOW)
    return "".join(piece.text for piece in inbox_line(entry, columns, width, UNICODE, NOW))


def test_an_inbox_tells_who_waits_and_when_its_agent_wrote_last() -> None:
    assert _drawn(40, SUPPORT).split() == ["support", "1h→", "4•", "13●"]
    assert _drawn(40, QUIET).split() == ["a-very-long-name-of-…", "never→", "3✗", "2●"]


def test_numbers_of_one_kind_stand_below_each_other() -> None:
    assert {_drawn(40, entry).index("●") for entry in (ALL, SUPPORT, QUIET)} == {_drawn(40, ALL).index("●")}


def test_the_name_and_what_needs_a_human_stay_longest() -> None:
    narrow = _drawn(18, SUPPORT)
    assert narrow.startswith("  support") and narrow.endswith("13●") and "→" not in narrow


def test_an_agent_that_owes_a_word_and_is_silent_stands_out() -> None:
    columns = widths(LINES, UNICODE, NOW)
    roles = {piece.text.strip(): piece.role for piece in inbox_line(QUIET, columns, 40, UNICODE, NOW)}
    assert roles["never→"] == "warn"
    roles = {piece.text.strip(): piece.role for piece in inbox_line(SUPPORT, columns, 40, UNICODE, NOW)}
    assert roles["1h→"] == "dim"


@given(st.integers(1, 80), st.text(max_size=30).filter(str.isprintable), st.integers(0, 10**6), st.booleans())
def test_a_line_is_as_wide_as_asked(width: int, name: str, number: int, plain: bool) -> None:
    entry = Entry("inbox", name, "in:x", number, number, number, NOW)
    glyphs = ASCII if plain else UNICODE
    columns = widths((entry,), glyphs, NOW)
    drawn = "".join(piece.text for piece in inbox_line(entry, columns, max(width, columns[-1] + 1), glyphs, NOW))
    assert cells(drawn) == max(width, columns[-1] + 1)


def test_every_sign_beside_an_inbox_is_explained() -> None:
    explained = {text.format(**UNICODE._asdict())[-1] for text, _ in INBOX_LEGEND}
    unread = QUIET._replace(unknown=6)
    line = inbox_line(unread, widths((unread,), UNICODE, NOW), 60, UNICODE, NOW)
    drawn = [_drawn(60, SUPPORT), _drawn(60, QUIET), "".join(piece.text for piece in line)]
    assert {word[-1] for said in drawn for word in said.split()[1:]} == explained


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

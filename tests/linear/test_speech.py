"""How things are said: numbers, ages, lists; no line can carry a control, and only our words begin at the left edge."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.speech import INDENT, ago, capital, door, listed, number, quoted, wrapped
from commune_tui.linear.speech import worded
from commune_tui.text import cells, is_clean
from commune_tui.wording import do

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def test_counts_are_words() -> None:
    assert [number(n, "thread") for n in (0, 1, 2, 1204)] == ["no threads", "1 thread", "2 threads", "1,204 threads"]
    assert number(2, "inbox", "inboxes") == "2 inboxes"
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
    assert capital("open, unread") == "Open, unread" and capital("") == ""


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=13), "13 days ago"),
        (timedelta(days=20), "on 10 February"),
        (timedelta(days=400), "on 26 January 2025"),
    ],
)
def test_ages_are_words(before: timedelta, words: str) -> None:
    assert ago(NOW - before, NOW) == words


def test_no_date_is_said() -> None:
    assert ago(None, NOW) == "no date"


def test_the_words_of_others_end_where_they_end() -> None:
    assert quoted('Hello". You have it. "') == "\"Hello'. You have it. '\""


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (f"The draft is kept: {do('go.outbox')}.", "The draft is kept: the word outbox."),
        (f"Undone: close. {do('app.redo')} does it again.", "Undone: close. redo does it again."),
        (f"mail leaves in 9 s, {do('app.undo')} takes it back", "mail leaves in 9 s, undo takes it back"),
        (f"That is the end. {do('list.bottom')} goes there.", "That is the end."),
        (
            f"an agent that reads the HTML gets them: {do('reader.hidden')}.",
            "an agent that reads the HTML gets them: the word hidden.",
        ),
    ],
)
def test_what_is_named_is_said_as_a_word(sentence: str, words: str) -> None:
    assert worded(sentence) == words


@given(st.text(max_size=200))
def test_the_last_gate_lets_no_control_through(text: str) -> None:
    for line in (door(text), door(INDENT + text)):
        assert is_clean(line) and "\n" not in line and not re.search("[\x00-\x1f\x7f-\x9f]", line)
    assert door(INDENT + text).startswith(INDENT)


@given(st.text(max_size=200), st.integers(12, 60), st.booleans())
def test_rows_fit_and_only_the_first_stands_at_the_left_edge(text: str, width: int, mail: bool) -> None:
    line = door((INDENT if mail else "") + text)
    rows = wrapped(line, width)
    assert all(row.startswith(INDENT) for row in rows[0 if mail else 1 :])
    assert all(cells(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(line.split())


def test_a_pipe_gets_whole_lines() -> None:
    assert wrapped("a" * 500, 0) == ["a" * 500]

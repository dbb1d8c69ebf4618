"""How far the replacement of our key came, by what lives and what is kept; and what a new one is called. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.mail.own_key import Listed, Replacement, next_name, stage

BEGUN = Replacement("laptop #2", "old", "laptop", "me", "a file")


@pytest.mark.parametrize(
    ("live", "found"),
    [
        ([("old", "laptop", True)], "nothing"),
        ([("old", "laptop", True), ("new", "laptop #2", False)], "lost"),
        ([("old", "laptop", False), ("new", "laptop #2", True)], "kept"),
        ([("new", "laptop #2", True)], "done"),
        ([("new", "laptop #2", False), ("x", "laptop #2", True), ("old", "laptop", False)], "kept"),
        ([], "nothing"),
    ],
)
def test_how_far_it_came(live: list[tuple[str, str, bool]], found: str) -> None:
    assert stage(BEGUN, [Listed(*each) for each in live]) == found


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=4), st.integers(1, 5))
def test_a_name_is_new_and_the_next_one_too(name: str, taken: list[str], times: int) -> None:
    used = [name, *taken]
    for _ in range(times):
        made = next_name(used[-1], used)
        assert made not in used and made.strip()
        used.append(made)


@pytest.mark.parametrize(
    ("name", "next_"), [("laptop", "laptop #2"), ("laptop #2", "laptop #3"), ("a #b", "a #b #2"), ("", "key #2")]
)
def test_what_it_is_called(name: str, next_: str) -> None:
    assert next_name(name, [name]) == next_

"""Where the panes of the main screen stand: every size has a plan, and three stand beside each other from 110 on."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.ui.inbox.layout import BELOW, OFF, SIDE, THREE, Layout, Plan, chosen, fitting, no_layout, planned

SIZES = st.integers(1, 300), st.integers(0, 120)


@pytest.mark.parametrize(
    ("size", "layout", "reading", "in_inboxes", "plan"),
    [
        # list, sidebar and conversation: a preview, and the same when it is read
        ((110, 28), SIDE, False, False, Plan(18, True, True, list_size=42)),
        ((110, 28), SIDE, True, False, Plan(18, True, True, list_size=42)),
        ((120, 38), SIDE, False, False, Plan(20, True, True, list_size=45)),
        ((150, 43), SIDE, False, True, Plan(24, True, True, list_size=57)),
        # the longest line of a mail is no longer for a wider window
        ((240, 60), SIDE, False, False, Plan(24, True, True, list_size=112)),
        # six rows at 24, about half of a high one; what is read takes all of it
        ((80, 22), BELOW, False, False, Plan(0, True, True, below=True, list_size=16)),
        ((120, 38), BELOW, False, False, Plan(20, True, True, below=True, list_size=25)),
        ((80, 22), BELOW, True, False, Plan(0, False, True)),
        ((80, 10), BELOW, False, False, Plan(0, True, False)),
        # the list alone, and what is opened in its place
        ((80, 22), OFF, False, False, Plan(0, True, False)),
        ((80, 22), OFF, True, False, Plan(0, False, True)),
        ((120, 38), OFF, True, False, Plan(0, False, True)),
        ((160, 38), OFF, True, False, Plan(24, False, True)),
        ((80, 22), OFF, False, True, Plan(18, True, False)),
        ((60, 18), OFF, False, True, Plan(60, False, False)),
    ],
)
def test_the_plan(size: tuple[int, int], layout: Layout, reading: bool, in_inboxes: bool, plan: Plan) -> None:
    assert planned(*size, layout, reading=reading, in_inboxes=in_inboxes) == plan


@given(*SIZES, st.sampled_from(get_args(Layout)), st.booleans(), st.booleans())
def test_something_shows_at_every_size_and_the_sidebar_is_narrow(
    width: int, height: int, layout: Layout, reading: bool, in_inboxes: bool
) -> None:
    plan = planned(width, height, layout, reading=reading and not in_inboxes, in_inboxes=in_inboxes)
    assert plan.threads or plan.reader or plan.sidebar == width
    assert plan.sidebar <= 24 or width < 70
    if plan.list_size:
        assert plan.list_size >= 40 if not plan.below else height - plan.list_size >= 6


@given(st.integers(1, 300))
def test_the_layout_that_was_chosen_is_kept_where_it_fits(width: int) -> None:
    assert chosen("", width) == (SIDE if width >= THREE else OFF)
    for layout in get_args(Layout):
        assert (chosen(layout, width) == layout) == (not no_layout(layout, width)) == (layout in fitting(width))


def test_a_layout_that_cannot_be_says_why() -> None:
    assert "110" in no_layout("side", 80)
    assert no_layout("top", 120) == "There is no layout 'top'. Layouts: side, below, off."

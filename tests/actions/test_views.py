"""Saved views, orders and the inbox of a list: one answer for every front."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.views import (
    SavedView,
    SavedViews,
    inbox_in,
    inbox_meant,
    inbox_numbered,
    no_order,
    order,
    orders,
    scope_of,
)
from commune_tui.query import SORTS, parse
from commune_tui.store.rows import InboxRow
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.wording import do
from tests.linear.talk import talking
from tests.mail.account import account
from tests.servers import Server
from tests.ui.letters import Letters, letters


def inbox(seq: int, address: str) -> InboxRow:
    given: dict[str, Any] = dict.fromkeys(InboxRow._fields)
    return InboxRow(**{**given, "seq": seq, "id": f"inb_{seq}", "address": address, "name": "An inbox"})


@given(st.lists(st.text(max_size=30), unique_by=str.casefold, max_size=4))
def test_an_inbox_is_found_by_the_words_that_narrow_to_it(addresses: list[str]) -> None:
    """Whatever stands in its address, also nothing: quotation marks, blanks, brackets."""
    rows = [inbox(seq, address) for seq, address in enumerate(addresses)]
    assert [inbox_in(scope_of(row), rows) for row in rows] == rows
    assert inbox_in("", rows) is None and inbox_in("in:inb_99", rows) is None


@pytest.mark.parametrize(
    ("words", "meant", "numbered"),
    [
        ("", None, None), ("0", None, None), ("1", 0, 0), (" 3 ", 2, 2), ("4", None, None), ("9" * 20, None, None),
        ("sales@shop.example", 0, None), ("SALES@shop.example ", 0, None), ("INB_1", 1, None), ("sales", None, None),
        ("sales@s", 0, None), ("help", 2, None), ("An Inbox", None, None), ("desk", 2, None), ("@shop", None, None),
    ],
)  # fmt: skip
def test_an_inbox_is_meant_by_number_address_name_or_beginning(
    words: str, meant: int | None, numbered: int | None
) -> None:
    """What several have names none of them."""
    rows = [inbox(0, "sales@shop.example"), inbox(1, "sales@acme.example"), inbox(2, "help@acme.example")]
    rows[2] = rows[2]._replace(name="Desk")
    assert inbox_meant(rows, words) == (rows[meant] if meant is not None else None)
    assert inbox_numbered(rows, words) == (rows[numbered] if numbered is not None else None)


def test_every_order_of_the_filter_language_is_one_of_every_front() -> None:
    assert [suggested.value for suggested in orders("")] == list(SORTS)
    for word in SORTS:
        assert no_order(f" {word.upper()} ") == ""
        assert parse(order(word)).sort == parse(f"sort:{word}").sort
    assert no_order("sendre").startswith("There is no order 'sendre'. Did you mean sender? Orders: ") and all(
        word in no_order("") for word in SORTS
    )


async def test_a_view_is_saved_found_replaced_and_forgotten(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        saved = SavedViews(mine.session, {"Fixed": "tag:vip"})
        assert saved.not_saved("Tea", "subject:tea") == ""
        assert await saved.save(" Tea ", "subject:tea") == "Saved as Tea: subject:tea."
        assert await saved.save("tea", "subject:tea") == "Saved as tea: subject:tea."
        assert await saved.save("TEA", "tag:tea") == "Saved as TEA: tag:tea, in place of subject:tea."
        assert saved.all() == [SavedView("TEA", "tag:tea"), SavedView("Fixed", "tag:vip", True)]
        assert [view and view.name for view in map(saved.named, ("1", "2", "3", "tea", " fixed"))] == [
            "TEA", "Fixed", None, "TEA", "Fixed",
        ]  # fmt: skip
        assert saved.not_deleted("tee").endswith("Did you mean TEA?")
        assert await saved.delete("tea") == "The view tea is gone. It was: tag:tea"
        assert saved.all() == [SavedView("Fixed", "tag:vip", True)]


async def test_what_stands_in_the_settings_and_everything_are_no_views_to_save(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with account(fresh_sandbox, tmp_path) as mine:
        saved = SavedViews(mine.session, {"Fixed": "tag:vip"})
        assert do("go.all") in saved.not_saved("Everything", "") and saved.not_saved("", "") != ""
        for objection in (saved.not_saved("fixed", "tag:x"), saved.not_deleted("FIXED")):
            assert objection == "The view Fixed stands in the settings file: change it there."
        assert SavedViews(mine.session, {}).not_deleted("x").startswith("There is no saved view. ")


@pytest.mark.parametrize("front", ["screen", "lines"])
async def test_both_fronts_say_the_same_of_views(front: str, fresh_sandbox: Server, tmp_path: Path) -> None:
    """They disagreed: lines refused to save everything, the screen did not; only the screen knew of the settings."""
    said = [
        ("view.save Everything", "This is everything, which"),
        ("view.delete fixed", "The view Fixed stands in the settings file: change it there."),
        ("view.delete nothing", "There is no view 'nothing'."),
        ("list.sort risk", ""),
        ("view.save By risk", "Saved as By risk: sort:risk."),
        ("list.sort riks", "There is no order 'riks'."),
    ]
    views = {"Fixed": "tag:vip"}
    if front == "lines":
        from commune_tui.config import Settings

        async with talking(fresh_sandbox, tmp_path, settings=Settings(views=views)) as talk:
            await talk.say("all")
            for line, sentence in said:
                assert sentence in await talk.say(line)
        return
    async with letters(fresh_sandbox, tmp_path, size=(120, 30), views=views) as story:
        await story.press(":", then=lambda: story.asked)
        await story.type("go.all")
        await story.press("enter", then=lambda: main(story).view.shows.split.key == "all")
        for line, sentence in said:
            await story.press(":", then=lambda: story.asked)
            await story.type(line)
            await story.press("enter", then=partial(_told, story, sentence))


def main(story: Letters) -> MainScreen:
    screen = story.app.screen
    assert isinstance(screen, MainScreen)
    return screen


def _told(story: Letters, sentence: str) -> bool:
    return not story.asked and sentence in story.told

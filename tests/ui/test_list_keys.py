"""Keys over the list: no thread is skipped or touched unseen, and what narrows the list goes a step at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from commune_tui.mail.status import Status
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.kit.text_line import TextLine
from tests.flows.account import receive, thread
from tests.servers import Server
from tests.ui.letters import Letters, letters


def main(story: Letters) -> MainScreen:
    assert isinstance(story.app.screen, MainScreen)
    return story.app.screen


def subjects(story: Letters) -> list[str]:
    rows = [main(story).panes.threads.item(place) for place in range(main(story).panes.threads.count)]
    return [row.subject for row in rows if row is not None]


async def test_a_thread_that_left_the_list_makes_none_skipped(fresh_sandbox: Server, tmp_path: Path) -> None:
    """The open conversation is closed without moving on: the next key that moves on opens the one after it."""
    first, second, third = receive(fresh_sandbox, ["First", "Second", "Third"], status="needs_reply")
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.until(lambda: subjects(story) == ["Order 4711", "First", "Second", "Third"])
        await story.press("enter", then=lambda: main(story).panes.reader.thread_id == story.thread_id)
        await story.press("s", "c", then=lambda: subjects(story) == ["First", "Second", "Third"])
        await story.press("right_square_bracket", then=lambda: main(story).panes.reader.thread_id == first)
        await story.press("s", "w", then=lambda: subjects(story) == ["Second", "Third"])
        await story.press("e", then=lambda: main(story).panes.reader.thread_id == second)
        await story.press("e", then=lambda: main(story).panes.reader.thread_id == third)
        assert subjects(story)[-1] == "Third"


async def test_an_act_on_the_open_conversation_leaves_the_selection(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["First", "Second"], status="needs_reply")
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.until(lambda: len(subjects(story)) == 3)
        await story.press("j", "x", "k", "enter", then=lambda: main(story).panes.in_reader)
        await story.press("i", then=lambda: "@alex has it" in story.told)
        await story.press("q", then=lambda: not main(story).panes.in_reader)
        assert len(main(story).panes.threads.selected) == 1
        await story.until(lambda: (row := story.app.session.reads.thread(story.thread_id)) and row.assignee == "alex")


async def test_no_thread_is_touched_while_the_inboxes_have_the_keys(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(60, 20)) as story:
        await story.press("h", then=lambda: not main(story).panes.threads.display)
        for key in ("e", "i", "u", "t", "x", "exclamation_mark"):
            await story.press(key, then=lambda: "The inboxes have the keys" in story.told)
            assert not story.asked and not main(story).panes.threads.selected
        await story.press("l", then=lambda: main(story).panes.threads.has_focus)
        await story.press("i", then=lambda: "@alex has it" in story.told)
        row = story.app.session.reads.thread(story.thread_id)
        assert row is not None and row.status == "needs_reply" and row.tags == ()
    assert thread(fresh_sandbox, story.thread_id)["status"] == "needs_reply"


async def test_the_filter_stays_from_split_to_split_and_escape_goes_a_step_at_a_time(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    receive(fresh_sandbox, ["Order 12"], status="waiting")  # in All, and not among those who need a reply
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:

        def row() -> str:
            return main(story).query_one("#splits", TextLine).words

        scope = f"in:{story.address}"
        await story.press("h", then=lambda: main(story).panes.sidebar.has_focus)
        while getattr(main(story).panes.sidebar.current, "query", "") != scope:
            await story.press("j")
        await story.press("enter", then=lambda: main(story).view.shows.scope == scope and "[Needs reply 1]" in row())
        await story.press("slash", then=lambda: story.asked)
        await story.type("12")
        await story.press("enter", then=lambda: "1 in All: Tab looks further" in story.told)
        await story.press("shift+tab", then=lambda: "[All 1]" in row() and subjects(story) == ["Order 12"])
        assert main(story).view.shows.filter == "12"
        await story.press("escape", then=lambda: "[All 2]" in row())
        assert (main(story).view.shows.filter, main(story).view.shows.scope) == ("", scope)
        await story.press("escape", then=lambda: main(story).view.shows.scope == "")
        assert main(story).view.shows.split.key == "all"


async def test_the_cursor_waits_at_the_top_for_the_first_mails_and_then_stays_on_its_thread(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = receive(fresh_sandbox, ["First", "Second"], status="needs_reply")
    monkeypatch.setattr(Status, "whole", False)
    async with letters(fresh_sandbox, tmp_path) as story:

        def writes(thread_id: str) -> None:
            """Again, so that it goes to the top of the list."""
            parent = story.app.session.reads.messages(thread_id)[0].smtp_id
            story.customer_writes("Again.", subject="Re: it", in_reply_to=parent)
            story.app.do_app_sync()

        await story.until(lambda: subjects(story) == ["Order 4711", "First", "Second"])
        await story.until(lambda: all(map(story.app.session.reads.messages, (first, second))))
        writes(second)
        await story.until(lambda: subjects(story) == ["Second", "Order 4711", "First"])
        await story.until(lambda: main(story).panes.threads.cursor == 0)
        await story.press("j", then=lambda: main(story).panes.threads.cursor == 1)
        await story.press("k", then=lambda: main(story).panes.threads.cursor == 0)
        writes(first)
        await story.until(lambda: subjects(story) == ["First", "Second", "Order 4711"])
        current = main(story).panes.threads.current
        assert current is not None and current.subject == "Second"


async def test_an_either_or_stays_within_its_split_and_its_inbox(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["Order 12"], status="waiting")  # in All, and not among those who need a reply
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        splits = main(story).query_one("#splits", TextLine)
        await story.until(lambda: "All 2" in splits.words)
        await story.press("slash", then=lambda: story.asked)
        await story.type("subject:4711 or subject:12")
        await story.press("enter", then=lambda: not story.asked)
        await story.until(lambda: "[Needs reply 1]" in splits.words and "All 2" in splits.words)
        assert subjects(story) == ["Order 4711"]
        await story.press("shift+tab", then=lambda: subjects(story) == ["Order 4711", "Order 12"])


async def test_the_splits_are_whole_at_every_size(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        splits = main(story).query_one("#splits", TextLine)
        await story.until(lambda: "[Needs reply 1]" in splits.words and "Unassigned 1" in splits.words)
        await story.pilot.resize_terminal(46, 20)
        await story.until(lambda: "[Reply 1]" in splits.words and "Nobody 1" in splits.words)
        await story.pilot.resize_terminal(120, 30)
        await story.until(lambda: "[Needs reply 1]" in splits.words)


async def test_a_saved_view_shows_all_that_it_counts_whichever_way_it_is_opened(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    """Also from another split; its line in the sidebar is then marked."""
    receive(fresh_sandbox, ["Order 12"])
    async with letters(fresh_sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "i", then=lambda: len(subjects(story)) == 2)
        await story.press("slash", then=lambda: story.asked)
        await story.type("subject:order")
        await story.press("enter", then=lambda: not story.asked)
        await story.press("v", "equals_sign", then=lambda: story.asked)
        await story.press("enter", then=lambda: "Type something" in story.objection)
        await story.type("Orders")
        await story.press("enter", then=lambda: story.app.session.preferences.views())
        await story.press(
            "g", "m", then=lambda: main(story).view.shows.filter == "" and not main(story).panes.threads.count
        )
        await story.press("h", "j", then=lambda: getattr(main(story).panes.sidebar.current, "kind", "") == "view")
        await story.press("enter", then=lambda: len(subjects(story)) == 2)
        assert getattr(main(story).panes.sidebar.current, "label", "") == "1 Orders"
        await story.press("g", "m", then=lambda: not main(story).panes.threads.count)
        await story.press("1", then=lambda: len(subjects(story)) == 2)


async def test_views_of_the_settings_stand_beside_the_saved_ones(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Also one that nobody can read: it says so, and the list stays as it was."""
    views, counted = {"Orders": "subject:order", "Broken": "colour:red"}, [("1 Orders", 1), ("2 Broken", 0)]
    async with letters(fresh_sandbox, tmp_path, size=(120, 30), views=views) as story:
        await story.until(lambda: "All 1" in main(story).query_one("#splits", TextLine).words)
        shown = partial(map, main(story).panes.sidebar.item, (2, 3))
        await story.until(lambda: [(line.label, line.needs_reply) for line in shown() if line] == counted)
        await story.press("1", then=lambda: main(story).view.shows.filter == "subject:order")
        await story.press("2", then=lambda: "cannot be read: There is no filter “colour”" in story.told)
        assert main(story).view.shows.filter == "subject:order" and subjects(story) == ["Order 4711"]


async def test_repeating_does_not_ask_again(fresh_sandbox: Server, tmp_path: Path) -> None:
    first, second = receive(fresh_sandbox, ["First", "Second"], status="needs_reply")
    async with letters(fresh_sandbox, tmp_path) as story:
        tags = {
            each: lambda each=each: (row := story.app.session.reads.thread(each)) and row.tags
            for each in (first, second)
        }
        await story.until(lambda: len(subjects(story)) == 3)
        await story.press("j", "t", then=lambda: story.asked)
        await story.type("vip")
        await story.press("enter", then=lambda: tags[first]() == ("vip",))
        await story.press("j", "full_stop", then=lambda: tags[second]() == ("vip",))
        assert not story.asked
        await story.press("a", then=lambda: story.asked)
        await story.type(" ")
        await story.press("enter", then=lambda: "Type something" in story.objection)


async def test_a_note_is_never_written_twice_by_itself(fresh_sandbox: Server, tmp_path: Path) -> None:
    receive(fresh_sandbox, ["First"], status="needs_reply")
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.until(lambda: len(subjects(story)) == 2)
        await story.press("m", then=lambda: story.asked)
        await story.type("call")
        await story.press("enter", then=lambda: "noted" in story.told)
        await story.press("j", "full_stop", then=lambda: story.asked and not story.line.value)


async def test_a_term_without_its_value_filters_nothing_yet(fresh_sandbox: Server, tmp_path: Path) -> None:
    """Before the colon it was a word, which nothing holds."""
    receive(fresh_sandbox, ["First", "Second"], status="needs_reply")
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.until(lambda: len(subjects(story)) == 3)
        await story.press("slash", then=lambda: story.asked)
        await story.type("subject")
        await story.until(lambda: subjects(story) == [])
        await story.press("colon", then=lambda: len(subjects(story)) == 3)
        await story.type("first")
        await story.until(lambda: subjects(story) == ["First"])
        await story.type(" status:clo")
        await story.until(lambda: main(story).view.shows.filter == "subject:first" and subjects(story) == ["First"])
        await story.type("sed")
        await story.until(lambda: subjects(story) == [])

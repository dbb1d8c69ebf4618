"""Going back: one level at a time, to where one came from, and out only by the key that says so."""

from __future__ import annotations

from pathlib import Path

from textual import events

from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.kit.text_line import TextLine
from tests.servers import Server
from tests.ui.letters import Letters, letters


def main(story: Letters) -> MainScreen:
    assert isinstance(story.app.screen, MainScreen)
    return story.app.screen


async def test_escape_never_ends_the_program(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.press("g", "r", then=lambda: main(story).view.shows.split.key == "risk")
        await story.press("escape", then=lambda: main(story).view.shows.split.key == "needs_reply")
        await story.press("escape", then=lambda: "q quits" in story.told)
        await story.press("q", then=lambda: not story.app.is_running)
        assert story.app.return_code == 0


async def test_back_from_a_conversation_found_by_searching_leads_to_what_was_found(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        await story.press("g", "slash", then=story.on("SearchScreen"))
        search = story.app.screen
        await story.type("where")
        rows = search.query_one("FoundList")
        await story.until(lambda: rows.count)  # type: ignore[attr-defined]
        await story.press("enter", then=lambda: rows.has_focus)
        await story.press("enter", then=lambda: story.on("MainScreen")() and main(story).panes.reader.is_open)
        await story.press("q", then=lambda: story.app.screen is search)
        assert rows.has_focus and rows.count  # type: ignore[attr-defined]
        await story.press("q", then=story.on("MainScreen"))
        assert not main(story).panes.reader.is_open and story.app.is_running


async def test_another_conversation_leads_back_to_the_list(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        story.customer_writes("And this?", subject="Another order", in_reply_to=None)
        await story.press("g", "i", then=lambda: main(story).panes.threads.count == 2)
        first = main(story).panes.threads.current
        assert first is not None
        await story.press("g", "l", then=story.on("JournalScreen"))
        story.app.go.open_thread(first.id)
        await story.until(lambda: story.on("MainScreen")() and main(story).panes.reader.is_open)
        await story.press("right_square_bracket", then=lambda: main(story).panes.reader.thread_id != first.id)
        await story.press("q", then=lambda: not main(story).panes.reader.is_open)
        assert story.on("MainScreen")()


async def test_undo_names_the_thread_and_goes_there(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        story.customer_writes("And this?", subject="Another order", in_reply_to=None)
        await story.press("g", "i", then=lambda: main(story).panes.threads.count == 2)
        here = main(story).panes.threads.current
        assert here is not None
        await story.press("t", then=lambda: story.asked)
        await story.type("vip")
        await story.press("enter", then=lambda: main(story).program.session.reads.thread(here.id).tags == ("vip",))  # type: ignore[union-attr]
        await story.press("j", then=lambda: main(story).panes.threads.current != here)
        await story.press("z", then=lambda: f"“{here.subject}”" in story.told)
        await story.until(lambda: (row := main(story).panes.threads.current) is not None and row.id == here.id)


async def test_undo_and_redo_bring_the_conversation_back_too(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        other = story.customer_writes("And this?", subject="Another order", in_reply_to=None)
        await story.press("g", "i", then=lambda: main(story).panes.threads.count == 2)
        first = main(story).panes.threads.current
        assert first is not None
        [second] = {story.thread_id, other} - {first.id}
        await story.press("enter", then=lambda: main(story).panes.in_reader)
        await story.press("e", then=lambda: main(story).panes.reader.thread_id == second)
        await story.press("z", then=lambda: main(story).panes.reader.thread_id == first.id)
        await story.until(lambda: (row := main(story).panes.threads.current) is not None and row.id == first.id)
        await story.press("right_square_bracket", then=lambda: main(story).panes.reader.thread_id == second)
        await story.press("Z", then=lambda: main(story).panes.reader.thread_id == first.id)
        assert main(story).panes.in_reader


async def test_a_filter_counts_in_every_split(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        splits = main(story).query_one("#splits", TextLine)
        assert "All 1" in splits.words
        await story.press("slash", then=lambda: story.asked)
        await story.type("from:nobody")
        await story.press("enter", then=lambda: "All 1" not in splits.words)
        assert "from:nobody" in splits.words
        await story.press("escape", then=lambda: "All 1" in splits.words)


async def test_a_split_is_opened_by_a_click_on_its_name(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        splits = main(story).query_one("#splits", TextLine)
        await story.pilot.click(splits, offset=(splits.words.index("Waiting") + 1, 0))
        await story.until(lambda: main(story).view.shows.split.key == "waiting")


async def test_what_is_pasted_where_nothing_takes_text_is_said_to_be_left_out(
    fresh_sandbox: Server, tmp_path: Path
) -> None:
    async with letters(fresh_sandbox, tmp_path) as story:
        story.app.post_message(events.Paste("e e e"))
        await story.until(lambda: "left out" in story.told)
        await story.press("f3", then=lambda: "does nothing here" in story.told)
        assert main(story).panes.threads.count == 1

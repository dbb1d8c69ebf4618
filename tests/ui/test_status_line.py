"""A sentence that is told is told whole, in a few rows where the line is too short."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from commune_tui.text import cells
from commune_tui.ui.kit.status_line import StatusLine, ToldAbove, shortened, told_rows
from commune_tui.ui.outbox.screen import OutboxScreen
from tests.servers import Server
from tests.ui.letters import letters

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


def test_where_it_is_narrow_words_go_and_figures_stay() -> None:
    whole = "3 sends left this hour, resets 14:00 · mail leaves in 10 s, z takes it back"
    assert shortened(whole, 80) == whole
    assert shortened(whole, 58) == "3 sends left this hour, resets 14:00 · mail leaves in 10 s"
    assert shortened(whole, 45) == "3 sends left this hour · mail leaves in 10 s"
    assert shortened("2 of 5 sent, 3 wait · offline", 5) == "2 of 5 sent, 3 wait · offline"


async def test_how_many_sends_are_left_is_read_beside_what_is_told(fresh_sandbox: Server, tmp_path: Path) -> None:
    async with letters(fresh_sandbox, tmp_path, size=(120, 40)) as story:
        line = story.app.screen.query_one(StatusLine)
        line.follow("98 sends left this hour, resets 14:00 · mail leaves in 10 s, z takes it back", "warn")
        line.tell(LONG)
        shown = line.render_line(0).text
        assert "98 sends left this hour · mail leaves in 10 s" in shown


@given(st.text(st.sampled_from("ab 漢é."), max_size=200), st.integers(8, 60), st.integers(4, 60))
def test_no_row_is_wider_than_its_room(sentence: str, width: int, room: int) -> None:
    rows = told_rows(sentence, width, min(room, width))
    assert all(cells(row) <= width for row in rows[:-1])
    assert cells(rows[-1]) <= min(room, width)
    assert len(rows) <= 4


async def test_news_hides_nothing_that_can_be_pressed(sandbox: Server, tmp_path: Path) -> None:
    """Whatever arrives unasked gets rows of its own: the keys stay, and so does every row of the list."""
    news = "The server answers again. " * 6
    async with letters(sandbox, tmp_path) as story:
        await story.press("g", "d", then=story.on("OutboxScreen"))
        screen = story.app.screen
        line, rows = screen.query_one(StatusLine), screen.query_one("#outbox")
        keys, height = "".join(piece.text for piece in line.fitted(80)), rows.size.height
        story.app.facts.notifications._say(news)
        await story.until(lambda: rows.size.height < height)
        assert "".join(piece.text for piece in line.fitted(80)) == keys
        panel = screen.query_one(ToldAbove)
        assert panel.region.height == height - rows.size.height
        assert not panel.region.overlaps(rows.region) and not panel.region.overlaps(line.region)
        assert " ".join(story.told.split()).startswith(news.strip())
        await story.press("j", then=lambda: rows.size.height == height)


async def test_an_answer_stands_beside_news(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        story.app.facts.notifications._say("The server answers again.")
        story.app.tell("Nothing is running.")
        assert "The server answers again." in story.told and "Nothing is running." in story.told
        story.app.facts.notifications._say("Offline.")
        assert story.told.split()[0] == "Offline." and "Nothing is running" not in story.told


async def test_news_for_a_screen_that_is_not_built_hides_nothing_either(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        await story.press("g", "d", then=story.on("OutboxScreen"))
        keys = "".join(piece.text for piece in story.app.screen.query_one(StatusLine).fitted(80))
        await story.press("q", then=lambda: not story.on("OutboxScreen")())
        screen = OutboxScreen()
        pushed = story.app.push_screen(screen)
        screen.tell_news("The server answers again.")
        await pushed
        await story.until(lambda: "The server answers again." in story.told)
        assert "".join(piece.text for piece in screen.query_one(StatusLine).fitted(80)) == keys

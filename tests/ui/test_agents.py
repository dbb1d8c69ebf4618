"""The board: each row as wide as the screen whatever is in it, its columns under their titles, Enter to its threads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commune_tui.actions.agents import Agent, headline, sentence
from commune_tui.actions.splits import EVERYTHING
from commune_tui.risk.agents import Finding, Work, findings
from commune_tui.store.agents import AgentRow
from commune_tui.store.rows import InboxRow
from commune_tui.text import cells
from commune_tui.ui.agents import rows
from commune_tui.ui.agents.screen import AgentsScreen
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.kit.plot import plot
from tests.servers import Server
from tests.ui.letters import Letters, letters

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)
INBOX = InboxRow(1, "i1", "", "", "support@shop.example", "Support", "", "wren", "", "", (), False, None, None, None)
BUSY = Work(
    waiting=12, oldest_at=NOW - timedelta(hours=5), last_word_at=NOW - timedelta(hours=6), unheard=12,
    unheard_at=NOW - timedelta(hours=5), answers=40, median_s=240,
    p95_s=1200, recent=3, recent_median_s=7200, sent=60, bounced=4, obeyed=1, hooks_failed=2,
)  # fmt: skip
CAME = (*[0] * 20, 1, 2, 3, 4)


def agent(work: Work = BUSY, inbox: InboxRow = INBOX) -> Agent:
    return Agent(AgentRow(inbox, work, CAME, CAME[::-1]), findings(work, NOW))


def shown(each: Agent, width: int, ascii_only: bool = False) -> str:
    layout = rows.layout([each], width, NOW)
    return "".join(fragment.text for fragment in rows.line(each, layout, NOW, ascii_only=ascii_only).fragments)


@pytest.mark.parametrize("width", [40, 60, 79, 80, 100, 119, 199])
@pytest.mark.parametrize(
    "each",
    [agent(), agent(Work()), agent(inbox=INBOX._replace(agent_name="東京" * 30)), agent(BUSY._replace(waiting=10**9))],
)
def test_a_row_fills_the_width_and_stands_under_its_titles(width: int, each: Agent) -> None:
    said = shown(each, width)
    title = "".join(fragment.text for fragment in rows.heading(rows.layout([each], width, NOW)))
    assert cells(said) == cells(title) and (cells(said) == width or width < 45)


def test_what_needs_somebody_is_said_first_and_in_words() -> None:
    said = shown(agent(), 240)
    for word in (
        "!!",
        "wren",
        "obeyed: answered 1 mail that gives it orders; silent: nothing written for 6 h, 12 wait; bouncing, webhook",
    ):
        assert word in said
    assert shown(agent(Work()), 120).split()[:2] == ["wren", "nothing"]


def day(width: int, ascii_only: bool = False) -> list[str]:
    """What stands of the day in a row: the plot of what came, its number, the plot of what went, its number."""
    layout = rows.layout([agent()], width, NOW)
    told = rows.line(agent(), layout, NOW, ascii_only=ascii_only).fragments
    at = 3 + bool(layout.columns)
    return [fragment.text[2 * (place % 2 == 0) :] for place, fragment in enumerate(told[at : at + 4])]


def test_the_day_is_plotted_at_80_columns_too() -> None:
    assert day(79) == ["     ⣼", "   10", "⣧     ", "   10"]
    assert day(200) == [" " * 10 + "⣠⣾", "   10", "⣷⣄" + " " * 10, "   10"]
    assert day(79, ascii_only=True) == ["     #", "   10", "#     ", "   10"]
    assert rows.layout([agent()], 59, NOW).plot == 0


@pytest.mark.parametrize(
    ("numbers", "top", "dots", "signs"),
    [
        ([0] * 24, 0, "      ", "      "),
        ([1] * 24, 2, "⣿⣿⣿⣿⣿⣿", "######"),
        ([*[0] * 22, 1, 0], 100, "     ⢀", "     ."),
        ([*[0] * 20, 0, 0, 50, 50], 100, "     ⢸", "     #"),
        ([9] * 24, 9, "⣿⣿⣿⣿⣿⣿", "######"),
    ],
)
def test_only_nothing_is_blank_and_no_bar_is_higher_than_its_cell(
    numbers: list[int], top: int, dots: str, signs: str
) -> None:
    assert plot(numbers, 6, top, ascii_only=False) == dots
    assert plot(numbers, 6, top, ascii_only=True) == signs


def test_every_kind_is_named_where_not_all_of_it_fits() -> None:
    assert "obeyed, silent, bouncing, webhook: answer…" in shown(agent(), 100)
    assert "obeyed: answered 1 mail that gives it orders; silent, bouncing, webhook " in shown(agent(), 200)


def test_a_row_is_read_out() -> None:
    assert sentence(agent(), NOW) == (
        "wren, support@shop.example. Obeyed, answered 1 mail that gives it orders; silent, nothing written for 6 h, 12 "
        "wait; bouncing, 4 of 60 mails came back; webhook, 2 posts failed. 12 wait, the first for 5 h, usually answers "
        "in 4 min, nearly always in 20 min, now 2 h, last mail out 6 hours ago, 10 in and 10 out in 24 "
        "hours, of them 4 and 0 in the last hour, 4 of 60 came back in 7 days."
    )
    assert headline([agent(), agent(Work())]) == "1 of 2 agents needs you"
    assert headline([agent(Work())]) == "none of 1 agent needs you"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("silent", "is:unanswered"), ("bouncing", "delivery:bounced"), ("obeyed", "risk:high"), ("webhook", "")],
)
def test_where_a_row_leads(kind: str, words: str) -> None:
    threads = agent()._replace(findings=[Finding(kind, "")]).threads
    assert threads == (EVERYTHING, "in:support@shop.example", words, "")
    threads.query()  # it can be read


@pytest.mark.parametrize(("width", "height"), [(80, 24), (110, 30), (200, 60)])
def test_all_that_is_known_of_an_agent_is_said_below_the_board(width: int, height: int) -> None:
    long, short = agent(), agent(Work())
    room = rows.room([long, short], width, height, NOW)
    told = [rows.about(each, width, room, NOW) for each in (long, short)]
    for each, lines in zip((long, short), told, strict=True):
        assert (
            " ".join("".join(part.text for part in line).strip() for line in lines).split()
            == sentence(each, NOW).split()
        )
    assert len(told[0]) == len(told[1]) <= height // 3, "nothing moves with the cursor"


def test_what_has_no_room_below_the_board_ends_in_a_mark() -> None:
    (line,) = rows.about(agent(), 40, 1, NOW)
    assert line[0].text.endswith("…") and cells(line[0].text) <= 40
    assert rows.about(agent(), 40, 0, NOW) == []


def drawn(story: Letters) -> list[str]:
    """The rows of the screen as text."""
    strips = story.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in row) for row in strips]


async def test_the_board_opens_by_its_keys_and_enter_leads_to_the_threads(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("g", "b", then=lambda: isinstance(story.app.screen, AgentsScreen))
        await story.until(lambda: any("nothing" in line for line in drawn(story)))
        titles, row = drawn(story)[1], next(line for line in drawn(story) if "nothing" in line)
        assert titles.index("needs you") == row.index("nothing"), "the titles stand above their columns"
        await story.press("enter", then=lambda: isinstance(story.app.screen, MainScreen))
        main = story.app.screen
        assert isinstance(main, MainScreen)
        assert main.view.shows.split is EVERYTHING and main.view.shows.scope.startswith("in:")


async def test_what_is_cut_in_a_row_is_whole_below_the_board(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path, size=(80, 24)) as story:
        await story.press("g", "b", then=lambda: isinstance(story.app.screen, AgentsScreen))

        def below() -> str:
            return " ".join(" ".join(drawn(story)[-5:]).split())

        await story.until(lambda: "no mail out yet, " in below() and "in the last hour." in below())
        await story.press("j", then=lambda: "Nobody waits" in below())

"""The setup screen by itself: nothing typed is lost, nothing ends it but what says so, everything fits 60 columns."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.setup.app import SetupApp
from commune_tui.ui.setup.registration import STEPS
from commune_tui.ui.setup.screen import DEMO, LEAVE, OPEN, Answer, NewAgent

HEADLINE = "There is no key for profile default on https://api.commune.email yet."


class Office:
    """Knows one key; refuses the first registration, because the short name is taken."""

    headline = HEADLINE
    place = "~/.config/commune-tui/keys/default.toml"

    def __init__(self) -> None:
        self.agents: list[NewAgent] = []

    async def take_key(self, key: str) -> Answer:
        return Answer(key == "comm_right", "It may: read." if key == "comm_right" else "Not known.")

    async def register(self, agent: NewAgent) -> Answer:
        self.agents.append(agent)
        return Answer(len(self.agents) > 1, "Welcome." if len(self.agents) > 1 else "That short name is taken.")


def shown(pilot: Pilot[str]) -> str:
    return "\n".join(line.words for line in pilot.app.screen.query(TextLine) if line.display)


async def type_line(pilot: Pilot[str], text: str) -> None:
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")


async def test_what_was_typed_is_still_there_after_a_refusal_and_a_step_back() -> None:
    office = Office()
    app = SetupApp(office)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        for text in ("Support", "Acme Rockets", "acme", "Answers the mail of customers", "hush"):
            await type_line(pilot, text)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "That short name is taken." in shown(pilot)
        await pilot.press("r")
        line = app.screen.query_one(Input)
        assert line.value == "Support" and "1 of 5" in shown(pilot)
        await pilot.press("enter", "enter")
        assert line.value == "acme"
        await pilot.press("escape")
        assert line.value == "Acme Rockets" and "2 of 5" in shown(pilot)
        await pilot.press("enter")
        await type_line(pilot, "acme-rockets")
        await pilot.press("enter")
        assert line.value == "" and line.password  # a passphrase is not kept
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Welcome." in shown(pilot) and "opens the inboxes" in shown(pilot)
        await pilot.press("enter")
    assert [agent.passphrase for agent in office.agents] == ["hush", ""]
    assert office.agents[1].org_slug == "acme-rockets" and app.return_value == OPEN


async def test_only_q_leaves_and_a_key_that_was_kept_does_not_open_by_it() -> None:
    app = SetupApp(Office())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape", "k", "escape", "escape")
        assert "q leaves" in shown(pilot)
        await pilot.press("k")
        await type_line(pilot, "comm_right")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "It may: read." in shown(pilot)
        await pilot.press("q")
    assert app.return_value == LEAVE


async def test_the_choices_can_be_clicked() -> None:
    app = SetupApp(Office())
    async with app.run_test(size=(80, 24)) as pilot:
        line = next(line for line in app.screen.query(TextLine) if "try the demo" in line.words)
        await pilot.click(line, offset=(5, 0))
    assert app.return_value == DEMO


@pytest.mark.parametrize("size", [(60, 20), (60, 14)])
async def test_everything_fits_a_small_terminal(size: tuple[int, int]) -> None:
    app = SetupApp(Office())
    async with app.run_test(size=size) as pilot:
        rows = ["".join(part.text for part in row) for row in app.screen._compositor.render_strips()]
        text = " ".join(" ".join(rows).split())
        assert HEADLINE in text and "made up; nothing leaves here" in text and "…" not in text
        await pilot.press("k")
        await type_line(pilot, "wrong")
        await app.workers.wait_for_complete()
        await pilot.pause()
        rows = ["".join(part.text for part in row) for row in app.screen._compositor.render_strips()]
        assert any("Not known." in row for row in rows)


def test_each_step_of_a_registration_says_what_it_wants_in_a_label_that_fits() -> None:
    """The line for typing gives a label two fifths of the screen."""
    assert all(len(step.label) + 2 <= 76 * 2 // 5 and step.hint.endswith((".", "!")) for step in STEPS)

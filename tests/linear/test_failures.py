"""Nothing that fails under a word ends the talk: each failure is told, and quit always leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.actions.commands import LIST, PLACES
from commune_tui.linear import terminal
from commune_tui.mail.errors import explained
from tests.flows.account import receive
from tests.linear.talk import Talk, talking
from tests.servers import Server
from tests.ui.test_exceptions import ERRORS, SAID, failing

ENDS = {"app.quit", "app.leave"}
ASKS_THE_SERVER = {"app.claim"}
ARGUMENTS = ("", "1", "1 vip", "anna@example.org")


def lines(talk: Talk) -> list[tuple[str, str]]:
    """(place, line): every word in every place, with nothing and with what words take."""
    return [
        (place, f"{talk.front.words.word(command, place)} {each}".strip())
        for place in PLACES
        for command in talk.front.words.here(place)
        if command.id not in ENDS | ASKS_THE_SERVER
        for each in ARGUMENTS
    ]


def go_to(talk: Talk, place: str) -> None:
    """Be there, with nothing left to answer."""
    talk.front.dialogue.question = None
    talk.front.position.go(place)


async def test_a_failure_under_any_word_is_told_and_the_talk_goes_on(
    fresh_sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: list[str]
) -> None:
    receive(fresh_sandbox, ["Lost parcel", "Wrong bill"], status="needs_reply")
    async with talking(fresh_sandbox, tmp_path, hold_s=300) as talk:
        await talk.say("list", "1")
        failed, silent = 0, []
        for number, (place, line) in enumerate(lines(talk)):
            go_to(talk, place)
            which = number % len(ERRORS)
            with failing(monkeypatch, ERRORS[which]) as asked:
                said = await talk.say(line)
            failed += bool(asked)
            if asked and SAID[which].rstrip(".") not in said:
                silent.append((place, line, said))
            assert not talk.front.dialogue.ended, line
        assert failed > 300 and silent == []
        go_to(talk, LIST)
        assert "Needs reply: 2 threads." in await talk.say("needs reply", "list")


@pytest.mark.parametrize("error", ERRORS, ids=["store", "system", "fault"])
async def test_quit_leaves_whatever_fails_in_the_farewell(
    error: Exception, sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: list[str]
) -> None:
    async with talking(sandbox, tmp_path) as talk:
        with failing(monkeypatch, error) as asked:
            await talk.say("quit")
        assert asked and talk.front.dialogue.ended


def test_a_failure_that_goes_on_is_said_once(monkeypatch: pytest.MonkeyPatch, caught: list[str]) -> None:
    """As before each prompt on a disk that cannot be read; anew when it comes back after all was well."""
    said: list[str] = []
    monkeypatch.setattr(terminal.Terminal, "say", lambda self, line: said.append(line))
    line, loop = terminal.Terminal(), terminal.Loop()

    async def work(error: Exception | None) -> None:
        if error is not None:
            raise error

    for error in (ERRORS[0], ERRORS[0], None, ERRORS[0], ERRORS[1]):
        terminal._netted(line, loop, work(error), None)
    loop.close()
    assert said == [explained(each) for each in (ERRORS[0], ERRORS[0], ERRORS[1])]

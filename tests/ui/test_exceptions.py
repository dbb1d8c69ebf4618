"""Nothing that fails under a key, a fact, a timer or a drawing ends the screen, and each failure is told."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from commune_tui.actions.commands import COMMANDS, EVERYWHERE, Command
from commune_tui.mail.events import (
    DeliveryChanged,
    DraftSaved,
    DraftUnsaved,
    Fact,
    InboxesChanged,
    ServerSaid,
    ThreadsChanged,
    WentOffline,
)
from commune_tui.store.database import Database
from commune_tui.store.errors import LockedStore
from commune_tui.ui.compose.review import ReviewScreen
from commune_tui.ui.delivery.screen import DeliveryScreen
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.terminal import exceptions
from tests.servers import Server
from tests.ui.letters import Letters, letters
from tests.ui.screens import SCREENS, made, opened

BUSY = "The local store is busy; nothing was changed. Try again."
ERRORS = (
    LockedStore(BUSY),
    OSError(28, "No space left on device"),
    KeyError("a fault of the program"),
)
SAID = (BUSY, "The system refused this: No space left on device.", "Something went wrong here (KeyError).")
DISK = ("read_now", "write_now", "read", "write", "search", "search_whole")
ENDS = {"app.quit", "app.cancel", "app.suspend", "app.leave"}

FACTS: tuple[Fact, ...] = (
    ThreadsChanged(), InboxesChanged(), DeliveryChanged(), WentOffline("Away."), DraftSaved("x"),
    DraftUnsaved("x", "No."), ServerSaid("Well."),
)  # fmt: skip


@contextmanager
def failing(patch: pytest.MonkeyPatch, error: Exception) -> Iterator[list[str]]:
    """Whatever is asked of the store fails like this; what was asked."""
    asked: list[str] = []

    def now(name: str) -> Callable[..., Any]:
        def fails(*_: object) -> Any:
            asked.append(name)
            raise copy.copy(error)

        return fails

    def later(name: str) -> Callable[..., Any]:
        async def fails(*_: object) -> Any:
            asked.append(name)
            raise copy.copy(error)

        return fails

    with patch.context() as inner:
        for name in DISK:
            inner.setattr(Database, name, (now if name.endswith("_now") else later)(name))
        yield asked


def own(context: str) -> list[Command]:
    """The commands of a screen; those that work everywhere are the list's here."""
    everywhere = (EVERYWHERE,) if context == "list" else ()
    return [each for each in COMMANDS if {context, *everywhere} & {*each.contexts} and each.id not in ENDS]


async def test_no_failure_under_a_command_ends_the_screen(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: list[str]
) -> None:
    """Every command of every screen, with a store of which nothing can be had."""
    async with letters(sandbox, tmp_path, size=(120, 30)) as story:
        await story.press("enter", then=lambda: main(story).panes.reader.is_open)
        failed = 0
        for name, make in {"list": None, "reader": None, **made(story)}.items():
            for number, command in enumerate(own(name)):
                if make is not None and (story.app.screen.key_context != name or story.asked):  # type: ignore[attr-defined]
                    story.app.go.home()
                    await opened(story, make())
                with failing(monkeypatch, ERRORS[number % len(ERRORS)]) as asked:
                    story.app.call_later(story.app.keys.perform, command)
                    await handled(story)
                assert story.app.is_running, command.id
                failed += bool(asked)
                story.app.exceptions.recent.clear()
            story.app.go.home()
        assert failed > 40
        main(story).view.open(stay=False)
        await story.press("g", "i", then=lambda: main(story).panes.threads.count)
    assert caught


async def handled(story: Letters) -> None:
    """What was called before has been handled, and what that began beside the screen has run a little."""
    done = asyncio.Event()
    story.app.call_later(done.set)
    await done.wait()
    for _ in range(20):
        await asyncio.sleep(0)


def main(story: Letters) -> MainScreen:
    assert isinstance(story.app.screen, MainScreen)
    return story.app.screen


@pytest.mark.parametrize(("error", "sentence"), list(zip(ERRORS, SAID, strict=True)), ids=["store", "system", "fault"])
async def test_a_failure_under_a_key_is_told(
    error: Exception, sentence: str, sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: list[str]
) -> None:
    async with letters(sandbox, tmp_path, size=(120, 30)) as story:
        with failing(monkeypatch, error):
            for keys in (("tab",), ("enter",), ("g", "l"), ("g", "v"), ("g", "d"), ("e",), ("r",)):
                await story.press(*keys, then=lambda: sentence.split(".")[0] in story.told)
                story.app.go.home()
                story.app.exceptions.recent.clear()
            story.app.push_screen(DeliveryScreen())
            # A screen that could not be built is left again, and then it is told.
            await story.until(lambda: story.on("MainScreen")() and sentence in story.told)
        await story.press("g", "l", then=story.on("JournalScreen"))
    assert caught


async def test_a_failure_while_drawing_leaves_the_rest_of_the_screen(
    sandbox: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caught: list[str]
) -> None:
    def fails(*_: object) -> Any:
        raise LockedStore(BUSY)

    async with letters(sandbox, tmp_path, size=(120, 30)) as story:
        with monkeypatch.context() as patch:
            patch.setattr(type(main(story).panes.threads), "fragments", fails)
            main(story).panes.threads.refresh()
            await story.until(lambda: BUSY in story.told)
        await story.press("g", "i")
        assert story.app.is_running
    assert caught


async def test_a_failure_that_comes_again_and_again_by_itself_ends_the_program(
    sandbox: Server, tmp_path: Path, caught: list[str]
) -> None:
    """It would only spin."""

    def fails() -> None:
        story.app.call_later(fails)
        raise KeyError

    with pytest.raises(KeyError):
        async with letters(sandbox, tmp_path) as story:
            story.app.call_later(fails)
            await story.until(lambda: not story.app.is_running)
    assert len(caught) == exceptions.MOST


@pytest.mark.parametrize("name", SCREENS)
async def test_facts_reach_a_screen_that_is_still_being_built(name: str, sandbox: Server, tmp_path: Path) -> None:
    """Keys open it and mail arrives in the same moment: it hears of it when it is there."""
    async with letters(sandbox, tmp_path) as story:
        screen = made(story)[name]()
        heard: list[Sequence[Fact]] = []
        screen.on_facts = heard.append  # type: ignore[method-assign, assignment]
        story.app.push_screen(screen)
        story.app.facts._facts = list(FACTS)
        await story.app.facts._hand_on()
        assert not heard
        await story.until(lambda: heard)
        assert [*heard[0]] == list(FACTS)
        await story.until(lambda: "Well." in story.told)


async def test_reviews_are_opened_and_left_while_mail_arrives(sandbox: Server, tmp_path: Path) -> None:
    async with letters(sandbox, tmp_path) as story:
        draft = story.app.session.drafts.new(thread_id=story.thread_id, to=("anna@example.org",), body="Hello")
        for _ in range(10):
            for screen in (ReviewScreen(draft), DeliveryScreen()):
                story.app.push_screen(screen)
                story.app.facts._facts = list(FACTS)
                await story.app.facts._hand_on()
                story.app.pop_screen()
        await story.press("g", "l", then=story.on("JournalScreen"))

"""A press becomes a command: sequences, hints, what is not ours, the command line, and repeating."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commune_tui.actions.commands import BY_ID
from commune_tui.keys.keymap import Pending, build
from commune_tui.ui.dispatch import Dispatcher
from commune_tui.wording import do


class Timer:
    def __init__(self, call: Callable[[], None]) -> None:
        self.call, self.stopped = call, False

    def stop(self) -> None:
        self.stopped = True


class Screen:
    """Stands where a screen stands: remembers what it was asked to do."""

    def __init__(self) -> None:
        self.key_context: str | None = "list"
        self.did: list[str] = []
        self.told: list[str] = []
        self.hints: Pending | None = None
        self.timers: list[Timer] = []
        self.fast = False

    def hurried(self) -> bool:
        return self.fast

    def handlers(self) -> tuple[object, ...]:
        return (self,)

    def show_hints(self, pending: Pending | None) -> None:
        self.hints = pending

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)

    def after(self, delay_s: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(call))
        return self.timers[-1]

    def do_thread_close(self) -> None:
        self.did.append("close")

    async def do_go_needs_reply(self) -> None:
        self.did.append("go needs reply")

    def do_thread_tag(self, words: str) -> None:
        self.did.append(f"tag {words}")

    def do_app_undo(self) -> None:
        self.did.append("undo")

    def do_list_down(self) -> None:
        self.did.append("down")


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def dispatcher(screen: Screen) -> Dispatcher:
    return Dispatcher(screen, build()[0])


async def press(dispatcher: Dispatcher, *keys: str) -> list[bool]:
    return [await dispatcher.key(key, key if len(key) == 1 else None) for key in keys]


async def test_a_key_runs_its_command(dispatcher: Dispatcher, screen: Screen) -> None:
    assert await press(dispatcher, "e") == [True]
    assert screen.did == ["close"]


async def test_a_sequence_waits_shows_hints_late_and_then_runs(dispatcher: Dispatcher, screen: Screen) -> None:
    await press(dispatcher, "g")
    assert (screen.did, screen.hints) == ([], None)
    screen.timers[0].call()
    assert screen.hints is not None and ("n", "Needs reply") in screen.hints.options
    await press(dispatcher, "n")
    assert screen.did == ["go needs reply"]
    assert screen.hints is None and screen.timers[0].stopped


async def test_escape_leaves_a_sequence_and_does_nothing_else(dispatcher: Dispatcher, screen: Screen) -> None:
    assert await press(dispatcher, "g", "escape", "e") == [True, True, True]
    assert screen.did == ["close"]


async def test_keys_of_another_script_are_those_that_stand_there(dispatcher: Dispatcher, screen: Screen) -> None:
    await press(dispatcher, "п", "т", "у")
    await dispatcher.perform_line("сдщыу")
    assert screen.did == ["go needs reply", "close", "close"]
    await press(dispatcher, "п", "У")
    assert screen.told == [f"g У does nothing here. Press {do('app.help')} for the keys of this screen."]


async def test_hints_that_come_after_the_sequence_are_not_shown(dispatcher: Dispatcher, screen: Screen) -> None:
    """The timer had rung before it was stopped: its call was on the way."""
    await press(dispatcher, "g", "n")
    screen.timers[0].call()
    assert screen.hints is None


async def test_a_wrong_second_key_is_explained_and_does_not_act_alone(dispatcher: Dispatcher, screen: Screen) -> None:
    await press(dispatcher, "g", "e")
    assert screen.did == []
    assert screen.told == [f"g e does nothing here. Press {do('app.help')} for the keys of this screen."]


async def test_keys_belong_to_a_text_field_that_has_them(dispatcher: Dispatcher, screen: Screen) -> None:
    screen.key_context = None
    assert await press(dispatcher, "e", "g", "n") == [False, False, False]
    assert screen.did == []


async def test_the_command_line_takes_ids_short_names_and_arguments(dispatcher: Dispatcher, screen: Screen) -> None:
    for line in ("thread.close", "close", "tag vip urgent", ""):
        await dispatcher.perform_line(line)
    assert screen.did == ["close", "close", "tag vip urgent"]
    await dispatcher.perform_line("snoo")
    assert "Perhaps" in screen.told[-1] and "thread.snooze" in screen.told[-1]


async def test_repeat_does_the_last_act_again_but_not_a_move(dispatcher: Dispatcher, screen: Screen) -> None:
    await dispatcher.perform(BY_ID["app.repeat"])
    assert screen.told == ["Nothing to repeat yet."]
    await dispatcher.perform(BY_ID["thread.tag"], "vip")
    await press(dispatcher, "j", ".")
    assert screen.did == ["tag vip", "down", "tag vip"]


async def test_what_cannot_be_repeated_is_said_to_be_so(dispatcher: Dispatcher, screen: Screen) -> None:
    """It repeated what was done before that, which nobody saw."""
    await press(dispatcher, "e", "z", "j", ".")
    assert screen.did == ["close", "undo", "down"]
    assert screen.told == [f"Undo is not repeated: do it again by its own key, {do('app.undo')}."]
    await press(dispatcher, "e", ".")
    assert screen.did[-2:] == ["close", "close"]


async def test_words_that_a_command_does_not_take_are_not_dropped(dispatcher: Dispatcher, screen: Screen) -> None:
    await dispatcher.perform_line("close 5")
    assert screen.did == []
    assert screen.told == ["Close and move on takes nothing behind it, so nothing was done."]


async def test_repeating_uses_the_words_that_were_asked_for(dispatcher: Dispatcher, screen: Screen) -> None:
    await press(dispatcher, "t")
    dispatcher.finish(BY_ID["thread.tag"], "vip")
    await press(dispatcher, ".")
    assert screen.did == ["tag ", "tag vip", "tag vip"]


async def test_a_command_nobody_answers_says_so(dispatcher: Dispatcher, screen: Screen) -> None:
    assert await dispatcher.perform(BY_ID["reader.headers"]) is False
    assert screen.told == ["Headers does not work here."]


async def test_a_burst_of_letters_changes_nothing_but_may_move(dispatcher: Dispatcher, screen: Screen) -> None:
    screen.fast = True
    await press(dispatcher, "e", "j", "e")
    assert screen.did == ["down"]
    assert screen.told == ["Those keys came faster than anybody types, so nothing was changed."] * 2

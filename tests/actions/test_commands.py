"""The table of commands is true: each is answered wherever it applies, and no method is left over."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import get_args, get_type_hints

import pytest
from textual.screen import Screen
from textual.widget import Widget

import commune_tui.ui
from commune_tui.actions import commands, outbox
from commune_tui.actions.administration import acts
from commune_tui.actions.commands import COMMANDS, Command, method_name
from commune_tui.actions.splits import BY_COMMAND
from commune_tui.actions.triage import ACTIONS
from commune_tui.ui.administration import AdministrationCommands
from commune_tui.ui.app import CommuneApp
from commune_tui.ui.inbox.commands import InboxCommands
from commune_tui.ui.inbox.screen import MainScreen
from commune_tui.ui.inbox.triage import TriageCommands
from commune_tui.ui.navigation import Navigation
from commune_tui.ui.outbox.screen import OutboxScreen
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.thread.reader import Reader


def classes(base: type) -> list[type]:
    """Every class of the screen that is a ``base``."""
    found: list[type] = []
    for info in pkgutil.walk_packages(commune_tui.ui.__path__, "commune_tui.ui."):
        module = importlib.import_module(info.name)
        found += [each for _, each in inspect.getmembers(module, inspect.isclass) if issubclass(each, base)]
    return list(dict.fromkeys(found))


SCREENS = [each for each in classes(CommuneScreen) if each is not CommuneScreen]
WIDGETS = [
    each for each in classes(Widget) if each.__module__.startswith("commune_tui") and not issubclass(each, Screen)
]
MAIN = [MainScreen, *get_type_hints(InboxCommands).values()]


def with_parts(screen: type) -> list[type]:
    """A screen, and the parts of it that are asked after it."""
    return (
        MAIN
        if screen is MainScreen
        else [screen, *get_args(inspect.get_annotations(screen, eval_str=True).get("parts"))]
    )


OWNERS = [*WIDGETS, *(each for screen in SCREENS for each in with_parts(screen)), Navigation, CommuneApp]


def at_work(context: str) -> Iterator[list[type]]:
    """For each place of a context, who may answer there: the widget with the focus, its screen, the program."""
    if context == commands.READER:
        yield [Reader, *MAIN, Navigation, CommuneApp]
        return
    if context == commands.LIST:
        yield [*MAIN, Navigation, CommuneApp]
        return
    if context == commands.EVERYWHERE:
        yield [*MAIN, Navigation, CommuneApp]
        yield [Reader, *MAIN, Navigation, CommuneApp]
        return
    for screen in SCREENS:
        if getattr(screen, "key_context", None) == context:
            yield [*WIDGETS, *with_parts(screen), Navigation, CommuneApp]


#: What leads to a screen by its name (ui/navigation.py): a place and its screen are called alike.
NAMED = {f"{screen.__module__}.{screen.__name__}" for screen in SCREENS}
VISITED = {
    f"go.{each}" for each in commands.PLACES if f"commune_tui.ui.{each}.screen.{each.capitalize()}Screen" in NAMED
}


def answered(command: Command, owners: list[type]) -> bool:
    tables = (
        (ACTIONS, TriageCommands), (outbox.ACTIONS, OutboxScreen), (BY_COMMAND, Navigation), (VISITED, Navigation),
        (acts(), AdministrationCommands),
    )  # fmt: skip
    return any(callable(getattr(owner, method_name(command.id), None)) for owner in owners) or any(
        command.id in table and owner in owners for table, owner in tables
    )


#: Answered by the dispatcher itself, before anybody is asked (tests/ui/test_dispatch.py).
BY_THE_DISPATCHER = {"app.repeat"}


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.id not in BY_THE_DISPATCHER], ids=lambda c: c.id)
def test_a_command_is_answered_wherever_it_applies(command: Command) -> None:
    for context in command.contexts:
        places = list(at_work(context))
        assert places, f"no screen has the keys of {context}"
        for owners in places:
            assert answered(command, owners), f"nobody answers {command.id} in {context} ({owners[0].__name__})"


@pytest.mark.parametrize(
    "command", [each for each in COMMANDS if each.takes and each.id not in {*ACTIONS, *acts()}], ids=lambda c: c.id
)
def test_what_a_command_takes_reaches_its_method(command: Command) -> None:
    methods = [getattr(owner, method_name(command.id)) for owner in OWNERS if hasattr(owner, method_name(command.id))]
    assert methods
    for method in methods:
        inspect.signature(method).bind(object(), "words")
        inspect.signature(method).bind(object())


def test_every_command_is_found_by_its_words_and_in_the_help() -> None:
    """The help lists by context and the palette by label: none may be without, and no two may read alike."""
    assert [each.id for each in COMMANDS if not each.label or not each.group or not each.contexts] == []
    for context in commands.INHERITS:
        labels = [each.label for each in COMMANDS if commands.applies(each, context)]
        assert sorted(set(labels)) == sorted(labels)


def test_no_method_waits_for_a_command_that_is_not_there() -> None:
    """A ``do_…`` that no command names can never run."""
    known = {method_name(command.id) for command in COMMANDS}
    made = {
        name
        for owner in [*OWNERS, Screen]
        for name, _ in inspect.getmembers(owner, inspect.isfunction)
        if name.startswith("do_")
    }
    assert made - known == set()


def test_what_is_administered_has_a_command_and_each_such_command_is_done() -> None:
    rows = {command.id: command for command in COMMANDS if command.group == commands.ADMINISTRATION}
    assert rows.keys() == acts().keys()
    assert {name for name, act in acts().items() if act.argument is not None} == {
        name for name, command in rows.items() if command.takes
    }

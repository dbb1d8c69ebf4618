"""What fails is told in a sentence: every error of the program has one root, and who takes it needs no list."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import commune_tui
from commune_tui.cli.ending import Stop, explain
from commune_tui.config import ConfigError
from commune_tui.credentials import CredentialError
from commune_tui.errors import FAILED, NO_KEY, USAGE, Explained

WITHIN = {
    "commune_tui.__main__.NotWritten": "standard output itself fails, after all that explains errors has ended",
    "commune_tui.gate.operations.NotNow": "the release leaves the mail alone, or gives it back to the person",
    "commune_tui.gate.queue.Moved": "the release looks again, and the command says that it went on",
    "commune_tui.gate.reading.Foreign": "a call and a send answer that there is no such conversation",
    "commune_tui.gate.states.NoWay": "a fault of the program: a step that no mail makes",
    "commune_tui.key_store.Unusable": "a reason, which the credentials and the store's keys put into their sentences",
    "commune_tui.linear.terminal.TimedOut": "ends a guest's session where it is raised",
    "commune_tui.start.serve.messages.Gone": "the other process of the host has ended, and so does this one",
    "commune_tui.store.outbox.Stale": "the outbox begins again",
    "commune_tui.text.json_places.NoJson": "a reason, which acts on an extraction schema put into their sentences",
}
"""Errors that no person reads, because the one caller takes them."""


def _kinds() -> set[str]:
    found = set()
    for module in pkgutil.walk_packages(commune_tui.__path__, "commune_tui."):
        if ".sandbox" in module.name or module.name.endswith("child"):  # a program of its own, a process of its own
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Exception) and thing.__module__ == module.name:
                found.add(f"{module.name}.{thing.__qualname__}" if not issubclass(thing, Explained) else "")
    return found - {""}


def test_every_error_of_the_program_explains_itself_or_is_taken_by_its_caller() -> None:
    assert _kinds() == set(WITHIN)


@pytest.mark.parametrize(
    ("error", "status"),
    [(Stop("No."), FAILED), (Stop("No.", USAGE), USAGE), (ConfigError("No."), USAGE), (CredentialError("No."), NO_KEY)],
)
def test_a_command_ends_with_the_sentence_and_the_status_of_its_error(error: Explained, status: int) -> None:
    assert explain(error) == (status, "No.")


def test_an_error_that_nobody_wrote_for_people_is_not_quoted() -> None:
    assert "comm_secret" not in explain(RuntimeError("comm_secret"))[1]

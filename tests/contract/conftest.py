"""The contract is kept in both forms of the sandbox: a test that names none is asked once in each.

A module that is about one form only has a fixture ``form`` of its own; a test is marked with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.servers import Server, sandbox_process

PLAIN = ("--option", "burst_guard=off")
"""Tests send more in ten seconds than a person does."""
Started = Callable[[str, str], Server]


@pytest.fixture(params=["strict", "vendor"])
def form(request: pytest.FixtureRequest) -> str:
    """Whose ways the server has."""
    return str(request.param)


@pytest.fixture(scope="session")
def started() -> Iterator[Started]:
    """A sandbox by form and purpose, started when it is first asked for, one for each test worker."""
    with ExitStack() as stack:
        yield cache(lambda form, purpose: stack.enter_context(sandbox_process("--as", form, *PLAIN)))


@pytest.fixture
def sandbox(started: Started, form: str) -> Server:
    """One with inboxes and no mail, which other tests use too. Make your own inbox in it."""
    return started(form, "shared")


@pytest.fixture
def punctual_sandbox(started: Started, form: str) -> Server:
    """One whose clock no test moves: agents sign the time."""
    return started(form, "punctual")


@pytest.fixture
def fresh_sandbox(form: str) -> Iterator[Server]:
    """One for this test alone."""
    with sandbox_process("--as", form, *PLAIN) as server:
        yield server

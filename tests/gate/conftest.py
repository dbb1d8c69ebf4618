"""A sandbox and a gate before it, for each test of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.gates import Gate, gate
from tests.servers import Server, sandbox_process


@pytest.fixture
def sandbox() -> Iterator[Server]:
    """Inboxes and no mail."""
    with sandbox_process("--option", "burst_guard=off") as server:
        yield server


@pytest.fixture
def guarded(sandbox: Server, tmp_path: Path) -> Iterator[Gate]:
    """A gate without rules: everything is held."""
    with gate(sandbox, tmp_path) as made:
        yield made


@pytest.fixture
def box(sandbox: Server) -> str:
    """The id of an inbox."""
    return next(iter(sandbox.inboxes().values()))

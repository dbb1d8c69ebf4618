"""A home for each test, and a server with the demo's mail for each worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminals import Home
from tests.servers import Server, sandbox_command


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture(scope="session")
def office() -> Iterator[Server]:
    """A small organisation; tests only read it, or add agents of their own."""
    with sandbox_command("--threads", "40") as server:
        yield server

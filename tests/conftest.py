"""What every test may ask for: a running sandbox, shared by the tests of one worker, or one of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import Server, sandbox_process

# A busy machine is not a bug: hypothesis judges behaviour here, never time.
settings.register_profile("commune", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("commune")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Server]:
    """A sandbox process with inboxes and no mail, one for each test worker. Make your own inbox in it."""
    with sandbox_process() as server:
        yield server


@pytest.fixture
def fresh_sandbox() -> Iterator[Server]:
    """A sandbox process for one test alone."""
    with sandbox_process() as server:
        yield server

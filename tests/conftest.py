"""What every test may ask for: a running sandbox, shared by the tests of one worker, or one of its own."""

from __future__ import annotations

import gc
import importlib
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from commune_tui import clock
from tests.servers import FORM, Server, sandbox_process

# A busy machine is not a bug: hypothesis judges behaviour here, never time. A run that failed fails again, since it
# tries the same examples; `--hypothesis-profile explore` goes where nobody was before.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("commune", settings.get_profile("explore"), derandomize=True)
settings.load_profile("commune")


OTHERWISE = Path(__file__).with_name("vendor_form.txt")
"""Which tests cannot hold on the vendor's form of the sandbox, and why."""


WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
LONG = tuple(
    f"tests/{name}"
    for name in (
        "cli/test_send.py::test_a_lost",
        "flows/test_days.py",
        "flows/test_offline.py::test_ten",
        "frames/test_cases.py::test_every_case",
        "frames/test_few_colours.py",
        "frames/test_frames.py::test_every_screen",
        "hostile/test_screens.py",
        "kill/",
        "mail/test_drafts.py::test_damaged",
        "store/test_turning.py::test_a_kill",
        "ui/test_fields.py::test_what_is_shown",
        "ui/test_rebound.py::test_every_hint",
        "ui/test_rebound.py::test_no_screen",
        "ui/test_webhook_retries.py::test_forty",
    )
)
"""Tests of ten seconds and more."""


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Nothing of what is imported and collected goes away before the end: looking through it for what could, again and
    again, took half of the time of collecting, and then a part of every test's."""
    gc.disable()
    try:
        if worker := os.environ.get("PYTEST_XDIST_WORKER"):
            _translate_a_part(session.config, int(worker.removeprefix("gw")))
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def _translate_a_part(config: pytest.Config, number: int) -> None:
    """Import this worker's part of the test files, before all of them. Where none was translated yet, as in a fresh
    clone, workers that begin with the same file and go on side by side would each translate every one."""
    asked = [config.rootpath / argument for argument in config.args]
    files = [file for folder in asked if folder.is_dir() for file in sorted(folder.rglob("test_*.py"))]
    for file in files[number::WORKERS]:
        with suppress(Exception, pytest.skip.Exception):  # collecting it will tell
            importlib.import_module(".".join(file.relative_to(config.rootpath).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On the vendor's form, what the list names has to fail: an entry that holds is one too many."""
    items[:] = _long_ones_first(items)
    if FORM != "vendor":
        return
    rows = (line.partition(": ") for line in OTHERWISE.read_text("utf-8").splitlines() if line.startswith("tests/"))
    listed = {name.strip(): why.strip() for name, _, why in rows}
    for item in items:
        if why := listed.get(item.nodeid) or listed.get(item.nodeid.partition("[")[0]):
            item.add_marker(pytest.mark.xfail(reason=why, strict=True))


def _long_ones_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Each worker begins with a part of what takes long: nobody waits for one of those alone at the end."""
    long = [item for item in items if item.nodeid.startswith(LONG)]
    rest = [item for item in items if not item.nodeid.startswith(LONG)]
    ends = [len(rest) * part // WORKERS for part in range(WORKERS + 1)]
    return [
        item for part in range(WORKERS) for item in (*long[part::WORKERS], *rest[ends[part] : ends[part + 1]])
    ]  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test that leaves the clock held would be found by another one, which then fails for no reason of its own."""
    yield
    left = item.getparent(pytest.Module)
    if (nextitem is None or nextitem.getparent(pytest.Module) is not left) and (held := clock._frozen) is not None:
        clock.set_frozen(None)
        raise AssertionError(f"the clock was left at {held}")


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


class _Heard(logging.Handler):
    """The failures that the net under the screens took, as text."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.said.append(repr(error))


@pytest.fixture
def caught() -> list[str]:
    """What failed under the screens. A test that asks for it has made it fail; under any other nothing may."""
    return []


@pytest.fixture(autouse=True)
def _nothing_fails_unseen(request: pytest.FixtureRequest) -> Iterator[None]:
    """The program outlives its faults; its tests do not."""
    wanted: list[str] | None = request.getfixturevalue("caught") if "caught" in request.fixturenames else None
    heard = _Heard()
    if wanted is not None:
        heard.said = wanted
    loggers = [logging.getLogger(f"commune_tui.{name}") for name in ("ui.terminal.exceptions", "mail.session")]
    for logger in loggers:
        logger.addHandler(heard)
    yield
    for logger in loggers:
        logger.removeHandler(heard)
    assert wanted is not None or not heard.said, "failed and was caught: " + ", ".join(heard.said)

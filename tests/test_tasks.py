"""What fails beside everything else reaches somebody, and what should go on goes on."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest

import commune_tui
from commune_tui import tasks

SOURCES = Path(commune_tui.__file__).parent
STARTS = {"create_task", "ensure_future", "TaskGroup"}


async def test_a_failure_is_handed_over() -> None:
    heard: list[Exception] = []

    async def fails() -> None:
        raise KeyError

    await asyncio.wait([tasks.begin(fails(), "x", heard.append)])
    await asyncio.sleep(0)
    assert [type(error) for error in heard] == [KeyError]


async def test_what_goes_on_is_begun_again_after_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_AGAIN_S", 0.0)
    heard: list[Exception] = []
    going = asyncio.Event()

    async def fails_twice() -> None:
        if len(heard) < 2:
            raise KeyError(len(heard))
        going.set()
        await asyncio.Event().wait()

    task = tasks.lasting(fails_twice, "x", heard.append)
    await going.wait()
    assert len(heard) == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled() and len(heard) == 2


def begun(source: str) -> list[int]:
    """Lines on which a task is begun past the one place that tells of its failure."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [each.lineno for each in calls if getattr(each.func, "attr", getattr(each.func, "id", "")) in STARTS]


# The sandbox is a server of its own, whose tasks are its own care.
MODULES = [path for path in sorted(SOURCES.rglob("*.py")) if "sandbox" not in path.parts and path.name != "tasks.py"]


def test_no_task_is_begun_past_the_one_place() -> None:
    assert {str(path.relative_to(SOURCES)): found for path in MODULES if (found := begun(path.read_text()))} == {}


@pytest.mark.parametrize(
    "source", ["asyncio.create_task(go())", "create_task(go())", "loop.create_task(go())", "asyncio.ensure_future(x)"]
)
def test_the_lint_catches(source: str) -> None:
    assert begun(source) == [1]

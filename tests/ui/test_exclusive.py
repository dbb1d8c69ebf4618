"""Answers beside the screen: whatever order they come in, what is shown is the newest question's answer."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import commune_tui.ui
from commune_tui.ui.kit.exclusive import Exclusive, Running

UI = Path(commune_tui.ui.__file__).parent
FAILS = "fails"


class Place:
    """A place of a screen that shows a line; ``deaf`` work goes on when it is cancelled, as a thread would."""

    def __init__(self, *, deaf: bool) -> None:
        self.shown, self.told = "nothing", list[str]()
        self.attached, self._deaf = True, deaf
        self.tasks = list[asyncio.Task[None]]()
        self.asked = Exclusive(self._start, lambda error: self.told.append(str(error)), lambda: self.attached)

    def _start(self, run: Callable[[], Awaitable[None]]) -> Running:
        async def going_on() -> None:
            await run()

        self.tasks.append(asyncio.create_task(going_on()))
        return Deaf() if self._deaf else self.tasks[-1]

    def show(self, answer: str) -> None:
        self.shown = answer


class Deaf:
    def cancel(self) -> None:
        pass


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


steps = st.lists(st.sampled_from(["ask", "follow", "show", "fail"]), min_size=1, max_size=7)


@given(steps, st.integers(0, 2**32), st.booleans())
def test_what_is_shown_is_the_newest_questions_answer(kinds: list[str], seed: int, deaf: bool) -> None:
    """Questions are asked one after the other and answered in any order, some before the next one is asked."""
    asyncio.run(asked_in_any_order(kinds, Random(seed), deaf))


async def asked_in_any_order(kinds: list[str], chance: Random, deaf: bool) -> None:
    place, gates = Place(deaf=deaf), dict[str, asyncio.Event]()
    newest, shown_at_once = "", False

    async def answer(name: str) -> str:
        gate = gates.setdefault(name, asyncio.Event())
        await gate.wait()
        if name.startswith("fail"):
            raise ValueError(name)
        return name

    async def let_go(some: list[str]) -> None:
        chance.shuffle(some)
        for name in some:
            gates[name].set()
            await settled()

    for number, kind in enumerate(kinds):
        newest, shown_at_once = f"{kind} {number}", kind == "show"
        if kind == "show":
            place.asked.overtake()
            place.show(newest)
        else:
            way = place.asked.follow if kind == "follow" else place.asked.ask
            way(partial(answer, newest), place.show)
        await settled()
        if chance.random() < 0.5:
            await let_go([name for name in gates if chance.random() < 0.5])
    while waiting := [name for name, gate in gates.items() if not gate.is_set()]:
        await let_go(waiting)
    if newest.startswith("fail"):
        assert place.told[-1] == newest  # a failure is told, never swallowed
    else:
        assert place.shown == newest
        assert shown_at_once or newest not in place.told
    await asyncio.gather(*place.tasks, return_exceptions=True)


async def test_nothing_is_shown_where_the_place_is_gone() -> None:
    place, gate = Place(deaf=True), asyncio.Event()

    async def answer() -> str:
        await gate.wait()
        return "late"

    place.asked.ask(answer, place.show)
    await settled()
    place.attached = False
    gate.set()
    await settled()
    assert place.shown == "nothing"


async def test_changes_without_a_pause_keep_no_answer_away() -> None:
    """What takes long and is asked again at every change is answered all the same, and once more at the end."""
    place, going = Place(deaf=False), asyncio.Event()
    shown, number = list[int](), 0

    async def count() -> int:
        now = number
        await going.wait()
        return now

    place.asked.follow(count, shown.append)
    await settled()
    for number in range(1, 5):  # noqa: B007
        place.asked.follow(count, shown.append)
        await settled()
    going.set()
    await settled()
    assert shown == [0, 4]


# -- no way around it ------------------------------------------------------------------------------------------------

GATES = {"exclusive.py", "facts.py"}
STARTS = {"run_worker", "create_task", "ensure_future", "to_thread", "run_in_executor", "call_from_thread"}


def ways_around(source: str) -> list[str]:
    """Places where something is asked beside the screen without the questions of a place.

    A wish (``attempt``) only tells what became of it, unless keys wait until it is over: then nothing can be newer.
    """
    found = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        decorators = getattr(node, "decorator_list", ())
        names = [each.func if isinstance(each, ast.Call) else each for each in decorators]
        if any(getattr(each, "id", getattr(each, "attr", "")) == "work" for each in names):
            found.append(f"{node.lineno}: a worker by decorator")  # type: ignore[attr-defined]
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in STARTS:
            found.append(f"{node.lineno}: {name}")
        if name == "attempt" and isinstance(node.func, ast.Attribute) and not _waited_for(node) and not _wish(node):
            found.append(f"{node.lineno}: a wish that shows something")
    return found


def _waited_for(call: ast.Call) -> bool:
    return any(each.arg == "group" and getattr(each.value, "id", "") == "WRITING" for each in call.keywords)


def _wish(call: ast.Call) -> bool:
    """Whether the session or an action does it, or a wish is handed on: then only a sentence comes back."""
    [work] = call.args
    acts = isinstance(work, ast.Call) and isinstance(work.func, ast.Name) and work.args
    if acts and ast.unparse(work.args[0]).endswith("session"):  # type: ignore[attr-defined]
        return True
    return "session." in ast.unparse(work) or isinstance(work, ast.Name)


@pytest.mark.parametrize(
    "path", [path for path in sorted(UI.rglob("*.py")) if path.name not in GATES], ids=lambda path: path.name
)
def test_no_answer_comes_past_the_questions(path: Path) -> None:
    told_only = {
        "attachments.py": ["a wish that shows something"],  # it opens no question over a newer one
        "administration.py": ["a wish that shows something"],  # what comes once is shown, however late it comes
    }
    found = [
        each for each in ways_around(path.read_text()) if each.partition(": ")[2] not in told_only.get(path.name, ())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "self.program.attempt(self._show(self.session))",
        "self.run_worker(self._settle(listing))",
        "self.run_worker(go, group='x', exclusive=True)",
        "asyncio.create_task(self._load())",
        "@work\nasync def load(self): ...",
        "@work(exclusive=True)\nasync def load(self): ...",
        "self.program.attempt(self._load())",
        "self.program.attempt(select(), group='other')",
    ],
)
def test_the_lint_catches(source: str) -> None:
    assert ways_around(source)


@pytest.mark.parametrize(
    "source",
    [
        "self._list.ask(listing.settle, self._settled)",
        "self.program.attempt(self.session.outbox.redo())",
        "self.program.attempt(redo(self.session))",
        "self.program.attempt(self._leave(), group=WRITING)",
    ],
)
def test_the_lint_allows(source: str) -> None:
    assert not ways_around(source)

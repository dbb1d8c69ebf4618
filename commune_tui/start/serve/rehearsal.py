"""One visit that nobody sees, before the first guest comes.

What Python, Textual and SQLite's bindings make up when they do something for the first time is then made in the parent,
and shared by all sessions: each is quicker, and half as big. When it is over, the parent has no thread, no event loop
and no socket, as before.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commune_tui import tasks
from commune_tui.body import child
from commune_tui.config import Settings
from commune_tui.start import demo
from commune_tui.start.serve import program
from commune_tui.start.world_folder import world_folder

if TYPE_CHECKING:
    from commune_tui.api import Commune

SIZE = (120, 40)
_STEP_S, _STEPS = 0.02, 10_000
_TAKEN = (signal.SIGINT, signal.SIGTERM)
_KEYS = ("j", "k", "enter", "escape", "question_mark", "escape", "r", "escape", "slash", "escape")


def rehearse(words: list[str]) -> None:
    """Play it, and keep what it made. ``words`` are those of a guest's world."""
    child.warm(files=True)
    with world_folder() as folder:
        asyncio.run(_play(words, folder))
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(_STEP_S * _STEPS)
    assert threading.active_count() == 1, "a thread is left, and nothing may be forked beside it"
    gc.collect()
    gc.freeze()  # all that there is now stays, and is never looked through


async def _play(words: list[str], folder: Path) -> None:
    from commune_tui.cli.parser import build
    from commune_tui.sandbox import command
    from commune_tui.sandbox.faults import FaultPlan
    from commune_tui.sandbox.world import World
    from commune_tui.ui.guest import GuestApp

    before = {number: signal.getsignal(number) for number in _TAKEN}
    moment = program.usual_as_of(words)
    completing = demo.furnish(folder, moment)
    arguments = build(["sandbox"]).parse_args(program.world_words(words, moment))
    world = World(None, seed=arguments.seed)
    try:
        state = command.furnish(world, FaultPlan([], arguments.seed), arguments)
        with redirect_stdout(StringIO()) as told:
            server = tasks.begin(command.serve(state, arguments, None), "world", tasks.awaited)
            await _until(lambda: told.getvalue().count("\n") == 2)
        _take_signals_back(before)
        url, key = (line.partition("=")[2] for line in told.getvalue().split())
        session = demo.made_session(Settings(), folder / demo.STORE, lambda: _connected(url, key), completing)
        app = GuestApp(session, Settings(), demo=demo.ABOUT)
        async with app.run_test(size=SIZE) as pilot:
            await _until(lambda: session.status.words()[0] == "synced")
            for pressed in _KEYS:
                await pilot.press(pressed)
        server.cancel()
        with suppress(asyncio.CancelledError):
            await server
    finally:
        world.close()


def _take_signals_back(before: Mapping[signal.Signals, Any]) -> None:
    """Its server has taken them to end by; who is told to end meanwhile is this program."""
    for number, handler in before.items():
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.signal(number, handler)


async def _connected(url: str, key: str) -> Commune:
    from commune_tui.api import Commune
    from commune_tui.api.retry import RetryPolicy

    return Commune(key, base_url=url, retry=RetryPolicy(attempts=1))


async def _until(fact: Callable[[], bool]) -> None:
    for _ in range(_STEPS):
        if fact():
            return
        await asyncio.sleep(_STEP_S)
    raise TimeoutError("the rehearsal stands still")

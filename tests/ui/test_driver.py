"""What a signal does to the terminal is done between two turns of the loop, never in the middle of a write."""

from __future__ import annotations

import asyncio
import signal
import threading

from commune_tui.ui.terminal.driver import SteadyDriver


class Recording(SteadyDriver):
    """A driver that has begun, without a terminal."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._auto_restart, self._must_signal_resume = True, False
        self._key_thread = threading.current_thread()
        self._loop = asyncio.get_running_loop()

    def suspend_application_mode(self) -> None:
        self.done.append("suspended")

    def resume_application_mode(self) -> None:
        self.done.append("resumed")
        self._must_signal_resume = False


async def test_going_on_after_a_stop_waits_for_what_was_interrupted() -> None:
    driver = Recording()
    before = signal.signal(signal.SIGCONT, lambda *found: driver._sigcont_application(*found))
    try:
        signal.raise_signal(signal.SIGCONT)
        assert driver.done == []  # here the lock of a queue could be held
        await asyncio.sleep(0)
        assert driver.done == ["suspended", "resumed"]
    finally:
        signal.signal(signal.SIGCONT, before)


async def test_what_was_suspended_meanwhile_is_left_alone() -> None:
    driver = Recording()
    driver._sigcont_application(signal.SIGCONT, None)
    driver._key_thread = None
    await asyncio.sleep(0)
    assert driver.done == []

"""The terminal's driver, which sleeps while nobody types and comes back from every stop, also from one unforeseen.

Textual 8.2.8 puts the terminal back before it stops itself (SIGTSTP), and begins anew when it goes on (SIGCONT). After
a SIGSTOP it would begin a second time on top of the first, and take the raw terminal for the one it was given.
"""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from commune_tui.ui.terminal.early import BEGUN, ENTER, EarlyTerminal
from commune_tui.ui.terminal.ending import Ending
from commune_tui.ui.terminal.input_filter import GuardedParser
from commune_tui.ui.terminal.key_reader import read_keys


class SteadyDriver(LinuxDriver):
    """Puts the terminal back before it begins anew, always as it was at the launch."""

    _given: list[Any] | None = None
    _beginning = False
    _stopped_meanwhile = False

    def __init__(self, app: App[Any], **more: Any) -> None:
        super().__init__(app, **more)
        self._ending = self.exit_event = Ending()
        self._early: EarlyTerminal | None = getattr(app, "early", None)
        if self._early is not None:
            self._given = self._early.given

    def run_input_thread(self) -> None:
        before = self._early.typed() if self._early is not None else ()
        read_keys(self.fileno, GuardedParser(), self._ending, self.process_message, before)

    def write(self, data: str) -> None:
        if self._early is not None and not self._early.taken and data in BEGUN:
            return  # it is so, and at the first of them some terminals would clear what stands there
        if self._early is not None and data == ENTER:
            self._early.cells.forget()
        super().write(data)

    def start_application_mode(self) -> None:
        self._beginning, self._stopped_meanwhile = True, False
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        finally:
            self._beginning = False
        self._given = self._given or self.attrs_before
        self.attrs_before = self._given
        if self._stopped_meanwhile:  # whoever had the terminal may have undone the half that was done
            self._begin_anew()
        if self._early is not None:
            self._early.take()

    def _sigcont_application(self, *arguments: Any) -> None:
        if self._beginning:
            self._stopped_meanwhile = True
        elif self._auto_restart and not self._must_signal_resume and self._key_thread is not None:
            # Not here: what was interrupted may hold the lock of the queue that everything is written to.
            self._loop.call_soon_threadsafe(self._go_on)
        else:
            super()._sigcont_application(*arguments)

    def _go_on(self) -> None:
        if self._key_thread is not None:  # else it was suspended since
            self._begin_anew()

    def _begin_anew(self) -> None:
        self.suspend_application_mode()
        self._must_signal_resume = True
        self.resume_application_mode()

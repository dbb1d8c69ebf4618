"""The terminal's driver, which comes back from every stop: also from one that it could not see coming.

Textual 8.2.8 puts the terminal back before it stops itself (SIGTSTP), and begins anew when it goes on (SIGCONT). After
a SIGSTOP it would begin a second time on top of the first, and take the raw terminal for the one it was given.
"""

from __future__ import annotations

from typing import Any

from textual.drivers.linux_driver import LinuxDriver


class SteadyDriver(LinuxDriver):
    """Puts the terminal back before it begins anew, always as it was at the launch."""

    _given: list[Any] | None = None
    _beginning = False
    _stopped_meanwhile = False

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

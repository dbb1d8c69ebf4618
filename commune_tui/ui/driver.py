"""The terminal's driver, which comes back from every stop: also from one that it could not see coming.

Textual 8.2.8 puts the terminal back before it stops itself (SIGTSTP), and begins anew when it goes on (SIGCONT). After
a SIGSTOP it would begin a second time on top of the first, and take the raw terminal for the one it was given.
"""

from __future__ import annotations

from typing import Any

from textual.drivers.linux_driver import LinuxDriver


class SteadyDriver(LinuxDriver):
    """Puts the terminal back, as it was given, before it begins anew."""

    def _sigcont_application(self, *arguments: Any) -> None:
        if self._auto_restart and not self._must_signal_resume and self._key_thread is not None:
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application(*arguments)

"""Asking for a key or a passphrase: nothing that is typed is shown, and the terminal echoes again however it ends."""

from __future__ import annotations

import getpass
import signal

from commune_tui.cli.privacy import ending_in_order


def ask(prompt: str) -> str:
    """The line that was typed. Raises SystemExit at a signal, once the terminal is as it was."""
    with ending_in_order(signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        return getpass.getpass(prompt)

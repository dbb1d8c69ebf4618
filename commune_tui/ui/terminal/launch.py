"""Runs an app behind every guard: output gate, input input_filter, signals; and tells the true exit status."""

from __future__ import annotations

import os
import signal
from typing import Any

from textual.app import App

from commune_tui.ui.terminal import input_filter, output_filter, signals


def launch(app: App[Any], *, mouse: bool = True) -> int:
    """Run ``app`` in the terminal. The status for the shell: what the app was ended with, 1 after a crash (from which
    Textual returns as if nothing had been), 128 + n after signal n.

    :raises output_filter.OutputNotSafe: before anything is drawn.
    """
    output_filter.install()
    input_filter.install()
    early = getattr(app, "early", None)
    done = signals.install(app, early.given if early is not None else None)
    try:
        if not os.isatty(0):  # it went away since the program started: Textual would read its end for ever
            return 128 + signal.SIGHUP
        app.run(mouse=mouse)
    finally:
        done()
        _end_input(app)
    return app.return_code or 0


def _end_input(app: App[Any]) -> None:
    """End the thread that reads the keys: Textual ends it on its own way out only, and Python waits for it for ever."""
    ended = getattr(app._driver, "exit_event", None)
    if ended is not None:
        ended.set()

"""Shows an app in the terminal and says the last words when it ended badly."""

from __future__ import annotations

import gc
import logging
import sys
from typing import TYPE_CHECKING, Any

from commune_tui import __version__
from commune_tui.cli.ending import Stop, log_hint
from commune_tui.cli.privacy import heed
from commune_tui.cli.terminal import refusal
from commune_tui.errors import FAILED, NO_TERMINAL

if TYPE_CHECKING:
    from textual.app import App

_log = logging.getLogger(__name__)


def check_terminal(lines: str = "commune-tui --linear") -> None:
    """Raises :class:`Stop` where no screen can be shown. Call before anything is opened. ``lines``: what can be."""
    if reason := refusal(lines=lines):
        raise Stop(reason, NO_TERMINAL)


def hurry_to_the_screen() -> None:
    """Call before the screen's part of the program is imported. Nothing of what is made until its first frame is ever
    garbage, so nobody need look for any; the screen goes on with that after its first frame (an eighth of the start).
    """
    gc.disable()


def play(app: App[Any], *, mouse: bool = True) -> int:
    """Run it; its exit status. After a crash, say what was kept and where the log is."""
    from commune_tui.ui.terminal.launch import launch

    _log.info("commune-tui %s starts (%s)", __version__, type(app).__name__)
    heed()
    status = launch(app, mouse=mouse)
    _log.info("it ended with status %d", status)
    if status == FAILED and (hint := log_hint()):
        from commune_tui.cli.tell import tell

        tell(hint.strip(), sys.stderr)
    return status

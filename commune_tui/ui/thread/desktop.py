"""Handing an address or a saved file to the desktop: a fixed program, one argument, no shell; never over SSH.

Whether it may be opened at all is decided before, by whoever shows it to the person.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from commune_tui import child


def unavailable(*, guest: bool) -> str:
    """Why nothing can be opened here; empty when it can."""
    if guest:
        return "Guests cannot open anything."
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return "Over SSH nothing is opened."
    if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "There is no desktop here to open it."
    return "" if _opener() else "There is no program here that opens it."


def open_url(url: str) -> str:
    """Open an http or https address; what to tell the person."""
    return _start(url) or "Opened in your browser."


def open_file(path: Path) -> str:
    """Open a file with the program that the desktop has for it; what to tell the person."""
    return _start(str(path.absolute())) or "Opened."


def _start(what: str) -> str:
    """Run the opener and do not wait for it; a sentence when it could not be started."""
    opener = _opener()
    if opener is None:
        return "There is no program here that opens it."
    try:
        subprocess.Popen(  # noqa: S603 - a fixed program and one checked argument
            [opener, what],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child.environment(),
            start_new_session=True,
        )
    except OSError as error:
        return f"{opener} could not be started ({error.strerror})."
    return ""


def _opener() -> str | None:
    return shutil.which("open" if sys.platform == "darwin" else "xdg-open")

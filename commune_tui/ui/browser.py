"""Handing an address to the desktop's browser: a fixed program, one argument, no shell; never over SSH.

What the address means and whether it may be opened is decided before, by :mod:`commune_tui.text.link`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def unavailable(*, guest: bool) -> str:
    """Why nothing can be opened here; empty when it can."""
    if guest:
        return "Guests cannot open addresses."
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return "Over SSH no browser is opened. The address:"
    if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return "There is no desktop here. The address:"
    return "" if _opener() else "There is no program here that opens addresses. The address:"


def open_url(url: str) -> str:
    """Open an http or https address; what to tell the person."""
    opener = _opener()
    if opener is None:
        return f"There is no program here that opens addresses. The address: {url}"
    try:
        subprocess.Popen(  # noqa: S603 - a fixed program and one checked argument
            [opener, url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"{opener} could not be started ({error.strerror}). The address: {url}"
    return "Opened in your browser."


def _opener() -> str | None:
    return shutil.which("open" if sys.platform == "darwin" else "xdg-open")

"""Whether a terminal can show the screen, and which of the two looks suits it. Looks at the environment only."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

from commune_tui.config import Settings

_LIGHT = ("7", "15")
"""The last part of COLORFGBG for a white background; everything else is dark or unknown."""


def refusal(environment: Mapping[str, str] | None = None, *, lines: str = "commune-tui --linear") -> str | None:
    """Why the screen cannot be shown here and what to do, or ``None``. ``lines``: the command that needs no screen."""
    env = os.environ if environment is None else environment
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return (
            "the screen needs a terminal, and input or output is a file or a pipe. "
            f"As lines: {lines}. For a script: commune-tui peek --json"
        )
    if env.get("TERM", "") in ("", "dumb", "unknown"):
        return (
            f"this terminal (TERM={env.get('TERM', '')!s}) cannot move its cursor. Open a normal one, "
            f"or set TERM to what it is, such as xterm-256color. As lines, without a screen: {lines}"
        )
    return None


def theme_of(settings: Settings, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings with ``theme = "auto"`` decided: light where COLORFGBG says so, else dark."""
    if settings.theme != "auto":
        return settings
    env = os.environ if environment is None else environment
    light = env.get("COLORFGBG", "").rpartition(";")[2] in _LIGHT
    return replace(settings, theme="light" if light else "dark")

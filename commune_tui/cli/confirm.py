"""Asking before what cannot be taken back: a word has to be typed, so that no key pressed too often does it."""

from __future__ import annotations

import sys

from commune_tui.cli.ending import Stop
from commune_tui.errors import USAGE


def confirm(word: str, to_do: str, *, yes: bool) -> None:
    """Return when the person typed ``word``, or said ``--yes``. Raises :class:`Stop` in any other case."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Stop("nobody is there to be asked, so nothing was done. In a script: --yes", USAGE)
    if input(f"Type {word} to {to_do}: ").strip() != word:
        raise Stop("that is not it, so nothing was done.")

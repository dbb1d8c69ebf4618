"""The first list on the terminal before the screen's part of the program is imported, which takes twice as long as all
that came before. Where that cannot be, there is nothing until the screen itself draws.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from commune_tui.ui import looks
from commune_tui.ui.terminal.early import EarlyTerminal
from commune_tui.ui.terminal.pens import Pens, colours_of

if TYPE_CHECKING:
    from commune_tui.config import Settings
    from commune_tui.mail.session import Session

_log = logging.getLogger(__name__)
_LEAST, _MOST = (20, 5), (1000, 300)
"""Columns and rows of a window in which it is drawn."""
_TEXTUALS_OWN = ("TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ALLOW_SIGNALS", "TEXTUAL_DRIVER")
"""Variables by which Textual would treat the terminal in other ways."""


@contextmanager
def first_list(session: Session, settings: Settings) -> Iterator[EarlyTerminal | None]:
    """Draw it; the terminal is given back at the end, unless the screen took it. ``settings`` have a theme."""
    early = EarlyTerminal()
    try:
        yield early if _begun(early, session, settings) else None
    finally:
        early.end()


def _begun(early: EarlyTerminal, session: Session, settings: Settings) -> bool:
    width, height = shutil.get_terminal_size()
    if not (_LEAST[0] <= width <= _MOST[0] and _LEAST[1] <= height <= _MOST[1]) or not _ours():
        return False
    from commune_tui.keys import keymap
    from commune_tui.ui.inbox.first_list import FirstList

    look = looks.LIGHT if settings.theme == "light" else looks.DARK
    pens = Pens(look, colours_of(os.environ), plain="NO_COLOR" in os.environ)
    try:
        keys, _ = keymap.build(settings.keys_preset, settings.keys)
        if not (parts := FirstList(pens, settings, width, height).parts(session, keys)):
            return False
        early.begin(parts, width, height)
    except Exception:  # the screen itself comes to it too, and can tell
        _log.exception("the first list was not drawn early")
        early.end()
        return False
    return True


def _ours() -> bool:
    """Whether we may write to the terminal now, as Textual would."""
    if any(name in os.environ for name in _TEXTUALS_OWN):
        return False
    with suppress(OSError):  # it is the controlling terminal of somebody else: nobody stops us
        return os.tcgetpgrp(0) == os.getpgrp()
    return True

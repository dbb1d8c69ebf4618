"""``--linear``: the program as lines, in place of the screen. Needs no terminal that can move its cursor."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui.config import Settings

if TYPE_CHECKING:
    from commune_tui.linear.front import Front
    from commune_tui.mail.session import Session


def converse(
    settings: Settings,
    make: Callable[[], Session],
    greeting: Sequence[str] = (),
    *,
    heard: Callable[[Callable[[str], None]], None] = lambda tell: None,
    lock_into: Path | None = None,
    lasts: bool = True,
) -> int:
    """Talk until the person leaves; the exit status. ``make`` is called in the session's thread, because the database
    stays in the thread that opened it. ``heard`` is given what tells the person a sentence, from any thread.
    ``lock_into``: this is a guest, who has that folder and nothing else. ``lasts``: whether drafts outlive the program.
    """
    from commune_tui.cli.privacy import ending_in_order, heed
    from commune_tui.linear.front import Front
    from commune_tui.linear.terminal import Terminal
    from commune_tui.linear.terminal import converse as talk
    from commune_tui.mail import editing
    from commune_tui.patience import Patience

    guest = lock_into is not None
    terminal = Terminal(patience=Patience() if guest else None)
    editor = editing.words(settings.editor, os.environ, guest=guest) if terminal.typed else []

    async def made() -> Front:
        front = Front(make(), settings, guest=guest, editor=editor, lasts=lasts)
        heard(front.news.add)
        if lock_into is not None:
            from commune_tui.start import guest as locks

            locks.lock(lock_into)
        return front

    heed()
    with ending_in_order(signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C is about a line
        if guest:
            signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # nobody would wake it
        try:
            return talk(terminal, made, greeting)
        finally:
            signal.signal(signal.SIGINT, before)

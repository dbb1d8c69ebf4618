"""The person's own editor, in this terminal: runs while the program steps aside.

The program goes on working (sync, hold, outbox) but draws nothing until the editor has ended. No shell is involved.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from textual.app import SuspendNotSupported

from commune_tui import child
from commune_tui.actions import writing
from commune_tui.ui.program import Program


async def run(app: Program, command: Sequence[str], path: Path) -> str:
    """Run the editor on a file and come back; a sentence when it did not end well, else empty.

    The terminal belongs to the editor meanwhile; Ctrl-C is its own.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with app.batch_update(), app.suspend():  # a batch: nothing may be drawn over the editor
            return await wait(command, path, no_color=app.no_color)
    except SuspendNotSupported:
        return "The editor cannot be started in this terminal."
    finally:
        signal.signal(signal.SIGINT, before)
        app.repaint_terminal()


async def wait(command: Sequence[str], path: Path, *, no_color: bool) -> str:
    """Run the editor on a file; a sentence when it did not end well."""
    # Textual takes NO_COLOR out of the environment of the whole process; the editor shall have it.
    environment = child.environment(**({"NO_COLOR": "1"} if no_color else {}))
    try:
        process = await asyncio.create_subprocess_exec(*command, str(path), env=environment)
    except OSError as error:
        return writing.editor_not_started(command, error)
    try:
        status = await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        raise
    return writing.editor_trouble(command, status)

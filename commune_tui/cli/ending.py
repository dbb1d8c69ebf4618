"""What an error means at the end of a command: a sentence and an exit status, never a traceback.

What the program did not foresee goes to the log with its places, masked; see :mod:`commune_tui.log`.
"""

from __future__ import annotations

import logging
from contextlib import nullcontext

from commune_tui.errors import FAILED, Explained

KEY_IN_WORDS = (
    "a key stands on the command line, where others can see it and the shell remembers it: better revoke that one. "
    "Set COMMUNE_API_KEY, or let yourself be asked: commune-tui keys add"
)


class Stop(Explained):
    """A command cannot go on."""

    def __init__(self, sentence: str, status: int = FAILED) -> None:
        super().__init__(sentence)
        self.exit_status = status


def explain(error: Exception) -> tuple[int, str]:
    """The exit status of an error, and what to tell. Only errors whose makers wrote for people are quoted."""
    if isinstance(error, Explained):
        return error.exit_status, error.sentence
    from commune_tui.cli.privacy import logging_to_file
    from commune_tui.log import describe_error
    from commune_tui.text import one_line

    words = one_line(describe_error(error)).rstrip(".")
    with nullcontext() if _log_file() else logging_to_file():
        if _log_file():  # without a handler of its own a record would go to the terminal, with all that it quotes
            logging.getLogger(__name__).critical("a command failed", exc_info=error)
        if isinstance(error, OSError) and error.strerror:
            place = f" ({one_line(str(error.filename))})" if error.filename else ""
            return FAILED, f"the system refused this: {error.strerror}{place}. What was saved before is still there."
        return FAILED, f"stopped because of an error of its own: {words}.{log_hint()}"


def log_hint() -> str:
    """Where the log is, when one is being written."""
    place = _log_file()
    return f" Drafts and unsent mail are kept. The place is in the log: {place}" if place else ""


def _log_file() -> str:
    for handler in logging.getLogger("commune_tui").handlers:
        if isinstance(handler, logging.FileHandler):
            return handler.baseFilename
    return ""

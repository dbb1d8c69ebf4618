"""What is copied, for every front: said in a line, and put into a file where no clipboard takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commune_tui import paths
from commune_tui.errors import FAILED, Explained
from commune_tui.text import clean, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from commune_tui.mail.session import Session

NOTHING = "There is nothing to copy here."
FILE = "copied.txt"


class NotWritten(Explained):
    """What was copied could not be put into a file."""

    exit_status = FAILED


def described(text: str, what: str) -> str:
    """``the text, 12 characters: Where is it?``"""
    first = one_line(text.strip().splitlines()[0], 40)
    ends = " It ends with a line break." if text.endswith("\n") else ""
    return f"{what}, {len(text):,} characters: {first}{ends}"


def to_file(session: Session, text: str) -> Path:
    """Put a text into the file of the account for this, over what was copied before, which is overwritten first.

    :raises NotWritten: with the reason.
    """
    path = session.database.desk_file.parent / FILE
    try:
        paths.write_private(path, clean(text).encode("utf-8", "replace"))
    except OSError as error:
        raise NotWritten(f"{path} could not be written: {error.strerror or error}. Nothing was copied.") from None
    return path

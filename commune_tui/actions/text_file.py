"""A text that a person names by its file, in place of writing it."""

from __future__ import annotations

from pathlib import Path

from commune_tui.errors import Explained
from commune_tui.text import one_line


class NoFile(Explained):
    """There is no such file, or it cannot be read; ``str(error)`` says why."""


def read(name: str, most_bytes: int) -> str:
    """What stands in it, up to so many bytes; what is no text in UTF-8 stays as it is (PEP 383). Raises NoFile."""
    path, shown = Path(name).expanduser(), one_line(name)
    try:
        if not path.is_file():
            raise NoFile(f"{shown} is no file.")
        with path.open("rb") as file:
            return file.read(most_bytes).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise NoFile(f"{shown} cannot be read ({error.strerror}).") from None
    except (ValueError, RuntimeError):  # a NUL in the name; a home of nobody
        raise NoFile(f"{shown} is no name of a file.") from None

"""Words that are typed, and sentences of the commands: in a terminal no word is cut at its edge, in a file or a
pipe each is one line.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import TextIO

from commune_tui.wording import said

_WAYS = {"go.outbox": "commune-tui", "app.cancel": "Ctrl-C"}
"""How a person at a shell does a command, beside those of triage."""


def tell(sentence: str, to: TextIO | None = None) -> None:
    """Print a sentence on standard output, or ``to`` another stream."""
    stream = to or sys.stdout
    print("\n".join(folded(sentence, width(stream))), file=stream)


def told(sentence: str) -> None:
    """Print a sentence on standard error that names commands, people or files."""
    tell(worded(sentence), sys.stderr)


def worded(sentence: str) -> str:
    """A sentence as it is said to who typed a command. What comes from others in it is no command of the terminal."""
    from commune_tui.actions.administration import acts
    from commune_tui.actions.speech import door
    from commune_tui.actions.triage import ACTIONS

    ways = {**_WAYS, **{name: f"commune-tui do {name}" for name in (*ACTIONS, *acts())}}
    return door(said(sentence, lambda command_id: ways.get(command_id, "")))


def folded(sentence: str, width: int) -> list[str]:
    """The sentence in lines of at most ``width`` cells, as far as its words allow; one line where that is too few."""
    if width < 40:
        return [sentence]
    return textwrap.wrap(sentence, width, break_long_words=False, break_on_hyphens=False)


def width(stream: TextIO | None = None) -> int:
    """How many cells the terminal has that is printed to; 0 where it is none."""
    return shutil.get_terminal_size().columns if (stream or sys.stdout).isatty() else 0


def lines_typed() -> Iterator[str]:
    """The lines of standard input. Raises Stop where they are no text."""
    from commune_tui.cli.ending import Stop
    from commune_tui.errors import USAGE

    try:
        yield from sys.stdin
    except UnicodeDecodeError:
        raise Stop("standard input is no text in UTF-8. Nothing was done.", USAGE) from None


def text(words: Sequence[str]) -> str:
    """Words of the command line as one text. Raises Stop where they are none."""
    from commune_tui.cli.ending import Stop
    from commune_tui.errors import USAGE

    made = " ".join(words)
    if any("\ud800" <= letter <= "\udfff" for letter in made):
        raise Stop("a word of the command line is no text in UTF-8. Nothing was done.", USAGE)
    return made

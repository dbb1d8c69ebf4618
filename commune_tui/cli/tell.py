"""Sentences of the commands: in a terminal no word is cut at its edge, in a file or a pipe each is one line."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TextIO


def tell(sentence: str, to: TextIO | None = None) -> None:
    """Print a sentence on standard output, or ``to`` another stream."""
    stream = to or sys.stdout
    width = shutil.get_terminal_size().columns if stream.isatty() else 0
    print("\n".join(folded(sentence, width)), file=stream)


def folded(sentence: str, width: int) -> list[str]:
    """The sentence in lines of at most ``width`` cells, as far as its words allow; one line where that is too few."""
    if width < 40:
        return [sentence]
    return textwrap.wrap(sentence, width, break_long_words=False, break_on_hyphens=False)

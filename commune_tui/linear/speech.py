"""Sentences of the program as they are said in lines: where a command is named, the word for it stands."""

from __future__ import annotations

import re

from commune_tui.linear.words import SAID, SCREEN_ONLY
from commune_tui.wording import named, said

_BEGINS = re.compile(r"(?:(?<=[.!?] )|^)the word ")
_BARE = ("app.undo", "app.redo")


def worded(sentence: str) -> str:
    """A sentence of the program with the words for what it names; what has no word here is left out of it."""
    return _BEGINS.sub("The word ", said(sentence, _way)) if named(sentence) else sentence


def _way(command_id: str) -> str:
    if command_id in SCREEN_ONLY:
        return ""
    word = SAID.get(command_id) or command_id.partition(".")[2].replace("_", " ")
    return word if command_id in _BARE else f"the word {word}"

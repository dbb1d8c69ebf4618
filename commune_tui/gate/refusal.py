"""What an agent is told when something is not taken: a status and a sentence, in the error form of contract §3.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commune_tui.errors import Explained


class NotTaken(Explained):
    """Nothing of the request was done. ``more`` stands beside the sentence in the answer's body."""

    def __init__(self, status: int, sentence: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.more = dict(more or {})


NOT_FOUND = "Not found."


def not_found() -> NotTaken:
    """What is not on the list, does not exist or is not this agent's: the three are not told apart."""
    return NotTaken(404, NOT_FOUND)

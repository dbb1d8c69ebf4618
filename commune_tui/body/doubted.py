"""Words that are shown although another program may hide them. They leave no mark; they are named beside the mail."""

from __future__ import annotations

from commune_tui.body.compare import SHOWN
from commune_tui.body.lines import HiddenPart
from commune_tui.text import cut

_PART = 4_000


class Doubted:
    """Collects such words by the reason for which they may be hidden."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, list[str]]] = {}

    def add(self, reason: str, text: str, where: int) -> None:
        """Words of line ``where``; their white space counts for nothing."""
        words = " ".join(text.split())
        if any(mark.isalnum() for mark in words):
            self._found.setdefault(reason, (where, []))[1].append(words)

    def parts(self) -> list[HiddenPart]:
        """One quiet part for each reason."""
        return [
            HiddenPart(f"{SHOWN}: {reason}", cut(" ".join(texts), _PART), where, quiet=True)
            for reason, (where, texts) in self._found.items()
        ]

"""Values within a text, each hidden behind a word of letters while the text is read as mark-up. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

SIGN = r"filled\d+in\d+n"
"""What the words look like that values are hidden behind."""
_HARMLESS = re.compile(r"[^\W_]+(?: [^\W_]+)*")


class Veil:
    """``text`` is the given one with a word in the place of each value; a value may have been wrapped since."""

    def __init__(self, text: str, values: Iterable[str]) -> None:
        forms = {tuple(value.split()) for value in values if value.strip() and not _HARMLESS.fullmatch(value)}
        longest = sorted(forms, key=lambda words: (-len(" ".join(words)), words))
        pattern = "|".join(r"(?:[ \t]+\n?[ \t]*|\n[ \t]*)".join(map(re.escape, words)) for words in longest)
        self._stood: list[str] = []
        self._sign = next(sign for number in range(len(text) + 1) if (sign := f"filled{number}in") not in text)
        self._hidden = re.compile(f"{self._sign}(\\d+)n")
        self.text = re.sub(pattern, self._behind, text) if pattern else text

    def _behind(self, found: re.Match[str]) -> str:
        self._stood.append(found[0])
        return f"{self._sign}{len(self._stood) - 1}n"

    def lifted(self, text: str) -> str:
        """A piece of the text with its values back."""
        return self._hidden.sub(lambda found: self._stood[int(found[1])], text) if self._stood else text

    def quoted(self, target: str) -> str:
        """The target of a link with its values back, none of which can end it or change where it leads."""
        safe = "@" if target.lower().startswith("mailto:") else ""
        return self._hidden.sub(lambda found: quote(self._stood[int(found[1])], safe=safe), target)

"""Cuts text into the word pieces of a BERT vocabulary (lower case). Pure; knows no weights."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

LONGEST_WORD = 100
_IDEOGRAPHS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2CEAF), (0xF900, 0xFAFF))


class WordPiece:
    """Ids of pieces; needs ``[CLS]``, ``[SEP]`` and ``[UNK]`` in the vocabulary (``ValueError`` otherwise)."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._ids = vocabulary
        try:
            self._first, self._last, self._unknown = (vocabulary[name] for name in ("[CLS]", "[SEP]", "[UNK]"))
        except KeyError as error:
            raise ValueError(f"the vocabulary has no {error.args[0]}") from None

    @classmethod
    def read(cls, folder: Path) -> WordPiece:
        """From ``vocab.txt`` (one piece a line, its number the line's), or else from ``tokenizer.json``."""
        plain = folder / "vocab.txt"
        if plain.is_file():
            pieces = plain.read_text(encoding="utf-8").splitlines()
            return cls({piece: number for number, piece in enumerate(pieces)})
        known = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        return cls({str(piece): int(number) for piece, number in known["model"]["vocab"].items()})

    def ids(self, text: str, most: int) -> list[int]:
        """At most ``most`` ids, with the marks of beginning and end."""
        pieces: list[int] = []
        for word in _words(text):
            pieces += self._cut(word)
            if len(pieces) >= most - 2:
                break
        return [self._first, *pieces[: most - 2], self._last]

    def _cut(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        pieces, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._ids.get(("##" if start else "") + word[start:end])
                if number is not None:
                    pieces.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return pieces


def _words(text: str) -> Iterator[str]:
    word = ""
    for letter in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn" or letter in "\0\ufffd" or (kind[0] == "C" and letter not in "\t\n\r"):
            continue
        if letter.isspace():
            yield from filter(None, (word,))
            word = ""
        elif kind[0] == "P" or letter in "$+<=>^`|~" or any(a <= ord(letter) <= b for a, b in _IDEOGRAPHS):
            yield from filter(None, (word,))
            yield letter
            word = ""
        else:
            word += letter
    yield from filter(None, (word,))

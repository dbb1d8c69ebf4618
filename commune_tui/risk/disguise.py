"""Words that are written so that a program does not find them, and whoever reads still does. Pure."""

from __future__ import annotations

import re
from typing import Final

from commune_tui.text.alphabets import looks_latin

_WORD: Final = re.compile(r"[^\W\d_]+")
_FIGURES: Final = re.compile(r"\b(?:[A-Za-z]+[013457]|[013457][A-Za-z])[A-Za-z013457]{2,40}\b")
_AS_LETTERS: Final = str.maketrans("013457", "oieast")
_APART: Final = re.compile(r"(?<!\w)(?:[^\W_][ \t.*_·-]{1,3}){5,200}[^\W_](?!\w)")
_WIDE: Final = re.compile(r"[ \t]{2,}")


def undisguised(text: str) -> str:
    """A text as long as this one, in which letters of two scripts in one word, and figures for letters, are plain."""
    plain = text if text.isascii() else _WORD.sub(_one_script, text)
    return _FIGURES.sub(_letters, plain)


def spelled(text: str) -> list[str]:
    """What is written letter by letter, put together. Wide gaps part words; without any it is one long word."""
    return [
        " ".join("".join(letter for letter in word if letter.isalnum()) for word in _WIDE.split(found[0]))
        for found in _APART.finditer(text)
    ]


def _letters(word: re.Match[str]) -> str:
    figures = sum(sign.isdigit() for sign in word[0])
    return word[0].translate(_AS_LETTERS) if 2 * figures <= len(word[0]) - figures else word[0]


def _one_script(word: re.Match[str]) -> str:
    text = word[0]
    return looks_latin(text) or text if any(letter.isascii() for letter in text) else text

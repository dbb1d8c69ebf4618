"""Which key of the program is meant by one that was pressed on a keyboard of another script. Pure.

A sign that means something by itself keeps that meaning; one that does not means what stands on its key in Latin. Signs
that Latin has too, but on other keys, are taken by their place only while letters of that script are typed, and only
where the person said which keyboard they have: else a slash could quit.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from commune_tui.keys.layouts import LATIN, LAYOUTS

AUTO: Final = "auto"
_CYRILLIC: Final = ("russian", "ukrainian", "belarusian", "bulgarian", "serbian")
_OTHERS: Final = ("greek", "hebrew", "arabic")
_OF_LANGUAGE: Final = {"bg": "bulgarian", "sr": "serbian", "be": "belarusian", "uk": "ukrainian"}
_EAST_ASIAN: Final = str.maketrans("\u3000。、・「」【】", " .//[][]")
_WIDE: Final = range(0xFF01, 0xFF5F)
_WIDER_BY: Final = 0xFEE0


def layout_for(environment: Mapping[str, str]) -> str:
    """The layout of the language that the environment names, where one alphabet has several; else ``auto``."""
    said = next((found for name in ("LC_ALL", "LC_CTYPE", "LANG") if (found := environment.get(name))), "")
    return _OF_LANGUAGE.get(said.partition("_")[0], AUTO)


class Langmap:
    """Knows which script was typed last: the same sign may stand on several keys."""

    def __init__(self, layout: str = AUTO, *, language: str = AUTO) -> None:
        """``layout`` is what the person chose, of :data:`~.layouts.LAYOUTS`; ``language`` what their language has."""
        self._named = layout != AUTO
        first = layout if self._named else language
        cyrillic = (first,) if first in _CYRILLIC else ("russian", "ukrainian")
        self._tables = {name: _table(name) for name in (*cyrillic, *_OTHERS)}
        self._always = _table(layout) if layout == "dvorak" else None
        self._typed: dict[str, str] = {}
        """The table of the script that was typed last; empty for Latin."""

    def readings(self, name: str) -> tuple[str, ...]:
        """What a key of this name may be, the likeliest first."""
        if name.startswith("Ctrl-") and not name.isascii():
            return (f"Ctrl-{self._latin(name[5:]).lower()}",)
        if len(name) != 1:
            return (name,)
        if self._always is not None and name.isascii():
            return (self._always.get(name, name),)
        if name.isascii():
            return self._of_latin(name)
        latin = self._latin(name)
        return (name,) if latin == name else (name, "Space" if latin == " " else latin)

    def line(self, text: str) -> str:
        """What was typed, as if the keyboard had been a Latin one."""
        return "".join(self._latin(sign) if not sign.isascii() else sign for sign in text)

    def _of_latin(self, sign: str) -> tuple[str, ...]:
        if sign.islower():
            self._typed = {}
        place = self._typed.get(sign, sign)
        if place == sign:
            return (sign,)
        return (place, sign) if self._named else (sign, place)

    def _latin(self, sign: str) -> str:
        """What stands on the key of a sign that Latin has not, or the sign itself."""
        if ord(sign) in _WIDE:
            return chr(ord(sign) - _WIDER_BY)
        for table in self._tables.values():
            if sign in table:
                self._typed = table
                return table[sign]
        digit = unicodedata.decimal(sign, None)
        return str(digit) if digit is not None else sign.translate(_EAST_ASIAN)


def _table(layout: str) -> dict[str, str]:
    """Sign of a layout → what stands on its key in Latin; of a sign on two keys rather a letter, and the later one."""
    table: dict[str, str] = {}
    for sign, latin in zip(LAYOUTS[layout], LATIN, strict=True):
        if sign != " " and (sign not in table or latin.isalpha()):
            table[sign] = latin
    return table

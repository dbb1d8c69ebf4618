"""JSON that a person wrote: its value, and where each part of it stands. Standard library only.

The standard reader says where a text stops being JSON. It takes more than JSON, though: two members of one name, of
which it forgets the first, numbers that are none, half a character, and the lone surrogates that stand for bytes which
are no text. Those are found here, with their places, and so is what is too long or too deep to be read at all. What was
read says the same as the text.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

MOST_CHARACTERS: Final = 200_000
MOST_DEPTH: Final = 40
_MOST_DIGITS: Final = 300
_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+|\S')
_NO_TEXT: Final = re.compile("[\ud800-\udfff]")
_NO_NUMBERS: Final = ("NaN", "Infinity", "-Infinity")
_SAID: Final = {
    "Expecting ',' delimiter": "a comma or the end is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing, or a comma too many",
    "Illegal trailing comma before end of object": "the comma is one too many",
    "Illegal trailing comma before end of array": "the comma is one too many",
    "Expecting value": "a value is missing",
    "Unterminated string starting at": "a text begins here and does not end",
    "Invalid control character at": "a line ends, or a control character stands, in the middle of a text",
    "Invalid \\escape": "a backslash is followed by what it cannot be followed by",
    "Invalid \\uXXXX escape": "\\u is not followed by four hexadecimal digits",
    "Extra data": "something stands behind the end",
}

Path = tuple[str | int, ...]
"""Names of members and places in lists, from the outside to the inside."""


class Place(NamedTuple):
    """Both count from 1, as editors do."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class NoJson(Exception):
    """What is wrong, in small letters and without an end, and where."""

    def __init__(self, reason: str, place: Place) -> None:
        super().__init__(f"{place}: {reason}")
        self.reason, self.place = reason, place


class Read(NamedTuple):
    """``places`` are those of the values."""

    value: Any
    places: Mapping[Path, Place]

    def at(self, path: Path) -> Place:
        """Where this stands, or the nearest around it."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


def read(text: str) -> Read:
    """The value of a JSON text. Raises NoJson."""
    if len(text) > MOST_CHARACTERS:
        raise NoJson(f"it is longer than {MOST_CHARACTERS:,} characters", _place(text, MOST_CHARACTERS))
    text = text.removeprefix("\ufeff")  # a mark of the byte order, which some editors write and none counts
    if (none := _NO_TEXT.search(text)) is not None:
        raise NoJson("here are bytes that are no text in UTF-8", _place(text, none.start()))
    _first_look(text)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise NoJson(_SAID.get(error.msg, "this is no JSON"), _place(text, error.pos)) from None
    return Read(value, _Walk(text).places())


def written(value: Any) -> str:
    """A value as a person reads and writes it."""
    return plain(json.dumps(value, ensure_ascii=False, indent=2))


def plain(text: str) -> str:
    """A JSON text that says the same, in letters that every editor shows as they are: others stand there as escapes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "".join(each if each == "\n" or each.isprintable() else json.dumps(each)[1:-1] for each in lines)


def _place(text: str, at: int) -> Place:
    begins = text.rfind("\n", 0, at) + 1
    return Place(text.count("\n", 0, at) + 1, at - begins + 1)


def _first_look(text: str) -> None:
    """What the reader would choke on, or takes though it is no JSON."""
    depth = 0
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "{[":
            depth += 1
            if depth > MOST_DEPTH:
                raise NoJson(f"it is more than {MOST_DEPTH} levels deep", _place(text, token.start()))
        elif word in "}]":
            depth -= 1
        elif word[0] != '"' and (word in _NO_NUMBERS or _too_large(word)):
            raise NoJson("that is no number that JSON can hold", _place(text, token.start()))


def _too_large(word: str) -> bool:
    if word[0] not in "-0123456789":
        return False
    if len(word) > _MOST_DIGITS:
        return True
    try:
        return math.isinf(float(word))
    except ValueError:
        return False


class _Walk:
    """Over a text that is JSON: where each value begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _TOKEN.finditer(text)
        self._found: dict[Path, Place] = {}
        self._line, self._begins = 1, 0

    def places(self) -> dict[Path, Place]:
        """Raises NoJson for two members of one name, and for half a character."""
        self._value(next(self._tokens), ())
        return self._found

    def _value(self, token: re.Match[str], path: Path) -> None:
        self._found[path] = self._at(token)
        if token[0] == "{":
            self._members(path)
        elif token[0] == "[":
            for at, item in enumerate(self._items()):
                self._value(item, (*path, at))
        elif token[0][0] == '"':
            self._string(token)

    def _items(self) -> Iterator[re.Match[str]]:
        while (token := next(self._tokens))[0] != "]":
            if token[0] != ",":
                yield token

    def _members(self, path: Path) -> None:
        while (token := next(self._tokens))[0] != "}":
            if token[0] == ",":
                continue
            name, place = self._string(token), self._at(token)
            if (*path, name) in self._found:
                raise NoJson("this name stands here for the second time", place)
            next(self._tokens)  # the colon
            self._value(next(self._tokens), (*path, name))

    def _string(self, token: re.Match[str]) -> str:
        found = str(json.loads(token[0]))
        if any("\ud800" <= letter <= "\udfff" for letter in found):
            raise NoJson("half a character stands in this text", self._at(token))
        return found

    def _at(self, token: re.Match[str]) -> Place:
        """Tokens come in the order of the text, so lines are counted once."""
        if (ends := self._text.rfind("\n", self._begins, token.start())) >= 0:
            self._line += self._text.count("\n", self._begins, token.start())
            self._begins = ends + 1
        return Place(self._line, token.start() - self._begins + 1)

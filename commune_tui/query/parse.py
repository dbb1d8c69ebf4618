"""From text to a query. Every complaint says where it is about and what was probably meant."""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import Final

from commune_tui.query.fields import ALIASES, EXTRACTED, FIELDS, SORTS, Field, extracted_in, field_of, meant
from commune_tui.query.pieces import Piece, QueryError, piece_at
from commune_tui.query.tree import ALL, And, Node, Not, Or, Query, Sort, Words, both, flat
from commune_tui.wording import asked, nearest

MAX_LENGTH: Final = 4000
MAX_DEPTH: Final = 40
_KEPT: Final = 256
"""More than a person has in splits, saved views and inboxes: each is asked for again at every change."""
KEYWORDS: Final = ("or", "and", "not")


def parse(text: str, *, sentence: bool = False) -> Query:
    """What ``text`` asks for. Raises QueryError.

    In a ``sentence``, as typed to search by meaning, “or”, “and” and “not” are words like others; OR, AND, NOT join.
    What was read lately is not read again.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"A query has at most {MAX_LENGTH} characters.", MAX_LENGTH, len(text))
    return _parsed(text, sentence)


def unreadable(text: str) -> str:
    """Why a line cannot be read, pointing at the place; empty where it can."""
    try:
        parse(text)
    except QueryError as error:
        return f"{error} (at {error.start + 1})"
    return ""


def words_in(text: str) -> tuple[str, ...]:
    """The free words of a line, for marking them in what it found; none where it cannot be read."""
    try:
        parts = flat(parse(text).node)
    except QueryError:
        return ()
    return tuple(part.text for part in parts if isinstance(part, Words))


@lru_cache(maxsize=_KEPT)
def _parsed(text: str, sentence: bool) -> Query:
    return _Parser(text, sentence).query()


def joined(*texts: str) -> Query:
    """What fits all of these texts, in the order that the last of them says. Raises QueryError.

    Put behind each other they would not mean that: an “or” in one reaches over the others.
    """
    return reduce(both, map(parse, texts), ALL)


class _Parser:
    def __init__(self, text: str, sentence: bool) -> None:
        self.text = text
        self.sentence = sentence
        self.at = 0
        self.depth = 0
        self.sort: Sort | None = None
        self.within: tuple[Field, Piece] | None = None
        """The field whose brackets these are, and how it was called."""

    def query(self) -> Query:
        node = self._either()
        if self.at < len(self.text):
            raise QueryError("This bracket closes nothing.", self.at, self.at + 1)
        return Query(node, self.sort or Sort())

    def _skip(self) -> str:
        """The next character that is no blank, or empty at the end."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _keyword(self) -> str:
        self._skip()
        if self.text[self.at : self.at + 1] == "|":
            return "or"
        piece = piece_at(self.text, self.at, ":")
        word = piece.text.lower()
        joins = piece.plain and word in KEYWORDS and not self._colon(piece)
        return word if joins and (piece.text.isupper() or not self.sentence) else ""

    def _colon(self, piece: Piece) -> bool:
        return self.text[piece.end : piece.end + 1] == ":"

    def _either(self) -> Node | None:
        first = self._all()
        parts = [first]
        while self._keyword() == "or":
            start = self.at
            self.at = end = start + (1 if self.text[start] == "|" else 2)
            parts.append(self._all())
            if parts[-2] is None or parts[-1] is None:
                raise QueryError("“or” needs something on both sides.", start, end, unfinished=parts[-1] is None)
        found = tuple(part for part in parts if part is not None)
        return Or(found) if len(found) > 1 else first

    def _all(self) -> Node | None:
        parts: list[Node] = []
        while (char := self._skip()) and char != ")" and (word := self._keyword()) != "or":
            if word == "and":
                self.at += 3
            elif (part := self._one()) is not None:
                parts.append(part)
        return And(tuple(parts)) if len(parts) > 1 else (parts[0] if parts else None)

    def _one(self) -> Node | None:
        start = self.at
        if self.text[start] == "-" or self._keyword() == "not":
            self.at += 1 if self.text[start] == "-" else 3
            if self._skip() in ("", ")") or self._keyword() == "or":
                raise QueryError("There is nothing after this to leave out.", start, self.at, unfinished=True)
            return self._negated(start)
        return self._group() if self.text[start] == "(" else self._word()

    def _negated(self, start: int) -> Node:
        with_sort = self.sort
        self._deeper(start)
        inner = self._one()
        self.depth -= 1
        if inner is None or self.sort != with_sort:
            raise QueryError("An order cannot be left out; write sort:-newest to turn it round.", start, self.at)
        return Not(inner)

    def _deeper(self, start: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QueryError("This is nested too deeply.", start, start + 1)

    def _group(self) -> Node:
        start, sort = self.at, self.sort
        self._deeper(start)
        self.at += 1
        node = self._either()
        if self.text[self.at : self.at + 1] != ")":
            raise QueryError("This bracket is not closed.", start, start + 1, unfinished=True)
        self.at += 1
        self.depth -= 1
        if self.sort != sort:
            raise QueryError("An order belongs outside the brackets.", start, self.at)
        if node is None:
            raise QueryError("There is nothing between these brackets.", start, self.at, unfinished=True)
        return node

    def _word(self) -> Node | None:
        name = piece_at(self.text, self.at, ":")
        if self._colon(name) and name.text and not name.quoted:
            if self.within is not None:
                raise QueryError(
                    f"No filter can stand within the brackets of {self.within[1].text}:.", name.start, name.end
                )
            self.at = name.end + 1
            return self._term(name)
        if self.within is not None:
            field, called = self.within
            return meant(field, called.text, self._values(field, called))
        whole = piece_at(self.text, self.at, "")
        self.at = whole.end
        if not whole.text.strip():
            raise QueryError("There is nothing between these quotes.", whole.start, whole.end, unfinished=True)
        return Words(whole.text, whole.quoted)

    def _term(self, name: Piece) -> Node | None:
        if name.text.lower() == "sort":
            self._sorted(name)
            return None
        field = field_of(name.text)
        if field is None:
            known = nearest(name.text, [*FIELDS, *ALIASES, "sort", EXTRACTED])
            hint = asked(known) or " To search for the text itself, put it in quotes."
            raise QueryError(
                f"There is no filter “{name.text}”.{hint}", name.start, name.end, suggestions=[f"{k}:" for k in known]
            )
        if self.text[self.at : self.at + 1] == "(":
            return self._spread(field, name)
        return meant(field, name.text, self._values(field, name))

    def _spread(self, field: Field, name: Piece) -> Node:
        """``subject:(a or b)``: what stands in the brackets is said of this field, each for itself."""
        self.within = field, name
        node = self._group()
        self.within = None
        return node

    def _values(self, field: Field, name: Piece) -> list[Piece]:
        several = field.kind in ("choice", "name")
        found = [piece_at(self.text, self.at, "," if several else "")]
        while several and self.text[found[-1].end : found[-1].end + 1] == ",":
            found.append(piece_at(self.text, found[-1].end + 1, ","))
        self.at = found[-1].end
        for piece in found:
            if not piece.text.strip():
                choices = f": {', '.join(field.choices)}" if field.choices else ""
                raise QueryError(
                    f"{name.text}: needs a value{choices}.", name.start, self.at,
                    suggestions=field.choices, unfinished=True,
                )  # fmt: skip
        return found

    def _sorted(self, name: Piece) -> None:
        value = piece_at(self.text, self.at, "")
        self.at = value.end
        reverse = value.text.startswith("-")
        key = value.text.removeprefix("-").lower()
        if key not in SORTS and not extracted_in(key):
            known = nearest(key, [*SORTS, EXTRACTED])
            every = f"sort: needs one of {', '.join(SORTS)}, {EXTRACTED}NAME."
            raise QueryError(
                f"There is no order “{key}”.{asked(known)}" if key else every,
                value.start, value.end, suggestions=known or SORTS, unfinished=not key,
            )  # fmt: skip
        if self.sort is not None:
            raise QueryError("The order is given twice.", name.start, value.end)
        self.sort = Sort(key, reverse)

"""Which lines of a mail's passages stand, word for word and in order, in an earlier mail of the conversation.

Line by line: a line in which one word or digit differs is not found, nor one that is found only in pieces. Wrapping
does not count. A short line counts only where it goes on from, or leads to, one that is found. Linear, in a budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

from commune_tui.body.limiter import stripped
from commune_tui.body.lines import Limits, Line, Passage
from commune_tui.body.normal import normal, without_links

_MOST_MAIL, _MOST_TEXT = 100_000, 1_000_000
_MOST_LINES = 20_000
_BUDGET = 200_000_000
"""Characters that may be searched through for one mail: a tenth of a second."""
_STRONG, _JUMP = 4, 7
"""Words of a line that may be looked for further on in the same mail, and anywhere."""
_GAP = re.compile("\\[?(?:…|\\.{3,})\\]?|\\[snip\\]", re.IGNORECASE)
_END = " \n "
_PARSED = Limits(source=4 * _MOST_MAIL)


class Words:
    """The words of the mails of a conversation, oldest first, as one text with an end mark behind each, and where their
    lines begin and end. The newest count where there are too many."""

    def __init__(self, mails: Sequence[Iterable[str]]) -> None:
        self.starts: set[int] = set()
        self.ends: set[int] = set()
        self.bounds: list[int] = []
        self._parts: list[str] = [_END]
        self._at = len(_END)
        taken, room = [], _MOST_TEXT
        for mail in reversed(mails):
            whole = [text[:_MOST_MAIL] for text in mail]
            room -= sum(map(len, whole))
            taken.append(whole if room >= 0 else [])
        for whole in reversed(taken):
            self.bounds.append(self._at)
            for way in dict.fromkeys(way for text in whole for way in (text, without_links(text))):
                self._add(way)
        self.bounds.append(self._at)
        self.text = "".join(self._parts)

    def _add(self, text: str) -> None:
        for line in text.split("\n"):
            if words := normal(line):
                self.starts.add(self._at - 1)
                self._parts += (words, " ")
                self._at += len(words) + 1
                self.ends.add(self._at - 1)
        self._parts.append(_END)
        self._at += len(_END)


class Known:
    """What one mail is looked up in: the words of the ``number`` mails before it."""

    def __init__(self, words: Words, number: int) -> None:
        self.text, self.starts, self.ends = words.text, words.starts, words.ends
        self.size = words.bounds[number]
        self.budget = _BUDGET

    def find(self, words: str, start: int = 0, end: int | None = None) -> int:
        """Where words stand; -1 when they do not, or when too much was searched for."""
        end = self.size if end is None else min(end, self.size)
        if self.budget <= 0:
            return -1
        place = self.text.find(words, start, end)
        self.budget -= max(0, (place if place >= 0 else end) - start) + len(words)
        return place

    def goes_on(self, words: str, at: int) -> bool:
        """Do these words stand exactly there?"""
        return self.text.startswith(words, at, self.size)

    def whole_line(self, words: str) -> int:
        """Where these words are all of a line; -1 when nowhere."""
        at = self.find(words)
        while at >= 0 and not (at in self.starts and at + len(words) - 1 in self.ends):
            at = self.find(words, at + 1)
        return at


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of the conversation before a mail: the words of its mails, ``None`` where none is stored.

    ``forward``: the mail hands another on. ``first``: nothing says that it answers anything.
    """

    known: Known | None = None
    forward: bool = False
    first: bool = False


def texts(content: str, html: str) -> tuple[str, ...]:
    """The texts of one earlier mail to look in. Knows no parser: tags are left out in one pass."""
    return tuple(filter(None, (content, unescape(stripped(html, _PARSED)) if html else "")))


@dataclass(slots=True)
class _Sought:
    at: int
    passage: int
    after_mark: bool
    ways: tuple[str, ...]
    words: int
    start: int = -1
    end: int = -1


def found(lines: Sequence[Line], passages: Sequence[Passage], known: Known) -> set[int]:
    """The lines of these passages that are known."""
    sought = [one for number, passage in enumerate(passages) for one in _sought(lines, passage, number)]
    _forward(sought, known)
    _backward(sought, known)
    new = {one.passage for one in sought if one.start < 0 and not _alone(one, known)}
    return {one.at for one in sought if one.start >= 0 or one.passage not in new}


def _sought(lines: Sequence[Line], passage: Passage, number: int) -> list[_Sought]:
    """The lines with words, each as it may stand in an earlier mail: with the number of a list item, and without."""
    made: list[_Sought] = []
    marks, after = set(passage.marks), True
    for at in range(passage.first, min(passage.last + 1, passage.first + _MOST_LINES)):
        line = lines[at]
        if at in marks:
            after = True
            continue
        text = line.text
        ways = dict.fromkeys(
            f" {words} "
            for each in (line.marker + text, text, without_links(text))
            if (words := " \0 ".join(filter(None, map(normal, _GAP.split(each)))))
        )
        if ways:
            ordered = tuple(ways)
            made.append(_Sought(at, number, after, ordered, len(ordered[-1].split())))
            after = False
    return made


def _forward(sought: Sequence[_Sought], known: Known) -> None:
    """From the top: each line where the line before ended, or further on, or anywhere if it is long enough or is the
    whole of a line; below a mark also as the first line of a mail."""
    at = -1
    for one in sought:
        for way in one.ways:
            if _goes_on(one, way, at, known) or _further(one, way, at, known) or _anywhere(one, way, known):
                at = one.end
                break


def _goes_on(one: _Sought, way: str, at: int, known: Known) -> bool:
    return at >= 0 and "\0" not in way and known.goes_on(way, at) and _take(one, at, at + len(way) - 1)


def _further(one: _Sought, way: str, at: int, known: Known) -> bool:
    if at < 0 or one.words < _STRONG:
        return False
    end = known.find(_END, at)
    return _in_pieces(one, way, at, known.size if end < 0 else end + 1, known)


def _anywhere(one: _Sought, way: str, known: Known) -> bool:
    if one.words >= (_STRONG if one.after_mark else _JUMP):
        return _in_pieces(one, way, 0, known.size, known)
    if one.after_mark and (place := known.find(_END + way[1:])) >= 0:
        start = place + len(_END) - 1
        return start + len(way) - 1 in known.ends and _take(one, start, start + len(way) - 1)
    start = known.whole_line(way) if one.words >= _STRONG else -1
    return start >= 0 and _take(one, start, start + len(way) - 1)


def _in_pieces(one: _Sought, way: str, start: int, end: int, known: Known) -> bool:
    """The words in one piece; where dots stand for what was left out, each piece after the one before."""
    first, at = -1, start
    for piece in way.split("\0"):
        if "\0" in way and len(piece.split()) < 2:
            return False
        place = known.find(piece, at, end)
        if place < 0 or (first >= 0 and known.find(_END, at, place) >= 0):
            return False
        first, at = (place if first < 0 else first), place + len(piece) - 1
    return _take(one, first, at)


def _take(one: _Sought, start: int, end: int) -> bool:
    one.start, one.end = start, end
    return True


def _backward(sought: Sequence[_Sought], known: Known) -> None:
    """From the bottom: a short line that leads to the next one that was found, with room before that."""
    ends = []
    last = -1
    for one in sought:
        ends.append(last)
        last = one.end if one.start >= 0 else last
    to = -1
    for one, before in zip(reversed(sought), reversed(ends), strict=True):
        if one.start < 0 and to >= 0:
            for way in one.ways:
                start = to - len(way) + 1
                if known.text.endswith(way, 0, to + 1) and not start < before <= to:
                    _take(one, start, to)
                    break
        to = one.start if one.start >= 0 else to


def _alone(one: _Sought, known: Known) -> bool:
    """Is a short line all of a line of an earlier mail? Counts only where nothing in the passage is new."""
    return (one.words > 1 or one.after_mark) and any(known.whole_line(way) >= 0 for way in one.ways)

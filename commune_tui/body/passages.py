"""The passages of a mail that may be earlier mail, and which of them are surely so when nothing is known of that.

A passage is a run of quoted lines, or what follows a block of headers, or what a program marked as history. Whether
its words really stand in an earlier mail is asked elsewhere: this sees one mail alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from commune_tui.body import answers, markers
from commune_tui.body.announcements import Announcement, announcements, following
from commune_tui.body.lines import Line, Passage
from commune_tui.body.marks import Mark
from commune_tui.text import cells

_LONG, _ROW = 3, 48
"""Lines, or cells: a quotation with answers around it that takes less, and no earlier mail tells, stays to be read."""
_MOST = 1_000
"""Passages, and marks of history: what is beyond them is shown."""
_SENTENCE_ENDS = (".", "?", "!", ":", "。", "？", "！", "：")


def passages(lines: Sequence[Line], marks: Sequence[Mark] = ()) -> list[Passage]:
    """From the top, not overlapping. Nothing from a forwarded mail on: that is what the mail is about."""
    found = announcements(lines, {mark.first for mark in marks if mark.kind == "head"})
    forwards = {one.first for one in found if one.kind == "forward"}
    forwards |= {mark.first for mark in marks if mark.kind == "forward"}
    end = len(lines)
    made: list[Passage] = []
    at = 0
    starts = {one.first: one for one in found if one.kind != "forward"}
    history = [mark for mark in marks if mark.kind == "history"][:_MOST]
    hinted = {mark.first: mark for mark in reversed(history)}
    while at < end and len(made) < _MOST:
        one = starts.get(at)
        if at in forwards or (one is not None and _hands_on(lines, one, forwards)):
            break
        passage = None
        if one is not None:
            passage = _announced(lines, one, history, end)
        elif at in hinted:
            passage = _hinted(lines, hinted[at], starts, end)
        if passage is None and lines[at].quote and lines[at].spans:
            last = _run(lines, at, 0, end)
            passage = Passage(at, at, last)
        if passage is None:
            at += 1
        else:
            made.append(passage)
            at = passage.last + 1
    painted = {mark.first for mark in marks if mark.kind == "colour"}
    return _judged(lines, [_with_marks(passage, found) for passage in made], painted)


def _hands_on(lines: Sequence[Line], one: Announcement, forwards: set[int]) -> bool:
    """Does what is announced begin as a forwarded mail? Further down in history, it is history."""
    return not forwards.isdisjoint(range(one.first, following(lines, one.last + 1) + 3))


def _announced(lines: Sequence[Line], one: Announcement, history: Sequence[Mark], end: int) -> Passage | None:
    """What an announcement is about: the deeper lines below it, else all that follows at its depth."""
    begin, depth = following(lines, one.last + 1), lines[one.first].quote
    if begin >= end:
        return None
    first = one.first if one.strict else begin
    if lines[begin].quote > depth:
        return Passage(first, begin, _run(lines, begin, depth, end), sure=True)
    around = [mark for mark in history if mark.first <= one.first and begin < mark.end]
    if depth:
        last = _run(lines, one.first, depth - 1, end)
    elif around:
        last = min(min(mark.end for mark in around), end) - 1
    else:
        last = end - 1
    whole = one.kind == "head" or bool(depth) or bool(around) or one.complete
    return Passage(first, begin, _content_end(lines, last), sure=whole and one.strict)


def _hinted(lines: Sequence[Line], mark: Mark, starts: dict[int, Announcement], end: int) -> Passage | None:
    """What stands in a container that a program made for history; said by words of no known language, if at all."""
    first = following(lines, mark.first)
    if any(at in starts for at in range(mark.first, min(first + 4, mark.end))):
        return None
    last = min(mark.end, end) - 1
    if first > last:
        return None
    quoted = next((at for at in range(first, last + 1) if lines[at].quote > lines[first].quote), -1)
    if quoted < 0:
        return Passage(first, first, _content_end(lines, last))
    said = [at for at in range(first, quoted) if lines[at].spans]
    program = 0 < len(said) <= 2 and markers.announces(" ".join(lines[at].text for at in said))
    begin = first if program else quoted
    return Passage(begin, quoted, _run(lines, quoted, lines[first].quote, end), sure=program)


def _run(lines: Sequence[Line], begin: int, depth: int, end: int) -> int:
    """The last line of the run from ``begin`` that is quoted deeper than ``depth``; blank lines belong."""
    last = index = begin
    while index < end:
        if lines[index].quote > depth:
            last = index
        elif lines[index].spans and not _fell_out(lines, index, depth):
            break
        index += 1
    return _content_end(lines, last)


def _fell_out(lines: Sequence[Line], index: int, depth: int) -> bool:
    """A word or two that fell out of a quoted line when some program wrapped it at 76 columns."""
    if not 0 < index < len(lines) - 1 or min(lines[index - 1].quote, lines[index + 1].quote) <= depth:
        return False
    above, text = lines[index - 1].text.rstrip(), lines[index].text
    return len(above) > 40 and not above.endswith(_SENTENCE_ENDS) and len(text) < 30 and not text[:1].isupper()


def _content_end(lines: Sequence[Line], last: int) -> int:
    while last > 0 and not lines[last].spans:
        last -= 1
    return last


def _with_marks(passage: Passage, found: Sequence[Announcement]) -> Passage:
    inside = [
        at
        for one in found
        if one.strict and one.kind != "forward" and passage.first <= one.first <= passage.last
        for at in range(one.first, one.last + 1)
    ]
    return replace(passage, marks=tuple(inside))


def _judged(lines: Sequence[Line], made: list[Passage], painted: set[int]) -> list[Passage]:
    """Which are sure without knowing any earlier mail: not where answers stand in history or between its pieces."""
    announced = next((number for number, one in enumerate(made) if one.sure), -1)
    if announced < 0:
        return made
    if answers.promised(lines, made[announced].first) or any(
        answers.marked(lines, one) or answers.coloured(lines, one, painted) for one in made
    ):
        return [replace(one, sure=False) for one in made]
    apart = _apart(lines, made[announced:])
    judged = []
    for number, one in enumerate(made):
        sure = (one.sure or number > announced) and _long(lines, one) if apart else one.sure
        judged.append(replace(one, sure=sure))
    return judged


def _apart(lines: Sequence[Line], made: Sequence[Passage]) -> bool:
    """Do words stand between two of these passages?"""
    return any(
        any(lines[at].spans for at in range(one.last + 1, other.first)) for one, other in itertools.pairwise(made)
    )


def _long(lines: Sequence[Line], one: Passage) -> bool:
    texts = [line.text for line in lines[one.begin : one.last + 1] if line.spans]
    return len(texts) >= _LONG or sum(cells(text) for text in texts) > _ROW

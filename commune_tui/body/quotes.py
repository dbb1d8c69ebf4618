"""Which lines of a mail are folded as earlier mail. For plain text and HTML alike; in the end a question of words.

Folded is what stands in an earlier mail of the conversation, word for word. Where none is known, what a program
announces as history is folded, unless answers may stand in it. Never a forwarded mail, never all there is to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from commune_tui.body.earlier import Earlier, found
from commune_tui.body.lines import Body, Fold, Line, Passage
from commune_tui.body.marks import Mark
from commune_tui.body.passages import passages
from commune_tui.body.signatures import sign

_ENDING = 60
_DIMMED = ("text", "heading", "item")
_NO_WORDS = ("preheader", "signature", "hidden")


def named(lines: Sequence[Line], marks: Sequence[Mark] = ()) -> tuple[list[Line], list[Passage], list[Fold]]:
    """The lines with signatures and announcements named; the passages; the folds where no earlier mail is known."""
    out = list(lines)
    parts = passages(out, marks)
    folds = _folds(out, [run for one in parts if one.sure for run in _unbroken(out, one)])
    for one in parts:
        for index in range(one.first, one.begin) if one.sure and folds else ():
            if out[index].spans and out[index].kind in _DIMMED:
                out[index] = replace(out[index], kind="marker")
    sign(out, min((one.first for one in parts if one.begin > one.first), default=len(out)), folds)
    return out, parts, folds


def _unbroken(lines: Sequence[Line], passage: Passage) -> list[tuple[int, int]]:
    """The passage without words that fell out of a quoted line: an answer may look like that."""
    depth = lines[passage.begin].quote
    pieces = [at for at in range(passage.begin, passage.last + 1) if lines[at].spans and lines[at].quote < depth]
    if depth == 0 or not pieces:
        return [(passage.first, passage.last)]
    edges = [passage.first - 1, *pieces, passage.last + 1]
    return [(above + 1, below - 1) for above, below in pairwise(edges) if below - above > 1]


def knowing(body: Body, earlier: Earlier) -> Body:
    """The body, folded by what is known of the conversation before it."""
    if earlier.forward:
        return replace(body, folds=())
    if not earlier.known:
        return (
            replace(body, folds=tuple(fold for fold in body.folds if _ends(body.lines, fold)))
            if earlier.first
            else body
        )
    known = found(body.lines, body.passages, earlier.known)
    runs = [run for passage in body.passages for run in _runs(body.lines, passage, known)]
    return replace(body, folds=tuple(_folds(body.lines, runs)))


def _runs(lines: Sequence[Line], passage: Passage, known: set[int]) -> list[tuple[int, int]]:
    """Runs of lines that are found; what announces them and what has no words goes with what it stands before."""
    runs: list[tuple[int, int]] = []
    marks = set(passage.marks)
    start = last = -1
    pending = -1
    for at in range(passage.first, passage.last + 1):
        if at in known:
            if start < 0:
                start = pending if pending >= 0 else at
            last, pending = at, -1
        elif at in marks:
            pending = at if pending < 0 else pending
        elif lines[at].spans and not _wordless(lines[at]):
            if start >= 0:
                runs.append((start, last))
            start = last = pending = -1
    if start >= 0:
        runs.append((start, last))
    return runs


def _ends(lines: Sequence[Line], fold: Fold) -> bool:
    """Is this a quotation with nothing below it? In a first mail, one that is gone into is what the mail is about."""
    below = (lines[at] for at in range(fold.last + 1, len(lines)))
    return lines[fold.last].quote > 0 and all(line.kind == "signature" for line in below if line.spans)


def _wordless(line: Line) -> bool:
    return line.kind == "rule" or not line.text.strip(" \t\xa0_-—=*|>")


def _folds(lines: Sequence[Line], runs: Iterable[tuple[int, int]]) -> list[Fold]:
    """Folds of these runs; none at all where nothing would be left to read."""
    folds = [_fold(lines, first, last) for first, last in runs]
    folded = {index for fold in folds for index in range(fold.first, fold.last + 1)}
    left = any(
        line.text.strip() and line.kind not in _NO_WORDS and index not in folded for index, line in enumerate(lines)
    )
    return folds if left else []


def _fold(lines: Sequence[Line], first: int, last: int) -> Fold:
    count = sum(bool(line.spans) for line in lines[first : last + 1])
    after = next((line for line in lines[last + 1 : last + 40] if line.spans and line.kind not in _NO_WORDS), None)
    return Fold(first, last, count, _ending(lines[last].text) if after is not None and last - first < 200 else "")


def _ending(text: str) -> str:
    """The last words of a text."""
    text = " ".join(text.split())
    if len(text) <= _ENDING:
        return text
    tail = text[-_ENDING:]
    return f"… {tail.partition(' ')[2] or tail}"

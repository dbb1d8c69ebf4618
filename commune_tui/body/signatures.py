"""Names the signature of a mail, so that it can be dimmed. Decides nothing about earlier mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commune_tui.body import markers
from commune_tui.body.announcements import following
from commune_tui.body.lines import Fold, Line


def sign(lines: list[Line], end: int, folds: Sequence[Fold]) -> None:
    """In the lines above line ``end`` and the first fold, and below a fold that nothing else follows."""
    end = min(end, folds[0].first) if folds else end
    start = -1
    for index in range(end - 1, max(-1, end - 40), -1):
        line = lines[index]
        if line.quote:
            break
        text = line.text
        if text.rstrip() == "--" and (text != "--" or end - index <= 10):
            start = index
        elif markers.sent_from(text):
            _name(lines, index, index + 1)
    if start >= 0:
        _name(lines, start, end)
    if folds:
        below = following(lines, folds[-1].last + 1)
        if below < len(lines) and _only_footer(lines, below):
            _name(lines, below, len(lines))


def _only_footer(lines: Sequence[Line], after: int) -> bool:
    """Is the rest a signature or the footer of a mailing list?"""
    text = lines[after].text
    rest = sum(bool(line.spans) for line in lines[after:])
    if text.rstrip() == "--" or markers.sent_from(text):
        return rest <= 15
    return rest <= 8 and len(text.strip()) >= 10 and not text.strip().strip("_-—=")


def _name(lines: list[Line], first: int, end: int) -> None:
    for index in range(first, end):
        if lines[index].spans and lines[index].kind != "hidden":
            lines[index] = replace(lines[index], kind="signature")

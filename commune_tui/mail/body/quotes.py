"""Finds the earlier mail below a reply and says which lines may be folded. For plain text and HTML alike.

What is folded: everything under a marker ("On … wrote:", "-----Original Message-----", a block From/Sent/To) when only
quoted text or nothing but history follows; a run of quoted lines at the end. What is not: answers between quoted lines
(then nothing is folded), a forwarded mail, and a mail in which nothing would be left to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commune_tui.mail.body import markers
from commune_tui.mail.body.lines import Fold, Line

_SHORT_QUOTE = 4
_LOOK_BACK = 3


def fold(lines: Sequence[Line], hints: Sequence[int] = ()) -> tuple[list[Line], list[Fold]]:
    """The lines with signatures and markers named, and at most one fold. ``hints``: where a mail program said so."""
    out = list(lines)
    found = _markers(out, hints)
    span: tuple[int, int, int] | None = None
    for first, last, hinted in found:
        span = _extent(out, first, last, hinted)
        if span is not None or _interleaved(out, last):
            break
    else:
        span = _trailing(out)
    end = len(out)
    folds: list[Fold] = []
    if span is not None:
        first, marked, last = span
        for index in range(first, marked):
            if out[index].spans and out[index].kind in ("text", "heading", "item"):
                out[index] = replace(out[index], kind="marker")
        count = sum(1 for line in out[first : last + 1] if line.spans)
        folds.append(Fold(first, last, f"{count} quoted line{'s' * (count != 1)}"))
        end = first
    _signatures(out, end, folds)
    return out, folds


def _markers(lines: list[Line], hints: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Every place where earlier mail may begin: first and last line of the announcement, and whether it was hinted."""
    found: list[tuple[int, int, bool]] = []
    hinted = {index for index in hints if 0 <= index < len(lines)}
    done = -1
    for index, line in enumerate(lines):
        if index <= done:
            continue
        if index in hinted:
            last = _announcement(lines, index)
            found.append((index, last, True))
            done = last
            continue
        text = line.text
        if line.quote or not text or line.kind in ("code", "diff", "log", "row"):
            continue
        first = last = -1
        stripped = text.rstrip()
        if stripped.endswith((":", "：", ":*", ":_")):
            first, last = _attributed(lines, index)
        if first < 0 and markers.original(stripped):
            first = last = index
            if (below := _headers(lines, _next(lines, index + 1))) >= 0:
                last = below
        elif first < 0 and (last := _headers(lines, index)) >= 0:
            first = index
        if first >= 0:
            found.append((_with_rule(lines, first), last, False))
            done = last
        if len(found) >= 50:
            break
    return found


def _announcement(lines: list[Line], index: int) -> int:
    """The last line of the attribution that stands at a hinted place; one before it if there is none."""
    at = _next(lines, index)
    for step in range(4):
        if at + step < len(lines) and markers.attribution(_joined(lines, at, at + step)):
            return at + step
    below = _headers(lines, at)
    return below if below >= 0 else index - 1


def _joined(lines: list[Line], first: int, last: int) -> str:
    return " ".join(line.text.strip() for line in lines[first : last + 1])


def _attributed(lines: list[Line], index: int) -> tuple[int, int]:
    """The lines of an attribution that ends at ``index``; (-1, -1) if there is none."""
    for back in range(_LOOK_BACK + 1):
        first = index - back
        if first < 0 or not lines[first].spans or lines[first].quote or (back and lines[first].kind == "marker"):
            break
        if markers.attribution(_joined(lines, first, index)):
            return first, index
    after = _next(lines, index + 1)
    if after < len(lines) and lines[after].quote and markers.verb_ends(lines[index].text):
        return index, index
    return -1, -1


def _headers(lines: list[Line], index: int) -> int:
    """The last line of a From/Sent/To/Subject block that starts at ``index``; -1 if none does."""
    if index >= len(lines) or markers.role(lines[index].text) not in ("from", "sent"):
        return -1
    roles = {markers.role(lines[index].text)}
    last, at, strange = index, index + 1, 0
    while at < len(lines) and at - index < 14 and strange < 2:
        text = lines[at].text
        role = markers.role(text)
        if role:
            roles.add(role)
            last, strange = at, 0
        elif text.strip():
            strange += 1
        elif len(roles) >= 3:
            break
        at += 1
    return last if len(roles) >= 3 and "from" in roles else -1


def _with_rule(lines: list[Line], first: int) -> int:
    """A line of underscores or dashes right above belongs to the announcement."""
    above = first - 1
    while above >= 0 and first - above < 3 and not lines[above].spans and lines[above].kind != "rule":
        above -= 1
    if above >= 0 and not lines[above].quote:
        text = lines[above].text.strip()
        if lines[above].kind == "rule" or (len(text) >= 5 and not text.strip("_-—=")) or markers.original(text):
            return above
    return first


def _next(lines: list[Line], index: int) -> int:
    while index < len(lines) and not lines[index].spans:
        index += 1
    return index


def _extent(lines: list[Line], first: int, last: int, hinted: bool) -> tuple[int, int, int] | None:
    """(first, end of the announcement, last line) of the history under a marker; None if it must stay open."""
    if not _something_above(lines, first):
        return None
    begin = _next(lines, last + 1)
    if begin >= len(lines):
        return None
    if any(
        markers.forwarded(line.text) for line in lines[max(0, first - 2) : min(begin + 3, len(lines))] if line.spans
    ):
        return None
    if not lines[begin].quote:
        if hinted and last < first and any(line.quote for line in lines[begin : begin + 3]):
            begin = next(index for index in range(begin, begin + 3) if lines[index].quote)
        else:
            return first, last + 1, len(lines) - 1
    end, after = _run(lines, begin)
    if after >= len(lines) or _only_footer(lines, after):
        return first, last + 1, end
    if any(line.quote for line in lines[after:]) or _content(lines, begin, end) <= _SHORT_QUOTE:
        return None
    return first, last + 1, end


def _interleaved(lines: list[Line], last: int) -> bool:
    """Does a marker stand over quoted lines with answers between them?"""
    begin = _next(lines, last + 1)
    if begin >= len(lines) or not lines[begin].quote:
        return False
    _, after = _run(lines, begin)
    return after < len(lines) and not _only_footer(lines, after)


def _run(lines: list[Line], begin: int) -> tuple[int, int]:
    """The last quoted line of the run from ``begin``, and the next line that is not quoted (blank lines belong)."""
    end = index = begin
    while index < len(lines):
        if lines[index].quote:
            end = index
        elif lines[index].spans and not _wrapped_quote(lines, index):
            break
        index += 1
    return end, index


def _wrapped_quote(lines: list[Line], index: int) -> bool:
    """A word or two that fell out of a quoted line when some program wrapped it at 76 columns."""
    if not 0 < index < len(lines) - 1 or not lines[index - 1].quote or not lines[index + 1].quote:
        return False
    above, below, text = lines[index - 1].text, lines[index + 1].text, lines[index].text
    return len(above) > 60 and len(text) < 30 and text[:1].islower() and below[:1].islower()


def _content(lines: list[Line], first: int, last: int) -> int:
    return sum(1 for line in lines[first : last + 1] if line.spans)


def _something_above(lines: list[Line], first: int) -> bool:
    return any(line.text.strip() and not line.quote and line.kind != "preheader" for line in lines[:first])


def _only_footer(lines: list[Line], after: int) -> bool:
    """Is the rest a signature or the footer of a mailing list?"""
    text = lines[after].text
    rest = _content(lines, after, len(lines) - 1)
    if text.rstrip() == "--" or markers.SENT_FROM.match(text.strip()):
        return rest <= 15
    return rest <= 8 and len(text.strip()) >= 10 and not text.strip().strip("_-—=")


def _trailing(lines: list[Line]) -> tuple[int, int, int] | None:
    """A run of quoted lines at the end, without a marker, and with nothing quoted before it."""
    begin = next((index for index, line in enumerate(lines) if line.quote and line.spans), -1)
    if begin < 0 or not _something_above(lines, begin):
        return None
    end, after = _run(lines, begin)
    if after < len(lines) and not _only_footer(lines, after):
        return None
    if any(line.kind == "code" for line in lines[begin : end + 1]):
        return None
    head = any(markers.attribution(_joined(lines, begin, begin + step)) for step in range(3))
    return (begin, begin, end) if head or _content(lines, begin, end) > _SHORT_QUOTE else None


def _signatures(lines: list[Line], end: int, folds: list[Fold]) -> None:
    """Names the signature above the history (or at the end), so that it can be dimmed."""
    start = -1
    for index in range(end - 1, max(-1, end - 40), -1):
        line = lines[index]
        if line.quote:
            break
        text = line.text
        if text.rstrip() == "--" and (text != "--" or end - index <= 10):
            start = index
        elif markers.SENT_FROM.match(text.strip()) and len(text) < 120:
            _sign(lines, index, index + 1)
            if start < 0 and not any(line.text.strip() for line in lines[index + 1 : end] if line.kind != "signature"):
                continue
    if start >= 0:
        _sign(lines, start, end)
    last = folds[0].last + 1 if folds else end
    below = _next(lines, last)
    if below < len(lines) and below >= end and folds and _only_footer(lines, below):
        _sign(lines, below, len(lines))


def _sign(lines: list[Line], first: int, end: int) -> None:
    for index in range(first, end):
        if lines[index].spans and lines[index].kind != "hidden":
            lines[index] = replace(lines[index], kind="signature")

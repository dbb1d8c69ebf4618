"""Where a mail says that earlier mail follows: "On … wrote:", "-----Original Message-----", a block From/Sent/To.

For plain text and HTML alike; finds places, decides nothing about them.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from commune_tui.body import markers
from commune_tui.body.lines import Line

_LOOK_BACK = 3
_MOST = 200
_MOST_HEADERS = 14
_EXACT = ("code", "diff", "log")


@dataclass(frozen=True, slots=True)
class Announcement:
    """Lines ``first`` to ``last``. ``strict`` ones are the words of a program; the others may be somebody's sentence.

    ``head`` is a block of headers (or an "original message" line), below which quotation needs no mark of its own.
    ``complete`` ones name who, with the address, and when, with the time.
    """

    first: int
    last: int
    kind: Literal["wrote", "head", "forward"]
    strict: bool = True
    complete: bool = False


def announcements(lines: Sequence[Line], heads: Set[int] = frozenset()) -> list[Announcement]:
    """All of them from the top, not overlapping, at any depth of quotation. ``heads``: where a program says one is."""
    found: list[Announcement] = []
    done = -1
    for index, line in enumerate(lines):
        if index <= done or not line.spans or line.kind in _EXACT:
            continue
        one = _at(lines, index, done, not heads.isdisjoint(range(index - 3, index + 1)))
        if one is not None:
            found.append(one)
            done = one.last
            if len(found) >= _MOST:
                break
    return found


def _at(lines: Sequence[Line], index: int, done: int, head: bool) -> Announcement | None:
    """The announcement that is complete with this line (a block of headers: that begins here)."""
    text = lines[index].text.strip()
    if len(text) < 160 and markers.forwarded(text):
        return Announcement(index, index, "forward")
    if markers.original(text):
        if (below := _said_below(lines, index)) is not None:
            return replace(below, first=index)
        last = _headers(lines, following(lines, index + 1), bare=True, proof=True)
        return Announcement(index, last if last >= 0 else index, "head", last >= 0)
    if (last := _headers(lines, index, proof=head)) >= 0:
        return Announcement(_with_rule(lines, index, done), last, "head")
    if _ends(text):
        return _attributed(lines, index, done)
    return None


def _ends(text: str) -> bool:
    return len(text) < 300 and (text.rstrip("*_ -–—").endswith((":", "：")) or markers.verb_last(text))


def _attributed(lines: Sequence[Line], index: int, done: int) -> Announcement | None:
    """An attribution that ends at ``index``; a program may have broken it, the last piece behind a mark of its own."""
    depth = lines[index].quote
    for back in range(_LOOK_BACK + 1):
        first = index - back
        if first <= done or not lines[first].spans or lines[first].kind in _EXACT:
            break
        if back and lines[first].quote not in (depth, depth - 1):
            break
        if not markers.attribution(text := _joined(lines, first, index)):
            continue
        below = following(lines, index + 1)
        if markers.colon(lines[index].text) or (below < len(lines) and lines[below].quote > lines[first].quote):
            return Announcement(first, index, "wrote", complete=markers.complete(text))
    after = following(lines, index + 1)
    if after < len(lines) and lines[after].quote > depth and markers.verb_ends(lines[index].text):
        return Announcement(index, index, "wrote", False)
    return None


def _said_below(lines: Sequence[Line], index: int) -> Announcement | None:
    """The attribution that follows a line such as "-----Original Message-----"."""
    first = following(lines, index + 1)
    for at in range(first, min(first + _LOOK_BACK, len(lines))):
        found = _attributed(lines, at, index) if _ends(lines[at].text.strip()) else None
        if found is not None and found.first == first:
            return found
    return None


def _joined(lines: Sequence[Line], first: int, last: int) -> str:
    return " ".join(line.text.strip() for line in lines[first : last + 1])


def _headers(lines: Sequence[Line], index: int, *, bare: bool = False, proof: bool = False) -> int:
    """The last line of a block From/Sent/To/Subject that starts at ``index``; -1 if none does.

    A person may write "From: Zurich, To: Vienna" too: a block needs a mail address, or all four with a time of day.
    """
    if index >= len(lines) or not markers.role(lines[index].text, bare=bare):
        return -1
    roles: set[str] = set()
    timed = False
    last, at, before, depth = -1, index, "", lines[index].quote
    while at < len(lines) and at - index < _MOST_HEADERS and lines[at].quote == depth:
        text = lines[at].text
        role = markers.role(text, bare=bare)
        if role:
            roles.add(role)
            proof = proof or (role in ("from", "to") and markers.address(text))
            timed = timed or (role == "sent" and markers.moment(text))
            last, before = at, role
        elif before in ("to", "cc") and markers.address(text):
            last = at
        elif text.strip() or len(roles) >= 3:
            break
        at += 1
    enough = len(roles) >= 3 and "from" in roles and bool(roles & {"sent", "subject"})
    return last if enough and (proof or (timed and {"to", "subject"} <= roles)) else -1


def _with_rule(lines: Sequence[Line], first: int, done: int) -> int:
    """A line of underscores or dashes right above belongs to the announcement."""
    above = first - 1
    while above > done and first - above < 3 and not lines[above].spans and lines[above].kind != "rule":
        above -= 1
    if above > done and lines[above].quote == lines[first].quote:
        text = lines[above].text.strip()
        if lines[above].kind == "rule" or (len(text) >= 5 and not text.strip("_-—=")) or markers.message_of(text):
            return above
    return first


def following(lines: Sequence[Line], index: int) -> int:
    """The next line with anything in it; the number of lines when there is none."""
    while index < len(lines) and not lines[index].spans:
        index += 1
    return index

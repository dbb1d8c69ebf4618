"""What a search found, two lines a thread: what it is, and the line that fits, with the match in sight."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui import clock
from commune_tui.actions.search import HOW
from commune_tui.mail.search import Found
from commune_tui.mail.thread_state import with_whom
from commune_tui.text import cells, cut, pad
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.glyphs import STATUS_ROLES, UNICODE, Glyphs
from commune_tui.ui.kit.line_list import LineList

_ROLES = {"text": "dim", "meaning": "accent", "both": "good"}


class FoundList(LineList[Found]):
    """Two lines a thread: what it is, and the line that fits."""

    def __init__(self) -> None:
        super().__init__(id="found")
        self.lines_per_item = 2
        self.glyphs: Glyphs = UNICODE

    def fragments(self, item: Found, index: int, width: int) -> Sequence[Sequence[Fragment]]:
        row = item.row
        score = f" {item.score:.2f}" if item.score is not None else ""
        age = clock.age(row.last_message_at) if row is not None and row.last_message_at else ""
        right = [Fragment(f" {HOW[item.by].short}{score}".rjust(14), _ROLES[item.by]), Fragment(age.rjust(5), "dim")]
        who = with_whom(row) if row is not None else "(not here yet)"
        status = row.status if row is not None else ""
        people = max(10, min(24, width // 5))
        room = max(0, width - 3 - people - 1 - sum(cells(fragment.text) for fragment in right))
        first = [
            Fragment(self.glyphs.status(status) if status else " ", STATUS_ROLES.get(status, "dim")),
            Fragment("  " + pad(cut(who, people), people) + " "),
            *_marked(pad(cut(item.subject or "(no subject)", room), room), item.in_subject, "plain"),
            *right,
        ]
        return first, self._line(item, width)

    def _line(self, item: Found, width: int) -> Sequence[Fragment]:
        room = max(0, width - 6)
        skipped = _skipped(item, room)
        text, by = cut(f"{'…' if skipped else ''}{item.line[skipped:]}", room), skipped - bool(skipped)
        return [Fragment("     ", "dim"), *_marked(text, [(start - by, end - by) for start, end in item.spans], "dim")]


def _marked(text: str, places: Sequence[tuple[int, int]], role: str) -> list[Fragment]:
    """The text with these places (start, end) marked, as far as it reaches."""
    made, at = [], 0
    for start, end in places:
        if at <= start < end <= len(text):
            made += [Fragment(text[at:start], role), Fragment(text[start:end], "match")]
            at = end
    return [*made, Fragment(text[at:], role)]


def _skipped(item: Found, room: int) -> int:
    """How many characters of the line are left out at its beginning, so that the first match is in sight."""
    if not item.spans or cells(item.line[: item.spans[0][1]]) < room:
        return 0
    start = item.spans[0][0]
    earliest = max(0, start - room // 4)
    blank = item.line.find(" ", earliest, start)
    return blank + 1 if blank >= 0 else earliest

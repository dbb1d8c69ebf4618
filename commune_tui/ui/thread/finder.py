"""Where the words that are searched for stand in a message; opens what has them. Moves nothing on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from commune_tui.mail.bodies import Bodies
from commune_tui.mail.conversation import Entry, Mail, Memo
from commune_tui.ui.thread.section import Later, Shown

BEHIND = 1 << 30
"""A row behind every message, to begin from backwards."""
_MOST_ROWS = 20_000


def row_in(section: Later, row: int, direction: int) -> int | None:
    """The next row of a section with a match after ``row`` (before it, for a negative direction).

    ``row`` may be -1 or :data:`BEHIND`. Rows are made as they are looked at; a message is searched as far as its
    first 20,000 rows.
    """
    section.settle(_MOST_ROWS)
    last = min(section.height, _MOST_ROWS)
    row = min(row, last) + direction
    while 0 <= row < last:
        if any(fragment.role == "match" for fragment in section.line(row)):
            return row
        row += direction
    return None


def mentions(entry: Entry, needle: str) -> bool:
    """Whether a message that may be folded has the words anywhere. ``needle`` is case-folded."""
    if isinstance(entry, Memo):
        return needle in f"{entry.text}\n{entry.who}".casefold()
    message = entry.message
    around = [message.sender, message.sender_name, *(person.address for person in message.people)]
    around += [file.name for file in message.attachments] + [part for pair in message.extracted for part in pair]
    return any(needle in text.casefold() for text in (message.content, message.content_html, *around))


class Finder:
    """Looks for words (case-folded) through the messages of a conversation.

    ``rebuilt`` makes the section of a message anew, after it was opened or read.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        needle: str,
        bodies: Bodies,
        shown_of: Callable[[Entry], Shown],
        rebuilt: Callable[[int], Later],
    ) -> None:
        self._entries, self._needle, self._bodies = entries, needle, bodies
        self._shown_of, self._rebuilt = shown_of, rebuilt

    async def find(self, index: int, row: int, direction: int) -> tuple[int, int] | None:
        """(message, row) of the next match after a place, or before it; ``None`` when there is none."""
        while 0 <= index < len(self._entries):
            await asyncio.sleep(0)  # keys are answered while a long conversation is searched
            found = await self._row(index, row, direction)
            if found is not None:
                return index, found
            index += direction
            row = -1 if direction > 0 else BEHIND
        return None

    async def _row(self, index: int, row: int, direction: int) -> int | None:
        """In one message. What is folded, quoted history and the rest of a long mail too, is opened only when it has
        the words."""
        entry = self._entries[index]
        shown = self._shown_of(entry)
        if not mentions(entry, self._needle):
            other_face = shown.unfolded and shown.view not in ("mail", "text")
            return row_in(self._rebuilt(index), row, direction) if other_face else None
        before = shown.unfolded, shown.open_quotes, shown.whole
        if not shown.unfolded:
            row = -1 if direction > 0 else BEHIND
        tried: tuple[bool, bool] | None = None
        for quotes, whole in ((False, False), (True, False), (True, True)):
            shown.unfolded, shown.open_quotes = True, before[1] or quotes
            shown.whole = before[2] or (whole and await self._is_long(entry, shown))
            if tried == (shown.open_quotes, shown.whole):
                continue
            tried = shown.open_quotes, shown.whole
            if isinstance(entry, Mail) and shown.view in ("mail", "text"):
                await self._bodies.read(entry.message, shown.view, whole=shown.whole)
            found = row_in(self._rebuilt(index), row, direction)
            if found is not None:
                return found
        shown.unfolded, shown.open_quotes, shown.whole = before
        self._rebuilt(index)
        return None

    async def _is_long(self, entry: Entry, shown: Shown) -> bool:
        """Whether only the beginning of a mail is shown."""
        if not isinstance(entry, Mail) or shown.view not in ("mail", "text"):
            return False
        return (await self._bodies.read(entry.message, shown.view)).body.goes_on

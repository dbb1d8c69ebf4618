"""One key after the other: what is typed behind a key that edits or moves waits until that key has done its work.

Textual hands a key to the field that has the focus and goes on at once, but a field's own keys (Backspace, Ctrl-u) and
those of its form (Tab, Enter) act only when the event has come back through all parents. In a burst, as a slow line
delivers keys, the letters behind would be there first: ``abx Backspace c`` would read ``abx``. Knows no screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

LONGEST_S = 0.5
"""How long keys wait for one that never comes back, because the field it went to has left the screen."""


class Passed(Message):
    """Sent after a key through the same field and the same parents: when it arrives, that key has acted."""


class Turns:
    """What waits, in order. The app asks before it handles a key or a paste."""

    def __init__(self) -> None:
        self._field: Widget | None = None
        self._before: Passed | None = None
        self._waiting: list[events.Event] = []

    def waits(self, event: events.Event) -> Passed | None:
        """Keep an event that has to wait its turn; what it waits for, or nothing when it may be handled at once."""
        if self._field is None or (not self._waiting and not self._field.is_attached):
            return None
        self._waiting.append(event)
        return self._before

    def sent(self, event: events.Key, field: Widget | None) -> None:
        """A key was handed to what had the focus."""
        self._field = None
        if isinstance(field, (Input, TextArea)) and not event.is_printable:
            self._field, self._before = field, Passed()
            field.post_message(self._before)

    def over(self, passed: Passed) -> Sequence[events.Event]:
        """A key has acted, or was given up: what waited for it, to be handled again in this order."""
        if passed is not self._before:
            return ()
        waited, self._waiting, self._field, self._before = self._waiting, [], None, None
        return waited

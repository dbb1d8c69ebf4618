"""Between the terminal's input and Textual's key parser: what no person typed never becomes a key.

A terminal answers questions (colours, its identity, its title) on the same line that carries the keys; Textual 8.2.8
turns such answers into key presses, and so does a paste that holds an escape. :class:`AnswerFilter` drops them, also
when they arrive in pieces. :class:`Keys` knows when keys came faster than fingers. Knows no screen and no command.

For whoever builds the app::

    guard = install()                     # once, before App.run
    if guard.hurried(event):              # in the handler of a Key event, before an action that changes something
        …ignore it…
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

from textual import constants, events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver, linux_inline_driver
from textual.message import Message

QUIET_AFTER_PASTE_S = 0.3
BURST_KEYS = 3
BURST_S = 0.01
ANSWER_S = 1.0
"""A terminal string whose end has not come for this long is over."""
LONGEST_ANSWER_S = 3.0
"""After this long even one that still goes on: somebody pressed Alt and ``]`` and types on."""

_ESC = "\x1b"
_STRINGS = "]P_^X"  # OSC, DCS, APC, PM, SOS
_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"
_LONGEST_CSI = 64

_WANTED = re.compile(
    r"\x1b\[(?:[0-9:;]*[u~ABCDEFHPQRSZ]"  # keys, also of the kitty protocol, and where the cursor is
    r"|[IO]"  # focus
    r"|<-?[0-9;-]+[Mm]|[0-9;-]+M"  # mouse
    r"|48;[0-9:;]+t|\?(?:2026|2048);[0-9]+\$y)\Z"  # size, and the two modes that Textual asks for
)
_WITH_ESCAPE = re.compile(r"(\x1b[^\x1b\[O\x7f]|\x1b(?=\x1b|\Z))", re.DOTALL)
"""Escape and a key, or an Escape that another one follows: handed on, it would make what comes next an Alt key."""
_NOT_IN_A_PASTE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class EscapeThen(events.Key):
    """Escape and another key in one breath: the two typed fast, or that key with Alt, which terminals send alike.

    ``then`` is the other key. Textual would turn some of these into signs of another keyboard, and lose the Escape.
    """

    def __init__(self, then: events.Key) -> None:
        super().__init__(f"alt+{then.key}", then.character)
        self.then = then


class AnswerFilter:
    """A stream of input without terminal answers. Give it what was read; it returns what may go to the key parser."""

    def __init__(self) -> None:
        self._held = ""
        """The start of a sequence that is not complete: ``ESC``, ``ESC O`` or ``ESC [ …``."""
        self._swallowing = ""
        """``string`` inside an answer, ``csi`` inside an overlong control sequence, else empty."""
        self._pasting = False
        self._since = self._began = 0.0

    @property
    def pasting(self) -> bool:
        """Inside a bracketed paste."""
        return self._pasting

    def feed(self, data: str, now: float) -> str:
        """What of ``data`` may pass; the rest of a sequence may come with the next call. ``now`` in seconds."""
        if self._swallowing and (now - self._since > ANSWER_S or now - self._began > LONGEST_ANSWER_S):
            self._swallowing = ""
        if not self._swallowing:
            self._began = now
        out: list[str] = []
        self._since = now
        for character in data:
            self._take(character, out)
        return "".join(out)

    def escape_alone(self, now: float, delay_s: float) -> bool:
        """True once when an ESC came and nothing followed it: the Escape key. Drops other halves that are too old."""
        waited = now - self._since
        if self._held == _ESC and waited >= delay_s and not self._pasting:
            self._held = ""
            return True
        if self._held and waited > ANSWER_S:
            self._held = ""
        return False

    def _take(self, character: str, out: list[str]) -> None:
        if self._swallowing:
            self._swallow(character, out)
        elif self._held == _ESC:
            self._after_escape(character, out)
        elif self._held:
            self._in_sequence(character, out)
        elif character == _ESC:
            self._held = _ESC
        elif self._pasting:
            out.append(_NOT_IN_A_PASTE.sub("", character))
        elif "\x80" <= character <= "\x9f":
            self._swallowing = {"\x90": "string", "\x98": "string", "\x9b": "csi"}.get(character, "")
            if character >= "\x9d":
                self._swallowing = "string"
        else:
            out.append(character)

    def _swallow(self, character: str, out: list[str]) -> None:
        if self._swallowing == "csi":
            if "@" <= character <= "~":
                self._swallowing = ""
        elif self._swallowing == "string-escape":
            self._swallowing = ""
            self._after_escape(character, out)  # the end, or a new sequence, which ends a string too
        elif character in "\x07\x9c":
            self._swallowing = ""
        elif character == _ESC:
            self._held, self._swallowing = _ESC, "string-escape"

    def _after_escape(self, character: str, out: list[str]) -> None:
        if character == "[":
            self._held = "\x1b["
        elif self._pasting:
            self._held = _ESC if character == _ESC else ""
            out.append("" if character == _ESC else _NOT_IN_A_PASTE.sub("", character))
        elif character in _STRINGS:
            self._held, self._swallowing = "", "string"
        elif character == "\\":
            self._held = ""
        elif character == "O":
            self._held = "\x1bO"
        elif character == _ESC:
            out.append(_ESC)
        else:
            self._held = ""
            out.append(_ESC + character)

    def _in_sequence(self, character: str, out: list[str]) -> None:
        self._held += character
        sequence = self._held
        if sequence.startswith("\x1bO"):
            self._held = ""
            out.append("" if self._pasting else sequence)
        elif self._pasting:
            if _PASTE_END.startswith(sequence) and sequence != _PASTE_END:
                return
            self._held = ""
            if sequence == _PASTE_END:
                self._pasting = False
                out.append(sequence)
            else:
                out.append(_NOT_IN_A_PASTE.sub("", sequence))
        elif sequence == "\x1b[[" or sequence == "\x1b[M":  # function keys of the Linux console: one more character
            return
        elif len(sequence) <= 6 and sequence.startswith("\x1b[M"):
            if len(sequence) == 6:
                self._held = ""
                out.append(sequence)
        elif "@" <= character <= "~" or sequence in ANSI_SEQUENCES_KEYS:
            self._held = ""
            if sequence == _PASTE:
                self._pasting = True
                out.append(sequence)
            elif _WANTED.match(sequence) or sequence in ANSI_SEQUENCES_KEYS:
                out.append(sequence)
        elif character == _ESC:
            self._held = _ESC
        elif len(sequence) > _LONGEST_CSI:
            self._held, self._swallowing = "", "csi"


class Keys:
    """Whether keys came from fingers. Written by the input thread, read by the app; each value is written whole."""

    def __init__(self) -> None:
        self._quiet_from = self._quiet_until = -1.0
        self._times: deque[float] = deque(maxlen=BURST_KEYS + 1)

    def note_paste(self, at: float) -> None:
        """A paste ended, or something else came after which keys are not to be trusted (the terminal got the focus)."""
        if at > self._quiet_until:
            self._quiet_from = at
        self._quiet_until = at + QUIET_AFTER_PASTE_S

    def note_keys(self, count: int, at: float) -> None:
        """So many characters were read at once."""
        self._times.extend([at] * min(count, BURST_KEYS + 1))
        if len(self._times) > BURST_KEYS and at - self._times[0] <= BURST_S:
            self.note_paste(self._times[0])

    def hurried(self, event: Message) -> bool:
        """Whether a key event came with a burst (more than three within 10 ms, its first ones too when they are still
        waiting) or within 300 ms of a paste. Ask before an action that changes or sends something; moving about is
        harmless, and over a slow line held-down keys arrive in bursts."""
        return self._quiet_from <= event.time <= self._quiet_until


class GuardedParser(XTermParser):
    """Textual's key parser behind an :class:`AnswerFilter`."""

    keys = Keys()

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._filter = AnswerFilter()

    def feed(self, data: str, at: float | None = None) -> Iterator[Message]:
        """``at``: when it was read, where that is some time ago."""
        if not data:
            yield from super().feed(data)
            return
        now = get_time() if at is None else at
        passed = self._filter.feed(data, now)
        if not passed:
            return
        typed = sum(character.isprintable() for character in _SEQUENCES.sub("", passed))
        if typed and not self._filter.pasting:
            self.keys.note_keys(typed, now)
        for piece in _WITH_ESCAPE.split(passed):
            if piece == _ESC:
                yield events.Key("escape", _ESC)
                continue
            if _WITH_ESCAPE.fullmatch(piece):
                yield from (EscapeThen(key) for key in super().feed(piece[1]) if isinstance(key, events.Key))
                continue
            for message in super().feed(piece) if piece else ():
                if isinstance(message, events.Paste):
                    self.keys.note_paste(get_time() if at is None else at)
                yield message

    def tick(self, at: float | None = None) -> Iterable[Message]:
        yield from super().tick()
        if self._filter.escape_alone(get_time() if at is None else at, constants.ESCAPE_DELAY):
            yield events.Key("escape", _ESC)


_SEQUENCES = re.compile(r"\x1b\[200~.*?(?:\x1b\[201~|\Z)|\x1b\[[0-9:;<?-]*[@-~]|\x1b.", re.DOTALL)


def install() -> Keys:
    """Put the guard before the parser of every driver made from now on, and return what knows of bursts."""
    linux_driver.XTermParser = GuardedParser  # type: ignore[attr-defined]
    linux_inline_driver.XTermParser = GuardedParser  # type: ignore[attr-defined]
    return GuardedParser.keys

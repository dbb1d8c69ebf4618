"""The thread that reads the keys: it sleeps until there is one, and ends with the terminal.

Textual 8.2.8 looks ten times a second whether something came or the program ends, reads the end of a terminal that went
away for ever, and ends at a byte that is no UTF-8, after which the program is deaf. Ticks are needed only shortly after
input: a lone Escape and the half of a sequence are known by the time that passed.
"""

from __future__ import annotations

import codecs
import os
import select
from collections.abc import Callable, Iterable

from textual.message import Message

from commune_tui.ui.terminal.early import Typed
from commune_tui.ui.terminal.ending import Ending
from commune_tui.ui.terminal.input_filter import ANSWER_S, GuardedParser

_TICK_S = 0.1
_READ = 4096


def read_keys(
    terminal: int,
    parser: GuardedParser,
    ending: Ending,
    hand_on: Callable[[Message], None],
    before: Iterable[Typed] = (),
) -> None:
    """Hand on what was typed ``before``, as if it were read at its time, then what is typed until ``ending`` is set or
    the terminal is gone."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    ticks, both = 0, [terminal, ending.fileno()]
    for at, data in before:
        text = decode(data)
        for message in (*parser.tick(at), *(parser.feed(text, at) if text else ())):
            message.time = at
            hand_on(message)
        ticks = round(2 * ANSWER_S / _TICK_S)
    while not ending.is_set():
        ready, _, _ = select.select(both, [], [], _TICK_S if ticks else None)
        if terminal in ready:
            data = _read(terminal)
            if not data:
                break
            if text := decode(data):  # none for the first byte of a letter: to the parser that is the end
                for message in parser.feed(text):
                    hand_on(message)
            ticks = round(2 * ANSWER_S / _TICK_S)
        ticks = max(0, ticks - 1)
        for message in parser.tick():
            hand_on(message)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, _READ)
    except OSError:  # it was hung up
        return b""

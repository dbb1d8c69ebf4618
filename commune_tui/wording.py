"""What sentences are made with: how something is done, and which word was probably meant.

Which command does a thing is written down, the front puts in the way.

A screen puts in the keys that a person has for the command, lines the word; where there is no way, the part of the
sentence that would tell it is left out. Pure, standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters of Unicode: the door of :mod:`commune_tui.text` lets neither in, so no mail can hold a command."""
_COMMAND = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_BEGINS = re.compile(r"[.!?:;,)]\s+|^\s*")
_ENDS = re.compile(r"[.!?](?=\s)|[.!?]?$")

Way = Callable[[str], str]
"""How a person does the command of an id: ``z``, ``the word undo``; empty where it cannot be done."""


def do(command_id: str) -> str:
    """The place in a sentence where it stands how a command is done: ``f"{do('app.undo')} takes it back."``"""
    return f"{_OPEN}{command_id}{_CLOSE}"


def nowhere(command_id: str) -> str:
    """The way where nothing can be done: each part of a sentence that would tell how is left out."""
    return ""


def named(sentence: str) -> bool:
    """Whether a command stands in it, so that it has still to be said in somebody's way."""
    return _OPEN in sentence


def said(sentence: str, way: Way) -> str:
    """The sentence as a person reads it. Parts between marks that tell of what cannot be done are left out."""
    if not named(sentence):
        return sentence
    told = _COMMAND.sub(lambda found: way(found[1]) or found[0], sentence)
    while (at := told.find(_OPEN)) >= 0:
        told = _without(told, at)
    return told


def _without(sentence: str, at: int) -> str:
    """Without the part in which something stands at ``at``: from the mark before it to the end of its sentence."""
    begins = list(_BEGINS.finditer(sentence, 0, at + 1))[-1]
    ends = _ENDS.search(sentence, at)
    before, rest = sentence[: begins.start()] + begins[0].rstrip(), sentence[ends.end() if ends else len(sentence) :]
    if before[-1:] in (":", ";", ","):
        before = before[:-1] + (ends[0] if ends else "")
    return before + rest if before else rest.lstrip()


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three of ``known`` that look like ``word`` in any case, the likeliest first."""
    from difflib import get_close_matches

    spelt = {choice.casefold(): choice for choice in known}
    word = word.strip().casefold()
    begins = [choice for choice in spelt if word and choice.startswith(word)]
    close = get_close_matches(word, list(spelt), n=3, cutoff=0.6)
    return tuple(spelt[choice] for choice in dict.fromkeys([*begins, *close]))[:3]


def asked(suggestions: tuple[str, ...]) -> str:
    """``Did you mean a or b?`` with a blank before it, or nothing."""
    return f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The same of the nearest one."""
    return asked(nearest(word, known)[:1])

"""What a person writes to get a key: ``wallboard, read only, 30d``; what can follow, and what is wrong with it. Pure.

The parts are divided by commas, in any order behind the name: a preset or scopes, how long it lives, a file for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from commune_tui.actions.action import Suggestion
from commune_tui.actions.administration import FILE
from commune_tui.actions.speech import listed
from commune_tui.errors import USAGE, Explained
from commune_tui.mail.scopes import PRESETS, SCOPES, grants, lacking
from commune_tui.text import one_line

FOREVER = "never"
LONGEST_NAME = 60
_LIFE = re.compile(r"([1-9]\d{0,4})\s*(s|min|m|h|d|w)\w*")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LIVES = (("1h", "for a guest"), ("1d", ""), ("30d", ""), ("90d", ""), (FOREVER, "until it is revoked"))
_MOST_S = 10 * 365 * 86_400
EXAMPLE = "wallboard, read only, 30d"
_WHICH = f"Say a preset ({listed([each.name for each in PRESETS], 'or')}) or scopes, as in: {EXAMPLE}."


class Unclear(Explained):
    """A wish that cannot be read; the sentence says what to write instead."""

    exit_status = USAGE


class Wish(NamedTuple):
    """A key as it is wanted. ``life_s`` is ``None`` for one without an end; ``path`` empty for no file."""

    name: str
    permissions: tuple[str, ...] = ()
    life_s: int | None = None
    path: str = ""


def read(words: str, *, guest: bool = False) -> Wish:
    """The wish in some words; a ``guest`` reads only and for an hour, unless it is said otherwise. Raises Unclear."""
    name, *parts = (part.strip() for part in words.split(","))
    wish = Wish(one_line(name), PRESETS[0].scopes if guest else (), 3600 if guest else None)
    if not wish.name:
        raise Unclear(f"A key needs a name, as in: {EXAMPLE}.")
    if len(wish.name) > LONGEST_NAME or not wish.name.isprintable():
        raise Unclear(f"The name of a key has at most {LONGEST_NAME} characters that can be seen.")
    for part in filter(None, parts):
        wish = _with(wish, part)
    if not wish.permissions:
        raise Unclear(f"What may it do? {_WHICH}")
    return wish


def path_of(words: str) -> str:
    """The file that is named in some words that are nothing else; empty for none. Raises Unclear."""
    said = words.strip().strip(",").strip()
    if said and not said.startswith(FILE):
        raise Unclear("This takes a file for the new text and nothing else, as in: file ~/new.key.")
    return said.removeprefix(FILE).strip()


def _with(wish: Wish, part: str) -> Wish:
    """The wish with one more part. Raises Unclear."""
    if part.startswith(FILE):
        return wish._replace(path=part.removeprefix(FILE).strip())
    if part == FOREVER:
        return wish._replace(life_s=None)
    if (life := _LIFE.fullmatch(part)) is not None:
        life_s = int(life[1]) * _UNITS[life[2]]
        if life_s > _MOST_S:
            raise Unclear("A key lives ten years at most, or never ends: never.")
        return wish._replace(life_s=life_s)
    return wish._replace(permissions=_permissions(part))


def _permissions(part: str) -> tuple[str, ...]:
    preset = [each for each in PRESETS if each.name == part.casefold()]
    if preset:
        return preset[0].scopes
    scopes = part.casefold().split()
    if unknown := [each for each in scopes if each not in SCOPES and each not in ("read", "write")]:
        raise Unclear(f"{one_line(unknown[0], 40)!r} is no preset, scope or time. {_WHICH}")
    return tuple(dict.fromkeys(scopes))


def offers(line: str, own: Iterable[str] | None) -> Sequence[Suggestion]:
    """What can stand behind the last comma; what our own key cannot hand on names the scope that it lacks."""
    said, comma, typed = line.rpartition(",")
    if not comma:
        return ()
    words = typed.strip().casefold()
    before, sought = (words.rpartition(" ")[0], words.rpartition(" ")[2]) if ":" in words else ("", words)
    made = [(each.name, each.about, each.scopes) for each in PRESETS] if not before else []
    made += [(each, grants(each), (each,)) for each in SCOPES if each not in before.split()]
    found = [
        Suggestion(f"{said}, {f'{before} ' if before else ''}{value}", about, value, _warning(scopes, own))
        for value, about, scopes in made if value.startswith(sought)
    ]  # fmt: skip
    if not before:
        found += [Suggestion(f"{said}, {each}", about, each) for each, about in _LIVES if each.startswith(sought)]
    return found


def _warning(scopes: Iterable[str], own: Iterable[str] | None) -> str:
    lacks = lacking(scopes, own)
    return f"the key in use lacks {lacks[0]}" if lacks else ""

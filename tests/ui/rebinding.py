"""Keymaps in which no default key works, and a reader of screens who knows the default keys but no program."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator

from commune_tui.actions.commands import COMMANDS

OTHERS = "".join(map(chr, (*range(0x430, 0x460), *range(0x3B1, 0x3CA), *range(0x561, 0x587), *range(0x10D0, 0x10F1))))
FRESH = list(dict.fromkeys(OTHERS + OTHERS.upper()))
"""Cyrillic, Greek, Armenian and Georgian letters: none is a default key, and none can be taken for one."""
DEFAULTS = {keys for command in COMMANDS for keys in command.keys}
"""The keys as the table of commands has them."""

_SEVERAL = sorted((keys for keys in DEFAULTS if " " in keys or len(keys) > 1), key=len, reverse=True)
_LETTERS = "".join(re.escape(key) for key in DEFAULTS if len(key) == 1 and key not in "aAiI" and not key.isdigit())
_VERBS = (
    "again|takes|shows|saves|opens|goes|decides|writes|brings|does|closes|sets|keeps|selects|searches|changes|unfolds|"
    "quits|filters|leaves|finds|sends|reads|lists|looks|moves|adds|removes|assigns"
)
_WORD = re.compile(
    rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, _SEVERAL))})(?![\w'’-])"  # g d, Ctrl-k, PgDn
    rf"|(?<!\d )(?<!A to )(?<![^\s(“\"])[{_LETTERS}](?=[\s,;)]|[.:!?](?:\s|$)|$)"  # a letter alone, no unit
    rf"|(?<![^\s(“\"])[aAiI](?= (?:{_VERBS})\b)|(?<=[Pp]ress )\S\b",
    re.MULTILINE,
)
_SIGNS = re.compile(r"^[!.:*=/-]$")
"""Keys that are signs and stops, too: seen as keys only before what they do."""
_DOES = re.compile(rf" (?:{_VERBS})\b")


def rebound(seed: int | None = None) -> dict[str, object]:
    """Every command that has keys on another one: a sequence for a sequence, with a first key that is shared where it
    was. With a seed, in another order."""
    fresh = iter(FRESH if seed is None else random.Random(seed).sample(FRESH, len(FRESH)))
    firsts: dict[str, str] = {}
    made: dict[str, object] = {}
    for command in COMMANDS:
        if command.keys:
            first, *rest = command.keys[0].split()
            before = [firsts.get(first) or firsts.setdefault(first, next(fresh))] if rest else []
            made[command.id] = " ".join([*before, *(next(fresh) for _ in rest or [first])])
    return made


def named(text: str, working: Collection[str] = ()) -> Iterator[str]:
    """Every default key that a screen names and that does not work there, with the line in which it stands."""
    for line in text.splitlines():
        for found in _WORD.finditer(line):
            sign = _SIGNS.match(found[0]) and not _DOES.match(line, found.end())
            if found[0] not in working and not sign:
                yield f"{found[0]} in {line.strip()!r}"

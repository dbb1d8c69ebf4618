"""How API keys read on the screen: the rows of the list, and all that is known of one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from commune_tui.actions import apikeys
from commune_tui.actions.key_file import Text
from commune_tui.actions.operate.key import KEEP, ONCE
from commune_tui.store.apikeys import ApiKeyRow
from commune_tui.text import cut, pad, wrapped
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.table import Row

_LABEL = 13
_ROOM_FOR_BEGINNING = 90
"""Below it a name has more to say; how a key begins stands with all else that is known of it."""
_ROLES = {"active": "good", "expired": "dim", "revoked": "dim"}


def rows(found: Sequence[ApiKeyRow], width: int, now: datetime) -> list[Row]:
    """The keys: which is ours, its name, how it begins, how it stands, what it may do, when it was used, when it
    ends."""
    begins = 13 if width >= _ROOM_FOR_BEGINNING else 0
    room = max(10, width - 37 - begins)
    name, may = (room * 11 // 20, room - room * 11 // 20) if width >= 64 else (room, 0)
    return [_row(each, now, begins, name, may) for each in found]


def _row(key: ApiKeyRow, now: datetime, begins: int, name: int, may: int) -> Row:
    dead = key.dead(now)
    plain = "dim" if dead else "plain"
    word, end = apikeys.standing(key, now).short, apikeys.ends(key, now)
    return Row(
        (
            Fragment(" ours " if key.ours else "      ", "accent"),
            Fragment(pad(cut(apikeys.called(key), name - 1), name), "strong" if key.ours else plain),
            Fragment(pad(cut(key.prefix, max(0, begins - 1)), begins), "dim"),
            Fragment(pad(cut(word, 7), 8), _ROLES.get(word, "warn")),
            Fragment(pad(cut(apikeys.may(key), max(0, may - 1)), may), plain),
            Fragment(pad(cut(_short(apikeys.used(key, now)), 10), 11), "dim"),
            Fragment(cut(_short(end), 12), "warn" if apikeys.soon(key, now) else "dim"),
        ),
        key,
    )


def _short(used: str) -> str:
    """An age that fits a column: ``3 min ago``."""
    return used.removeprefix("on ").replace(" minutes", " min").replace(" minute", " min").replace(" seconds", " s")


def heading(width: int) -> tuple[Fragment, ...]:
    """What stands above the columns of :func:`rows`."""
    begins = 13 if width >= _ROOM_FOR_BEGINNING else 0
    room = max(10, width - 37 - begins)
    name, may = (room * 11 // 20, room - room * 11 // 20) if width >= 64 else (room, 0)
    words = (("", 6), ("name", name), ("begins", begins), ("stands", 8), ("may", may), ("used", 11), ("ends", 12))
    return (Fragment("".join(pad(cut(word, max(0, cells - 1)), cells) for word, cells in words), "dim"),)


def about(key: ApiKeyRow | None, width: int, now: datetime) -> list[list[Fragment]]:
    """All that is known of a key, wrapped to ``width``."""
    if key is None:
        return []
    lines = [[Fragment(f" {cut(apikeys.called(key), width - 2)}", "strong")]]
    for label, said in apikeys.about(key, now):
        room = max(10, width - 1 - (_LABEL if label else 0))
        for at, row in enumerate(wrapped(said, room)):
            lead = Fragment(pad(f" {label if not at else ''}", _LABEL), "dim") if label else Fragment(" ")
            lines.append([lead, Fragment(row, "plain" if label else "warn" if "boundary" in said else "dim")])
    return lines


def once(key: Text, width: int, worded: Callable[[str], str]) -> list[list[Fragment]]:
    """The text of a new key, whole, and that it goes."""
    text, room = key.reveal(), max(10, width - 2)
    parts = [text[at : at + room] for at in range(0, len(text), room)]
    told = [row for sentence in (ONCE, KEEP) for row in wrapped(worded(sentence), room)]
    lines = [[Fragment(" The new key", "strong")], [], *([Fragment(" "), Fragment(part, "accent")] for part in parts)]
    return [*lines, [], *([Fragment(f" {row}", "warn")] for row in told)]

"""Fragments of a line, and the roles they play: what a role looks like, in the words of a theme.

Whoever says how a row or a status line reads returns fragments: clean text (it has passed the door of
:mod:`commune_tui.text`) and a role. The :class:`.painter.Painter` of a widget turns them into a strip. A fragment is
never parsed as markup, whatever it contains. Needs no Textual, as nothing does that says how a line reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from commune_tui.keys.hints import Hint
from commune_tui.text import cells, cut

#: What a fragment can be: the theme's name for its colour, for what is behind it, and how its letters are set.
ROLES: dict[str, tuple[str, str, str]] = {
    "plain": ("foreground", "", ""),
    "strong": ("foreground", "", "bold"),
    "dim": ("dim", "", ""),
    "faint": ("faint", "", ""),
    "accent": ("accent", "", ""),
    "good": ("success", "", ""),
    "warn": ("warning", "", ""),
    "bad": ("error", "", ""),
    "tag": ("secondary", "", ""),
    "match": ("accent", "", "bold underline"),
    "group": ("dim", "", "bold"),
    "key": ("accent", "", "bold"),
    "cursor": ("block-cursor-foreground", "block-cursor-background", ""),
    "cursor-away": ("", "panel", ""),
    "marked": ("", "marked", ""),
    "bar": ("", "surface", ""),
    "quote": ("dim", "", ""),
    "link": ("accent", "", "underline"),
    "hidden": ("warning", "", "italic"),
}


class Fragment(NamedTuple):
    """Clean text and the role it plays in its line."""

    text: str
    role: str = "plain"


def hint_line(hints: Sequence[Hint], gap: str) -> list[Fragment]:
    """A line of hints."""
    line = [Fragment(" ")]
    for number, hint in enumerate(hints):
        line += [Fragment(gap, "dim")] if number else []
        if hint.key_role == "dim":
            line.append(Fragment(hint.text, "dim"))
        else:
            line += [Fragment(hint.keys, hint.key_role), Fragment(f" {hint.words}")]
    return line


def fitting(fragments: Iterable[Fragment], width: int) -> list[Fragment]:
    """The fragments as far as they fit; where something does not, the last cell says so."""
    fit: list[Fragment] = []
    for fragment in fragments:
        room = width - sum(cells(each.text) for each in fit)
        if cells(fragment.text.rstrip()) > room:
            return [*fit, Fragment(cut(fragment.text, room), fragment.role)]
        fit.append(fragment)
    return fit

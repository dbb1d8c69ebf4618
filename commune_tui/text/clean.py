"""The door: makes foreign text harmless for a terminal, keeps what people wrote, and counts what was taken out.

Knows nothing of mail, widgets or files. Every function is pure, total over ``str``, linear, and idempotent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from commune_tui.text.cells import ORDINARY, ORDINARY_LINES, cells, cut
from commune_tui.text.settle import settle

FIELD_CELLS = 500
"""A one-line field is cut here: subjects and names beyond it are an attack or an accident."""

TEXT_CHARACTERS = 200_000
"""A text given to a widget is cut here; a body is given in pages (security §1.3: Textual freezes above it)."""

_RAW_PER_CELL = 16
"""A clean field has at most this many characters per cell, so a longer raw field can be cut before it is looked at."""

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text that is safe to show, and what was taken out of it.

    ``removed`` counts by kind: ``invisible joiner tag selector bidi sequence mark`` are gone, ``control unreadable``
    became U+FFFD, ``blank`` became a blank.
    """

    text: str
    removed: Mapping[str, int] = field(default_factory=lambda: _NONE)
    raw: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def altered(self) -> bool:
        """True when something was taken out or replaced."""
        return bool(self.removed)

    @property
    def suspicious(self) -> bool:
        """True when what was taken out has no use in honest mail: sequences, overrides of direction, tags."""
        return any(kind in self.removed for kind in ("sequence", "tag")) or bool(_OVERRIDES.search(self.raw))


def clean_line(raw: str, limit: int = FIELD_CELLS) -> Cleaned:
    """A one-line field: no line break, no run of blanks, at most ``limit`` cells (then ``…`` stands at its end)."""
    if len(raw) <= limit // 2 and "  " not in raw and ORDINARY.fullmatch(raw) and raw[:1] != " " != raw[-1:]:
        return Cleaned(raw, raw=raw)
    removed: Counter[str] = Counter()
    part = raw[: limit * _RAW_PER_CELL]
    text = _one_line(part, removed)
    too_long = len(part) < len(raw)
    if too_long or (2 * len(text) > limit and cells(text) > limit):
        text = cut(text + "…" if too_long else text, limit)
    return Cleaned(text, removed or _NONE, raw)


def clean_text(raw: str, limit: int | None = TEXT_CHARACTERS) -> Cleaned:
    """Text of several lines, parted by ``\\n`` alone, tabs spread to columns of eight, at most ``limit`` characters.

    What is longer is cut, and ``…`` stands at its end. ``None`` cuts nothing, for a text whose length was judged
    before: cleaned it may be longer than it came. Whoever draws it folds its lines
    (:func:`commune_tui.text.cells.fold`).
    """
    removed: Counter[str] = Counter()
    part = raw if limit is None else raw[:limit]
    if len(part) == len(raw) and ORDINARY_LINES.fullmatch(part):
        return Cleaned(part, raw=raw)
    text = settle(_BREAKS.sub("\n", part).expandtabs(8), removed)
    if limit is not None and (len(part) < len(raw) or len(text) > limit):
        text = settle(text[: limit - 1], removed) + "…" if limit > 0 else ""
    return Cleaned(text, removed or _NONE, raw)


def one_line(raw: str, limit: int = FIELD_CELLS) -> str:
    """:func:`clean_line`, only the text."""
    if len(raw) <= limit // 2 and "  " not in raw and ORDINARY.fullmatch(raw) and raw[:1] != " " != raw[-1:]:
        return raw
    return clean_line(raw, limit).text


def clean(raw: str, limit: int | None = TEXT_CHARACTERS) -> str:
    """:func:`clean_text`, only the text."""
    if (limit is None or len(raw) <= limit) and ORDINARY_LINES.fullmatch(raw):
        return raw
    return clean_text(raw, limit).text


def is_clean(text: str) -> bool:
    """True when :func:`clean` would leave the text as it is."""
    return clean(text, None) == text


_BREAKS = re.compile("\r\n|[\r\n\v\f\u2028\u2029]")
_RUN_OF_BLANKS = re.compile("([ \u3000])[ \u3000]+")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


def _one_line(raw: str, removed: Counter[str]) -> str:
    text = _BREAKS.sub(" ", raw).replace("\t", " ").replace("\xa0", " ")
    return _RUN_OF_BLANKS.sub(r"\1", settle(text, removed)).strip(" ")

"""How many mails may still leave: windows of an hour and a day, what fits, and when there is room again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from commune_tui import clock

_FEW = 3
_TENTH = 10
_NOW = {"hour": "this hour", "day": "today"}


class Window(NamedTuple):
    """At most ``limit`` in a ``span`` (``hour`` or ``day``); ``left`` as the server counted it last, ``None`` where it
    did not say; at ``resets_at`` there is room again."""

    span: str
    limit: int
    left: int | None = None
    resets_at: datetime | None = None

    @property
    def short(self) -> bool:
        """Whether little is left: three, or a tenth."""
        return self.left is not None and self.left <= max(_FEW, self.limit // _TENTH)


def known(windows: Iterable[Window], now: datetime) -> tuple[Window, ...]:
    """One window of each span, of those that different answers told: the one with the least left, and the one that
    says a count before one that does not. A window whose time is over is empty again.
    """
    found: dict[str, Window] = {}
    for window in windows:
        if window.resets_at is not None and window.resets_at <= now:
            window = Window(window.span, window.limit)
        before = found.get(window.span)
        if before is None or before.left is None or (window.left is not None and window.left < before.left):
            found[window.span] = window if before is None or window.left is not None else before
    return tuple(found[span] for span in _NOW if span in found)


def said(window: Window) -> str:
    """``11 left this hour, resets 14:00``, or ``at most 100 an hour``."""
    if window.left is None:
        return f"at most {window.limit:,} {'an' if window.span == 'hour' else 'a'} {window.span}"
    resets = f", resets {_at(window.resets_at)}" if window.resets_at is not None else ""
    return f"{window.left:,} left {_NOW[window.span]}{resets}"


def scarce(windows: Iterable[Window]) -> str:
    """What to say of it when little is left, in a few words; empty while there is enough."""
    few = [window for window in windows if window.short]
    if not few:
        return ""
    least = min(few, key=lambda window: window.left or 0)
    return said(least).replace(" left", " send left" if least.left == 1 else " sends left", 1)


def no_room(windows: Sequence[Window], count: int) -> str:
    """What of ``count`` mails fits and when the rest can leave; empty where all of them fit."""
    full = [window for window in windows if window.left is not None and window.left < count]
    if not full:
        return ""
    least = min(full, key=lambda window: window.left or 0)
    resets = [window.resets_at for window in full if window.resets_at is not None]
    later = f" until {_at(max(resets))}" if resets else ""
    fit = f"{least.left:,} of {count:,} fit {_NOW[least.span]}" if least.left else f"none fits {_NOW[least.span]}"
    rest = "the rest waits" if least.left else "it waits" if count == 1 else "all wait"
    return f"{fit}: {rest}{later}"


def _at(moment: datetime | None) -> str:
    return f"{clock.local(moment):%H:%M}" if moment is not None else ""

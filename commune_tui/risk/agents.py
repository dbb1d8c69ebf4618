"""Which agent needs a human, and why: an agent that is silent, slow, loops, bounces, obeys strangers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from commune_tui.risk.pace import Hours, lasting, worked

KINDS: Final = ("looping", "obeyed", "silent", "slow", "bouncing", "late", "webhook")
"""What may be found, the gravest first."""

USUAL_DAYS: Final = 14
"""So many days of answers say how long an answer usually takes."""
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400
_FEW_FOR_SILENT, _FEW_FOR_SLOW, _FEW_RECENT = 5, 10, 3
_NO_HARM_S: Final = 300
_SILENT_TIMES: Final = 4
_BOUNCED_LEAST, _BOUNCED_RATE = 3, 0.05
"""The rate at which the server may pause sending (contract §8)."""


class Work(NamedTuple):
    """What is known of the inbox in which an agent works.

    ``waiting`` threads wait for its answer, the first since ``oldest_at``; ``late`` of them past their time.
    ``last_word_at`` is when it wrote last, to anybody; ``unheard`` of them began to wait after that, the first at
    ``unheard_at``. ``answers`` is how many mails it answered in the days before this one, half
    of them within ``median_s``, nineteen of twenty within ``p95_s``. ``recent`` counts those of the last day, answered
    or not: half of them took, or have waited, ``recent_median_s``. ``sent`` and ``bounced`` are of seven days;
    ``loops`` are threads in which it and a machine answer one another, ``obeyed`` are mails that it answered although
    they give it orders.
    """

    waiting: int = 0
    oldest_at: datetime | None = None
    late: int = 0
    last_word_at: datetime | None = None
    unheard: int = 0
    unheard_at: datetime | None = None
    answers: int = 0
    median_s: float = 0
    p95_s: float = 0
    recent: int = 0
    recent_median_s: float = 0
    sent: int = 0
    bounced: int = 0
    loops: int = 0
    obeyed: int = 0
    hooks_failed: int = 0


class Finding(NamedTuple):
    """Something that needs a human; ``words`` say it in a few."""

    kind: str
    words: str


def findings(work: Work, now: datetime, hours: Hours | None = None) -> list[Finding]:
    """What needs a human, the gravest first. With working ``hours`` nobody is late while they are closed."""
    silent = _silent(work, now, hours)
    told = {
        "looping": f"in {_number(work.loops, 'thread')}" if work.loops else "",
        "obeyed": _obeyed(work.obeyed) if work.obeyed else "",
        "silent": silent,
        "slow": "" if silent else _slow(work, now, hours),
        "bouncing": _bouncing(work),
        "late": f"{work.late} past {'its' if work.late == 1 else 'their'} time" if work.late else "",
        "webhook": f"{_number(work.hooks_failed, 'post')} failed" if work.hooks_failed else "",
    }
    return [Finding(kind, told[kind]) for kind in KINDS if told[kind]]


def order(found: Sequence[Finding], work: Work) -> tuple[int, int, int]:
    """By this the board is sorted: the gravest finding, how many there are, how many wait."""
    gravest = KINDS.index(found[0].kind) if found else len(KINDS)
    return gravest, -len(found), -work.waiting


def _silent(work: Work, now: datetime, hours: Hours | None) -> str:
    """It wrote to nobody since somebody began to wait, for much longer than it usually takes."""
    if work.unheard_at is None:
        return ""
    known = work.answers >= _FEW_FOR_SILENT
    usual_s = max(_SILENT_TIMES * work.p95_s, _HOUR_S) if known else _DAY_S
    if (now - work.unheard_at).total_seconds() <= usual_s:
        return ""
    if worked(work.unheard_at, now, hours).total_seconds() <= max(
        _SILENT_TIMES * work.median_s if known else 0, _HOUR_S
    ):
        return ""  # the usual times have nights in them, so both clocks have to say it
    waits = f"{work.unheard} wait{'s' if work.unheard == 1 else ''}"
    if work.last_word_at is None:
        return f"nothing ever written, {waits}"
    return f"nothing written for {lasting((now - work.last_word_at).total_seconds())}, {waits}"


def _slow(work: Work, now: datetime, hours: Hours | None) -> str:
    """Half of the last day's mails take longer than nearly all did before."""
    known = work.answers >= _FEW_FOR_SLOW and work.recent >= _FEW_RECENT
    if not known or work.recent_median_s <= max(work.p95_s, _NO_HARM_S):
        return ""
    if worked(now - timedelta(seconds=work.recent_median_s), now, hours).total_seconds() <= max(
        work.median_s, _NO_HARM_S
    ):
        return ""  # it was night for most of that
    return f"now {lasting(work.recent_median_s)}, usually {lasting(work.median_s)}"


def _bouncing(work: Work) -> str:
    if work.bounced < _BOUNCED_LEAST or work.bounced < _BOUNCED_RATE * work.sent:
        return ""
    return f"{work.bounced} {f'of {work.sent} ' if work.sent else ''}mails came back"


def _obeyed(count: int) -> str:
    return f"answered {_number(count, 'mail')} that give{'s' if count == 1 else ''} it orders"


def _number(count: int, one: str) -> str:
    return f"{count} {one}{'' if count == 1 else 's'}"

"""What time it is, and how long ago something was.

Every part of the program asks here for wall-clock time, so that a test or a picture can stop the clock for all of
them at once. Knows nothing of the rest of the program.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

_frozen: datetime | None = None
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen if _frozen is not None else datetime.now(UTC)


def now_ms() -> int:
    """The present moment in unix milliseconds, the unit of the API's signatures (contract §2.2, §5.1)."""
    return int(now().timestamp() * 1000)


def monotonic_s() -> float:
    """Seconds that only ever grow; for measuring how long something took. Never frozen."""
    return time.monotonic()


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware ``moment`` for every caller of :func:`now` in this process."""
    global _frozen
    if moment.tzinfo is None:
        raise ValueError("clock.frozen needs an aware datetime")
    before, _frozen = _frozen, utc(moment)
    try:
        yield
    finally:
        _frozen = before


def set_frozen(moment: datetime | None) -> None:
    """Hold the clock until told otherwise (``None`` lets it run). For scripts that outlive a ``with`` block."""
    global _frozen
    _frozen = None if moment is None else utc(moment)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; never fails: one beside the calendar keeps its day and hour as if it were UTC's."""
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return moment.replace(tzinfo=UTC)


def local(moment: datetime) -> datetime:
    """The same moment in the zone of this machine; never fails: a stranger's date may lie at the end of the calendar,
    where a zone leads beyond it. There it stays as it is.
    """
    try:
        return moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """The same moment in a zone; never fails: one at the end of the calendar stays as it is."""
    try:
        return moment.astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return moment


def of_here(shown: datetime) -> datetime:
    """The moment, in UTC, at which the clocks of this machine's zone show ``shown``; never fails: one beside the
    calendar is taken as UTC.
    """
    try:
        return shown.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return shown.replace(tzinfo=UTC)


def from_s(number: float, *, parts: int = 1) -> datetime | None:
    """The moment of unix seconds, or of so many parts of one; ``None`` for what is no moment of the calendar."""
    try:
        return datetime.fromtimestamp(number / parts, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def from_ms(milliseconds: int) -> datetime:
    """The moment of unix milliseconds that were written down here; what is no moment is the beginning of 1970."""
    return from_s(milliseconds, parts=1000) or _EPOCH


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and ``Z``, as the API writes times (contract §3.5)."""
    return utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_iso(text: str) -> datetime | None:
    """An aware UTC datetime from ISO 8601 text; a time without a zone is taken as UTC. ``None`` when it is no time."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return utc(moment)


def from_header(text: str) -> datetime | None:
    """An aware UTC datetime from a header of mail or HTTP; without a zone it is UTC. ``None`` when it is no time."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return utc(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))


def span(seconds: float) -> str:
    """How long to wait, in words: ``40 s``, ``29 min``, ``4 h``, ``3 days``; never too short."""
    whole = max(0, -int(-seconds // 1))
    for unit, name, least in ((86_400, "days", 172_800), (3600, "h", 7200), (60, "min", 120)):
        if whole >= least:
            return f"{-(-whole // unit)} {name}"
    return f"{whole} s"


def ahead(seconds: float) -> str:
    """How soon, in the words of :func:`span`: ``in 29 min``."""
    return f"in {span(seconds)}"


def age(moment: datetime, at: datetime | None = None) -> str:
    """How long ago, in at most four cells for any age below a century: ``now 3m 5h 2d 6w 11mo 3y``.

    A moment in the future (another machine's clock runs ahead) reads as ``now``.
    """
    seconds = ((at or now()) - moment) / timedelta(seconds=1)
    if seconds < 60:
        return "now"
    for size, unit, limit in ((60, "m", 60), (3600, "h", 24), (86400, "d", 14), (604800, "w", 9)):
        if (count := int(seconds // size)) < limit:
            return f"{count}{unit}"
    months = int(seconds // 2629800)
    return f"{months}mo" if months < 12 else f"{int(seconds // 31557600) or 1}y"

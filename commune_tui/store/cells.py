"""What may go into a cell of SQLite, and what comes out: total functions over anything that a server may send.

SQLite takes no lone surrogate, no integer of 2**63 or more, and its functions stop at NUL (security §1.4).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from commune_tui import clock

INT_MAX = 2**63 - 1
_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")
_YEAR_9999_MS = 253_402_300_799_999


def text(value: object) -> str:
    """Any value as text that SQLite can hold; ``None`` is empty. What cannot be held becomes U+FFFD."""
    if value is None:
        return ""
    out = value if isinstance(value, str) else str(value)
    if out.isascii():
        return out.replace("\0", "\ufffd")
    return _UNHOLDABLE.sub("\ufffd", out)


def integer(value: object) -> int:
    """A whole number within SQLite's range; 0 for what is none."""
    if isinstance(value, int):
        return max(-INT_MAX - 1, min(INT_MAX, int(value)))
    if isinstance(value, float) and value == value and abs(value) < 2**62:
        return int(value)
    return 0


def real(value: object) -> float | None:
    """A finite number, or ``None``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if number - number == 0 else None


def millis(moment: datetime | None) -> int | None:
    """Unix milliseconds of an aware moment; ``None`` for none, and for a moment outside the years 1970 to 9999."""
    if moment is None:
        return None
    whole = int(moment.timestamp() * 1000)
    return whole if 0 <= whole <= _YEAR_9999_MS else None


def moment(value: int | None) -> datetime | None:
    """The aware moment of unix milliseconds; ``None`` for 0, for nothing, and for what is no date."""
    if not value or not 0 < value <= _YEAR_9999_MS:
        return None
    return clock.from_s(value, parts=1000)


def packed_list(values: Iterable[object]) -> str:
    """A JSON list of texts."""
    return json.dumps([text(value) for value in values], ensure_ascii=False, separators=(",", ":"))


def packed(value: object) -> str:
    """JSON that SQLite can hold, of anything that came out of JSON."""
    return text(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def unpacked_list(value: str) -> tuple[str, ...]:
    """The texts of a JSON list that this program wrote; empty when it is damaged."""
    if value == "[]":
        return ()
    found = _loads(value)
    return tuple(str(item) for item in found) if isinstance(found, list) else ()


def unpacked_triples(value: str) -> list[tuple[str, str, str]]:
    """A JSON list of three texts each, as participants are stored; empty when it is damaged."""
    found = _loads(value)
    if not isinstance(found, list):
        return []
    return [tuple(map(str, item)) for item in found if isinstance(item, list) and len(item) == 3]  # type: ignore[misc]


def unpacked_map(value: str) -> dict[str, Any]:
    """A JSON object that this program wrote; empty when it is damaged."""
    if value == "{}":
        return {}
    found = _loads(value)
    return found if isinstance(found, dict) else {}


def _loads(value: str) -> object:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def checksum(row: Iterable[object]) -> str:
    """A short sum over texts, numbers and nothing, in order: 16 hexadecimal digits.

    SQLite keeps none, and would give back a flipped bit without a word.
    """
    words = "\0".join("-" if cell is None else f"+{cell}" for cell in row)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]

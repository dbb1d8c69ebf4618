"""How single values are read: forgiving types that never fail, save for the one that an object cannot do without.

A value of the wrong kind becomes ``None`` (or empty); only a missing :data:`Id` makes an object unreadable.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from ..auth import Secret
from ..moment import from_wire

_SEALED = re.compile(r"enc:[A-Za-z0-9+/]{24}")
_GREATEST = 2**63 - 1  # the greatest whole number that SQLite holds


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def _legible(value: Any) -> str | None:
    """A text, unless it is one that the server forgot to decrypt."""
    text = _text(value)
    return None if text is not None and _SEALED.match(text) else text


def _identifier(value: Any) -> str:
    text = _text(value)
    if not text or isinstance(value, bool):
        raise ValueError("no id")
    return text


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value.strip().removesuffix("%")) if isinstance(value, str) else float(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _count(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return min(max(value, 0), _GREATEST)
    number = _number(value)
    return None if number is None else int(min(max(number, 0), 2.0**62))


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(value.lower())
    return value != 0 if isinstance(value, int | float) else None


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts; a single text is a list of one; of objects, the text that names them."""
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, list | tuple):
        return ()
    return tuple(text for item in value if (text := _name(item)))


def _name(item: Any) -> str | None:
    if not isinstance(item, dict):
        return _text(item)
    names = ("attachment_id", "attachmentId", "id", "email", "address", "identity", "name", "message")
    return next((text for name in names if (text := _text(item.get(name)))), None)


def _object(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _secret(value: Any) -> Secret | None:
    if isinstance(value, Secret):
        return value
    return Secret(value) if isinstance(value, str) and value else None


def _fraction(value: Any) -> float | None:
    """A rate as 0-1 from ``"98.2%"``, ``98.2`` or ``0.982`` (discrepancies §50); a bare number above 1: in percent."""
    number = _number(value)
    if number is None or number < 0:
        return None
    percent = number > 1 or (isinstance(value, str) and value.strip().endswith("%"))
    fraction = number / 100 if percent else number
    return fraction if fraction <= 1 else None


def _counts(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        return {}
    return {name: count for name, item in value.items() if (count := _count(item)) is not None}


Id = Annotated[str, BeforeValidator(_identifier)]
Text = Annotated[str | None, BeforeValidator(_text)]
Legible = Annotated[str | None, BeforeValidator(_legible)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Count = Annotated[int | None, BeforeValidator(_count)]
Number = Annotated[float | None, BeforeValidator(_number)]
Fraction = Annotated[float | None, BeforeValidator(_fraction)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]
Moment = Annotated[datetime | None, BeforeValidator(from_wire)]
Object = Annotated[dict[str, Any] | None, BeforeValidator(_object)]
Counts = Annotated[dict[str, int], BeforeValidator(_counts)]
Hidden = Annotated[Secret | None, BeforeValidator(_secret)]

"""Bytes to JSON values that the rest of the program can hold: a tolerant reader with limits. Pure.

Refused: nesting beyond 64. Repaired: bytes that are not UTF-8, lone surrogates (SQLite cannot store them), NaN and
infinities (become ``None``), whole numbers of more digits than any API needs (become floats or ``None``).
"""

from __future__ import annotations

import json
import math
from typing import Any

from .errors import Misused, Unreadable

DEEPEST = 64
_LONGEST_INT = 19


def _no_constant(_name: str) -> None:
    return None


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None


def _whole(text: str) -> int | float | None:
    return int(text) if len(text) <= _LONGEST_INT else _finite(text)


_read = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite, strict=False)
_read_long = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite, parse_int=_whole, strict=False)


def loads(raw: bytes | str) -> Any:
    """The value of a JSON text; :class:`Unreadable` when it is none or is nested too deeply."""
    text = raw.decode("utf-8-sig", "replace") if isinstance(raw, bytes) else raw
    value: Any = None
    wrong = ""
    try:
        value = _decode(text.strip(" \t\r\n"))
    except RecursionError:
        wrong = "The server's answer is nested too deeply to be read."
    except (ValueError, MemoryError):
        wrong = "The server's answer was a web page, not data." if _is_page(text) else "The answer was not JSON."
    if wrong:
        raise Unreadable(wrong)
    if text.count("[") + text.count("{") > DEEPEST and _depth_beyond(value):
        raise Unreadable("The server's answer is nested too deeply to be read.")
    return _mend(value) if "\\u" in text and "\\ud" in text.lower() else value


def _decode(text: str) -> Any:
    try:
        return _read.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # int() refuses more than some thousand digits
        return _read_long.decode(text)


def _is_page(text: str) -> bool:
    return text.lstrip()[:1] == "<"


def _depth_beyond(value: Any) -> bool:
    """Whether containers are nested more than :data:`DEEPEST` deep. Goes level by level, without recursion."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _mend(value: Any) -> Any:
    """Replace lone surrogates in every text. The depth is known to be bounded here."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mend(item) for item in value]
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    return value


def dumps(value: Any) -> bytes:
    """A JSON body in UTF-8; :class:`Misused` for what JSON cannot say."""
    body: bytes | None
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        body = text.encode("utf-8", "replace")
    except (TypeError, ValueError, RecursionError):
        body = None
    if body is None:
        raise Misused("The values of this request cannot be written as JSON.")
    return body

"""Bytes to JSON values that the rest of the program can hold: a tolerant reader with limits. Pure.

Left out, with a text that says so in its place: what is nested beyond 64. Repaired: bytes that are not UTF-8, lone
surrogates (SQLite cannot store them), NaN and infinities (become ``None``), whole numbers of more digits than any API
needs (become floats or ``None``).
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from .errors import Misused, Unreadable

DEEPEST = 64
_LONGEST_INT = 19
LEFT_OUT = "[left out: nested too deeply to be read]"
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|[\[\]{}]', re.DOTALL)
"""A text, which may hold brackets and may never end, or one bracket."""


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
    """The value of a JSON text; :class:`Unreadable` when it is none. What is nested too deeply costs only itself."""
    text = raw.decode("utf-8-sig", "replace") if isinstance(raw, bytes) else raw
    value: Any = None
    wrong = ""
    try:
        if text.count("[") + text.count("{") > DEEPEST:
            text = _pruned(text)
        value = _decode(text.strip(" \t\r\n"))
    except (ValueError, MemoryError, RecursionError):
        wrong = "The server's answer was a web page, not data." if _is_page(text) else "The answer was not JSON."
    if wrong:
        raise Unreadable(wrong)
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


def _pruned(text: str) -> str:
    """The text with every list or object beyond :data:`DEEPEST` replaced by a text: one item of an answer that cannot
    be held must not take the others with it. Goes from bracket to bracket, without recursion."""
    kept: list[str] = []
    depth = since = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                kept.append(text[since : token.start()])
        elif mark in "]}":
            if depth == DEEPEST + 1:
                kept.append(f'"{LEFT_OUT}"')
                since = token.end()
            depth -= 1
    return text if not kept or depth else "".join([*kept, text[since:]])


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

"""JSON that can be read in one way only: what two readers could understand differently is refused. Pure."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from commune_tui.gate.refusal import NotTaken

_DEEPEST = 16
_LONGEST_NUMBER = 15
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(body: bytes) -> Any:
    """The value. Refused: what is no UTF-8, a name twice in one object, NaN, half surrogates, NUL, great depth.

    :raises NotTaken: 400, with the reason.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise NotTaken(400, "The body is not UTF-8.") from None
    if text.startswith("\ufeff"):
        raise NotTaken(400, "The body begins with a byte order mark.")
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_number, parse_float=_no_constant
        )
    except (ValueError, RecursionError):
        raise NotTaken(400, "The body is not JSON.") from None
    _look(value, _DEEPEST)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise NotTaken(400, "The body names a field twice.")
    return dict(pairs)


def _no_constant(_text: str) -> NoReturn:
    raise NotTaken(400, "The body holds a number that no field of it takes.")


def _number(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        _no_constant(text)
    return int(text)


def _look(value: Any, room: int) -> None:
    if room == 0:
        raise NotTaken(400, "The body is nested too deeply.")
    if isinstance(value, str) and (_SURROGATE.search(value) or "\0" in value):
        raise NotTaken(400, "The body holds characters that are no text.")
    if isinstance(value, dict):
        for name, inner in value.items():
            _look(name, room)
            _look(inner, room - 1)
    elif isinstance(value, list):
        for inner in value:
            _look(inner, room - 1)

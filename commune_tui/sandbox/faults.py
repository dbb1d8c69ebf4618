"""Faults on cue: what a network, a proxy or a server in trouble does to an answer.

A plan is a seed and a list of faults. Which requests are hit is decided by the plan alone (method, path, a
probability drawn from the seed, or "the next N"), so a run can be repeated. The ASGI middleware that carries the
plan out is :class:`commune_tui.sandbox.breakage.Breakage`. Knows nothing of the world behind the routes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

KINDS = {
    "slow": "waits VALUE seconds (2) before the server acts, then answers as usual",
    "drop": "closes the connection without an answer; the server did not act",
    "lost": "the server acts, then the connection is closed without an answer",
    "cut": "the server acts; the answer ends in the middle of its body",
    "429": "Rate limit exceeded, with Retry-After: VALUE seconds (1) and retryAfter in the body",
    "429-bare": "Rate limit exceeded, and no word about how long",
    "500": "Internal server error, as JSON",
    "502": "Bad gateway, as JSON",
    "503": "Service unavailable, as JSON; Retry-After: VALUE seconds when one is given",
    "504": "Gateway timeout, as JSON",
    "html": "an HTML error page with status VALUE (502)",
    "portal": "a captive portal: an HTML page to log in, with status 200",
    "malformed": "the server acts; the answer is no longer JSON",
    "empty": "the server acts; the answer has its status and no body",
    "date": "the server acts; the Date header is wrong by VALUE seconds (-86400)",
}
"""Every kind of fault and what it does, in words; ``sandbox --help`` and ``/sandbox/faults`` show these."""

GRAMMAR = (
    "KIND[=VALUE] [METHOD] [/PATH/PATTERN] [p=PROBABILITY] [next=COUNT], with blanks or commas between; "
    "the pattern may hold *; without p and next every request is hit. "
    "Examples: lost,POST,/v1/messages/send,p=0.1 · 429=3,next=2 · slow=1.5,/v1/threads*"
)

_VALUED = {"slow", "429", "503", "html", "date"}
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_WORD = re.compile(r"[\s,]+")
_LONGEST_S = 3600.0


class BadFault(ValueError):
    """A fault that makes no sense; its text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of a plan. ``probability`` is 0…1; ``count`` is how often it strikes at most (``None``: no end)."""

    kind: str
    method: str | None = None
    path: str = "*"
    probability: float = 1.0
    count: int | None = None
    value: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadFault(f"there is no fault {self.kind!r}; the faults are {', '.join(KINDS)}")
        if self.method is not None and self.method not in _METHODS:
            raise BadFault(f"{self.method!r} is no HTTP method; leave it out for all of them")
        if not 0 <= self.probability <= 1:
            raise BadFault(f"a probability lies between 0 and 1 (or 0% and 100%), not {self.probability:g}")
        if self.count is not None and self.count < 1:
            raise BadFault("next=COUNT needs a count of at least 1")
        self._check_value()

    def _check_value(self) -> None:
        if self.value is None:
            return
        if self.kind not in _VALUED:
            raise BadFault(f"the fault {self.kind!r} takes no value")
        if self.kind == "html" and not (self.value % 1 == 0 and 400 <= self.value <= 599):
            raise BadFault("html=STATUS needs a status between 400 and 599")
        if self.kind != "date" and not (self.kind == "html" or 0 <= self.value <= _LONGEST_S):
            raise BadFault(f"{self.kind}=SECONDS needs a number between 0 and {_LONGEST_S:g}")
        if self.kind == "date" and abs(self.value) > 10**9:
            raise BadFault("date=SECONDS needs a number of less than ten digits")

    def matches(self, method: str, path: str) -> bool:
        """Whether this request is one it may strike; ``path`` is decoded and begins with ``/``."""
        return (self.method is None or self.method == method) and fnmatchcase(path, self.path)

    def as_json(self) -> dict[str, Any]:
        """The form that ``/sandbox/faults`` speaks; :func:`fault_from_json` reads it back."""
        return {
            "kind": self.kind,
            "method": self.method,
            "path": self.path,
            "probability": self.probability,
            "count": self.count,
            "value": self.value,
        }


def parse_fault(spec: str) -> Fault:
    """Read one fault as the command line writes it (:data:`GRAMMAR`). Raises :class:`BadFault`."""
    words = [word for word in _WORD.split(spec.strip()) if word]
    if not words:
        raise BadFault(f"an empty fault; write {GRAMMAR}")
    kind, _, value = words[0].partition("=")
    fields: dict[str, Any] = {"kind": kind.lower(), "value": _number(value, words[0]) if value else None}
    for word in words[1:]:
        name, text = _field(word)
        if name in fields:
            raise BadFault(f"{word!r} says {name} a second time")
        fields[name] = text
    return Fault(**fields)


def _field(word: str) -> tuple[str, Any]:
    if word.startswith(("/", "*")):
        return "path", word
    if word.upper() in _METHODS:
        return "method", word.upper()
    name, equals, text = word.partition("=")
    if equals and name == "p":
        percent = text.endswith("%")
        return "probability", _number(text.rstrip("%"), word) / (100 if percent else 1)
    if equals and name == "next":
        count = _number(text, word)
        if not count.is_integer():
            raise BadFault(f"{word!r}: next takes a whole number")
        return "count", int(count)
    raise BadFault(f"{word!r} is neither a method, a path, p=… nor next=…; write {GRAMMAR}")


def _number(text: str, word: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise BadFault(f"{word!r} needs a number after the equals sign") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise BadFault(f"{word!r} needs an ordinary number")
    return number


def fault_from_json(body: object) -> Fault:
    """Read one fault from a control request: an object with the keys of :meth:`Fault.as_json`, or the text form."""
    if isinstance(body, str):
        return parse_fault(body)
    if not isinstance(body, dict):
        raise BadFault("a fault is an object with a kind, or a text")
    unknown = sorted(set(body) - {"kind", "method", "path", "probability", "count", "value"})
    if unknown:
        raise BadFault(f"a fault has no {unknown[0]!r}; it has kind, method, path, probability, count and value")
    kind, method, path = body.get("kind"), body.get("method"), body.get("path")
    if not isinstance(kind, str | int) or not isinstance(method, str | None) or not isinstance(path, str | None):
        raise BadFault("kind, method and path are texts")
    return Fault(
        kind=str(kind).lower(),
        method=method.upper() if method else None,
        path=path or "*",
        probability=_json_number(body, "probability", 1.0) or 0.0,
        count=_json_count(body.get("count")),
        value=_json_number(body, "value", None),
    )


def _json_number(body: dict[str, Any], key: str, default: float | None) -> float | None:
    value = body.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12:
        raise BadFault(f"{key} is a number")
    return float(value)


def _json_count(value: object) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise BadFault("count is a whole number")
    return value


class FaultPlan:
    """The faults in force. The first fault in the list that matches and strikes takes the request.

    Each fault draws from its own random stream of ``(seed, position)``, once for every request that it matches, so
    the same requests in the same order meet the same faults, whatever the other faults of the plan are about.
    """

    def __init__(self, faults: Iterable[Fault] = (), seed: int = 0) -> None:
        self.replace(faults, seed)

    def replace(self, faults: Iterable[Fault], seed: int | None = None) -> None:
        """Start anew with these faults (none: all is well again); counts and random streams start over."""
        if seed is not None:
            self.seed = seed
        self.faults = list(faults)
        self._streams = [random.Random(f"{self.seed}:{index}") for index in range(len(self.faults))]
        self._struck = [0] * len(self.faults)

    def next(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, counted as struck; ``None`` when it is left alone.

        The control routes under ``/sandbox`` are always left alone, or nobody could switch a fault off.
        """
        if path == "/sandbox" or path.startswith("/sandbox/"):
            return None
        for index, fault in enumerate(self.faults):
            if not fault.matches(method, path):
                continue
            drawn = self._streams[index].random()
            if drawn < fault.probability and (fault.count is None or self._struck[index] < fault.count):
                self._struck[index] += 1
                return fault
        return None

    def as_json(self) -> dict[str, Any]:
        """The plan as ``GET /sandbox/faults`` shows it, with how often each fault has struck."""
        faults = [
            {**fault.as_json(), "struck": struck} for fault, struck in zip(self.faults, self._struck, strict=True)
        ]
        return {"seed": self.seed, "faults": faults, "kinds": KINDS, "grammar": GRAMMAR}


def plan_from_json(body: object) -> tuple[list[Fault], int | None]:
    """Read the body of ``PUT /sandbox/faults``: ``{"faults": [fault…], "seed"?: int}``, or just the list.

    Returns the faults and the seed (``None``: keep the present one). Raises :class:`BadFault`.
    """
    faults, seed = (body.get("faults"), body.get("seed")) if isinstance(body, dict) else (body, None)
    if not isinstance(faults, list):
        raise BadFault('write {"faults": [{"kind": "500", "path": "/v1/threads"}], "seed": 1}')
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise BadFault("seed is a whole number")
    return [fault_from_json(fault) for fault in faults], seed

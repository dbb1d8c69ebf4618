"""The calls that operators may make: path, role, what stands in the body.

What is not on this list does not exist. A body has every field of its call, and no other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commune_tui.gate import strict
from commune_tui.gate.pauses import DEPTHS
from commune_tui.gate.refusal import NotTaken

_START = "/gate/v1/"
_ID = re.compile(r"[0-9a-f]{32}")
_QUERY = re.compile(r"(since|wait)=([0-9]{1,15})")
LONGEST_WAIT_S = 60
LONGEST_HOLD_S = 3600
_HOLD_S = 10
_NEEDED = object()


@dataclass(frozen=True, slots=True)
class Field:
    """``words`` say what ``fits``. One with a ``default`` may be left out."""

    words: str
    fits: Callable[[Any], bool]
    default: Any = _NEEDED


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_hold(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_HOLD_S


_TEXT = Field("a text", _is_text)
_MAYBE = Field("a text", _is_text, None)
_HELD_S = Field(f"a number of seconds, at most {LONGEST_HOLD_S}", _is_hold, _HOLD_S)
_DEPTH = Field(" or ".join(DEPTHS), lambda value: value in DEPTHS)
_PLACE = {"agent": _TEXT, "inbox": _TEXT, "thread": _TEXT}


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` has ``:`` where an id of a mail stands. ``name`` is what is done."""

    method: str
    path: str
    name: str
    role: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    most_bytes: int = 64_000

    def fits(self, method: str, parts: list[str]) -> bool:
        """Whether a request means it."""
        own = self.path.split("/")
        pairs = zip(own, parts, strict=False)
        return (
            method == self.method
            and len(own) == len(parts)
            and all(_ID.fullmatch(part) if mine == ":" else mine == part for mine, part in pairs)
        )


ROUTES = (
    Route("GET", "approvals", "list", "look"),
    Route("GET", "approvals/:", "show", "look"),
    Route("POST", "approvals/:/approve", "approve", "decide", {"seal": _TEXT, "hold_s": _HELD_S}),
    Route("POST", "approvals/:/undo", "undo", "decide"),
    Route("POST", "approvals/:/reject", "reject", "decide", {"reason": _TEXT}),
    Route("POST", "approvals/:/edit", "edit", "decide", {"seal": _TEXT, "text": _MAYBE, "subject": _MAYBE}, 10_000_000),
    Route("POST", "approvals/:/claim", "claim", "decide"),
    Route("POST", "approvals/:/unclaim", "unclaim", "decide"),
    Route("POST", "pauses", "pause", "decide", {**_PLACE, "depth": _DEPTH, "reason": _TEXT}),
    Route("POST", "pauses/end", "resume", "decide", _PLACE),
)


def is_theirs(raw_path: bytes) -> bool:
    """Whether a path belongs to operators, and never to agents."""
    return any(raw_path == start or raw_path.startswith(start + b"/") for start in _THEIRS)


_THEIRS = (b"/gate/v1/approvals", b"/gate/v1/pauses")


def found(method: str, raw_path: bytes) -> tuple[Route, str] | None:
    """The call that a request line means, and the id in it (empty where there is none)."""
    text = raw_path.decode("latin-1")
    if not text.startswith(_START):
        return None
    parts = text.removeprefix(_START).split("/")
    route = next((each for each in ROUTES if each.fits(method, parts)), None)
    return None if route is None else (route, parts[1] if ":" in route.path else "")


def read(route: Route, body: bytes) -> dict[str, Any]:
    """What a body says. Raises NotTaken, 400."""
    given = strict.read(body)
    if not isinstance(given, dict):
        raise NotTaken(400, "The body is no object.")
    if strangers := sorted(given.keys() - route.fields.keys()):
        raise NotTaken(400, f"The gate does not know the field {strangers[0][:60]!r} here.")
    said = {name: given.get(name, each.default) for name, each in route.fields.items()}
    for name, value in said.items():
        if value is _NEEDED:
            raise NotTaken(400, f"{name} is needed.")
        if name in given and not route.fields[name].fits(value):
            raise NotTaken(400, f"{name} is {route.fields[name].words}.")
    return said


def waits(query: bytes) -> tuple[int | None, int]:
    """What a look at the list has seen (``None``: nothing), and how many seconds it waits for more. Raises NotTaken."""
    said: dict[str, int] = {}
    for part in query.decode("latin-1").split("&") if query else ():
        form = _QUERY.fullmatch(part)
        if form is None or form[1] in said:
            raise NotTaken(400, "A look at the approvals takes since and wait, each once and a whole number.")
        said[form[1]] = int(form[2])
    wait_s = said.get("wait", 0)
    if wait_s > LONGEST_WAIT_S:
        raise NotTaken(400, f"wait is a number of seconds, at most {LONGEST_WAIT_S}.")
    return said.get("since"), wait_s

"""What the vendor's own server answered, call by call, as it was recorded: made-up data, no keys."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TAPE = Path(__file__).parent / "vendor.jsonl"


@dataclass(frozen=True, slots=True)
class Recording:
    """One call. ``asked`` are headers of the request; ``text`` is the body where it was no JSON."""

    name: str
    method: str
    path: str
    status: int
    json: Any = None
    body: Any = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """The segments of the path, decoded, without ``v1``."""
        return tuple(unquote(part) for part in urlsplit(self.path).path.split("/")[2:])

    @property
    def query(self) -> dict[str, str]:
        """The query, decoded."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}

    @property
    def content(self) -> bytes:
        """The body of the answer."""
        return (json.dumps(self.json) if self.text is None else self.text).encode()


@cache
def recordings() -> tuple[Recording, ...]:
    """All of them, in the order in which they were made."""
    return tuple(Recording(**json.loads(line)) for line in TAPE.read_text(encoding="utf-8").splitlines())


def named(name: str) -> Recording:
    """The one with this name."""
    return next(recording for recording in recordings() if recording.name == name)

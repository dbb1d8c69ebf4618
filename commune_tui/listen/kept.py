"""The last deliveries that were taken, on disk: a file for each, 0600, in a folder of its own, for sending them again.

Only what was taken is kept, so nothing forged is ever signed anew. The secret is not among it.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from commune_tui import clock, erase, paths

PASSED = (
    "content-type",
    "x-commune-signature",
    "x-commune-timestamp",
    "x-commune-delivery-id",
    "x-commune-attempt",
    "x-commune-test",
)
"""The headers of a delivery that are kept and passed on: nothing else of a request is."""
MOST = 1_000
MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A delivery that was taken. ``signed`` says that its signature was checked; else anybody may have sent it."""

    number: int
    at: datetime
    signed: bool
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def folder() -> Path:
    """Where they lie, whether there are any or not."""
    return paths.state_dir() / "deliveries"


def naming(words: Iterable[bytes]) -> list[Path]:
    """The files of those in which one of these stands, whatever the case."""
    wanted = [word.lower() for word in words]
    found = sorted(folder().glob("*.delivery"))
    return [path for path in found if any(word in path.read_bytes().lower() for word in wanted)]


class KeptDeliveries:
    """The newest ``most`` of them, of all receivers of this person; the number of each stays its own."""

    def __init__(self, most: int = MOST) -> None:
        self._folder = paths.private_dir(folder())
        self._most = most

    def add(self, headers: Mapping[str, str], body: bytes, *, signed: bool) -> int:
        """Keep one, let the oldest go, and return its number; 0 where none is to be kept.

        :raises OSError: the disk is full, or refuses.
        """
        if self._most == 0:
            return 0
        with self._alone():
            numbers = self.numbers()
            number = max(self._last(), *numbers, 0) + 1
            about = {
                "at": clock.iso(clock.now()),
                "signed": signed,
                "headers": {name: headers[name] for name in PASSED if name in headers},
            }
            data = json.dumps(about).encode() + b"\n" + body
            self._make_room(numbers, len(data))
            paths.write_private(self._path(number), data)
            paths.write_private(self._folder / "last", str(number).encode())
        return number

    def _make_room(self, numbers: list[int], size: int) -> None:
        held = {number: self._path(number).stat().st_size for number in numbers}
        total = sum(held.values()) + size
        for place, number in enumerate(numbers):
            if len(numbers) - place < self._most and total <= MOST_BYTES:
                break
            erase.erase(self._path(number))
            total -= held[number]

    def numbers(self) -> list[int]:
        """Of all that are here, the oldest first."""
        return sorted(int(path.stem) for path in self._folder.glob("*.delivery") if path.stem.isdecimal())

    def read(self, number: int) -> Kept | None:
        """``None`` when it is not here, or is no delivery (any more)."""
        try:
            raw = paths.read_secret(self._path(number), MOST_BYTES)
        except FileNotFoundError:
            return None
        about, _, body = raw.partition(b"\n")
        try:
            said = json.loads(about)
            at = clock.parse_iso(said["at"])
            headers = {str(name): str(value) for name, value in said["headers"].items()}
            return Kept(number, at or clock.from_ms(0), said["signed"] is True, headers, body)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def forget(self) -> int:
        """Remove all; how many there were."""
        with self._alone():
            numbers = self.numbers()
            for number in numbers:
                erase.erase(self._path(number))
        return len(numbers)

    def _last(self) -> int:
        with suppress(OSError, ValueError):
            return int((self._folder / "last").read_text())
        return 0

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:07d}.delivery"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        path = self._folder / "lock"
        path.touch(0o600)
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

"""Where a list takes its rows from. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)


class Source(Protocol[Item_co]):
    """How many rows there are, and each when asked; ``None`` for one that went."""

    def count(self) -> int: ...

    def fetch(self, start: int, number: int) -> Sequence[Item_co | None]: ...


class Rows(Generic[Item]):
    """Rows that are all at hand."""

    def __init__(self, rows: Sequence[Item] = ()) -> None:
        self._rows = rows

    def count(self) -> int:
        return len(self._rows)

    def fetch(self, start: int, number: int) -> Sequence[Item]:
        return self._rows[start : start + number]

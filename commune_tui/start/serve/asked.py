"""What somebody came with who wants a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asked:
    """``number`` is the door's name for it; ``size`` is columns and rows; ``environment`` what its terminal is like."""

    number: int
    address: str
    size: tuple[int, int]
    environment: dict[str, str]

    @classmethod
    def of(cls, message: dict[str, Any]) -> Asked:
        """From the message that asks for it. Raises KeyError, TypeError."""
        return cls(message["ask"], message["address"], tuple(message["size"]), message["environment"])

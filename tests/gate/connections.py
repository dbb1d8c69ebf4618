"""Connections to a gate as bytes, for whoever does not speak HTTP as it should be spoken."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from tests.gate.gates import PATIENCE_S, Gate


def place(guarded: Gate) -> tuple[str, int]:
    """Where it listens."""
    address = urlsplit(guarded.base_url)
    return address.hostname or "", address.port or 0


def connection(guarded: Gate, source: str = "") -> socket.socket:
    """A new one, from another address of this machine where one is named."""
    return socket.create_connection(place(guarded), PATIENCE_S, (source, 0) if source else None)


def ended(calling: socket.socket) -> bytes:
    """What came until the gate hung up."""
    pieces = []
    try:
        while piece := calling.recv(65_536):
            pieces.append(piece)
    except ConnectionError:
        pass
    return b"".join(pieces)


def answered(calling: socket.socket) -> bytes:
    """The next answer, whole; what there is of it where the gate hung up."""
    got = b""
    with suppress(ConnectionError):
        while not _whole(got) and (piece := calling.recv(65_536)):
            got += piece
    return got


def _whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(end) and len(body) >= int(length[1] if length else 0)

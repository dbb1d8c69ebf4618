"""Connections to a gate as bytes, for whoever does not speak HTTP as it should be spoken."""

from __future__ import annotations

import socket
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
    """The next head and what came with it; empty where the gate hung up."""
    got = b""
    try:
        while b"\r\n\r\n" not in got and (piece := calling.recv(65_536)):
            got += piece
    except ConnectionError:
        return b""
    return got

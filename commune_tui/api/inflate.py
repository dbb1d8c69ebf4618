"""Unpacks a compressed answer piece by piece, and never past the room that is left.

The HTTP library would unpack a whole network chunk at once, and 64 KB can hold 64 MB; hence this. Pure.
"""

from __future__ import annotations

import zlib

from .errors import AnswerTooLarge, Unreadable

ACCEPTED = "gzip, deflate"
_STEP = 65536


class Inflater:
    """Feed it the bytes of the wire; it gives back at most ``room`` decoded bytes in total."""

    def __init__(self, encoding: str, room: int) -> None:
        names = [name for part in encoding.split(",") if (name := part.strip().lower()) and name != "identity"]
        if len(names) > 1 or any(name not in ("gzip", "x-gzip", "deflate") for name in names):
            raise Unreadable("The server packed its answer in a way that was not asked for.")
        self._room = room
        self._deflate = bool(names) and names[0] == "deflate"
        self._unpack = zlib.decompressobj(wbits=47) if names else None
        self._fed = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The decoded pieces of one chunk; :class:`AnswerTooLarge` as soon as there is no room for them."""
        if self._unpack is None:
            self._take(len(chunk))
            return [chunk]
        pieces: list[bytes] = []
        more = bool(chunk)
        while more and not self._unpack.eof:
            piece = self._step(chunk)
            self._take(len(piece))
            pieces.append(piece)
            chunk = self._unpack.unconsumed_tail
            more = bool(chunk) or len(piece) == _STEP  # a full piece may leave output behind inside the unpacker
        return pieces

    def _step(self, chunk: bytes) -> bytes:
        assert self._unpack is not None
        try:
            piece = self._unpack.decompress(chunk, _STEP)
        except zlib.error:
            piece = None
        if piece is None and self._deflate and not self._fed:
            self._unpack = zlib.decompressobj(wbits=-15)  # some servers send raw deflate under that name
            self._fed = True
            return self._step(chunk)
        if piece is None:
            raise Unreadable("The server's answer was packed and is damaged.")
        self._fed = True
        return piece

    def _take(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            raise AnswerTooLarge("The server's answer was larger than any answer should be; reading it was stopped.")

    def finish(self) -> None:
        """Call at the end: a packed answer that was cut off is :class:`Unreadable`."""
        if self._unpack is not None and self._fed and not self._unpack.eof:
            raise Unreadable("The server's answer was cut off in the middle.")

"""Several PNG pictures as one that moves: APNG, as the PNG specification has it since its third edition.

https://www.w3.org/TR/png-3/ gives the chunks; browsers play it, and a program that knows only PNG shows the first one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEEP, REPLACE = 0, 0
"""What becomes of a frame when the next one comes, and how that one is laid over it."""


class Frame(NamedTuple):
    """A picture, how far from the top it lies over the first one, and for how long it is looked at."""

    png: bytes
    top: int
    stays_s: float


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and the content of each chunk of a PNG file."""
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def animated(frames: Sequence[Frame]) -> bytes:
    """One PNG file that shows the frames for ever. All have the width and the kind of pixels of the first, which is
    the whole picture; ValueError where they have not."""
    number, heads = 0, [dict(chunks(frame.png))[b"IHDR"] for frame in frames]
    parts = [SIGNATURE, _chunk(b"IHDR", heads[0]), _chunk(b"acTL", struct.pack(">II", len(frames), 0))]
    for frame, head in zip(frames, heads, strict=True):
        if head[:4] != heads[0][:4] or head[8:] != heads[0][8:]:
            raise ValueError("the pictures are not of one kind")
        place = struct.pack(">IIIII", number, *struct.unpack(">II", head[:8]), 0, frame.top)
        parts.append(_chunk(b"fcTL", place + struct.pack(">HHBB", round(frame.stays_s * 100), 100, KEEP, REPLACE)))
        number += 1
        for content in (content for kind, content in chunks(frame.png) if kind == b"IDAT"):
            if frame is frames[0]:
                parts.append(_chunk(b"IDAT", content))
            else:
                parts.append(_chunk(b"fdAT", struct.pack(">I", number) + content))
                number += 1
    return b"".join([*parts, _chunk(b"IEND", b"")])

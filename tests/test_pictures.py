"""The picture that moves is one that programs can play: what https://www.w3.org/TR/png-3/ asks of its chunks."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from screenshots.animation import SIGNATURE, Frame, animated, chunks

MOVING = Path(__file__).parents[1] / "screenshots" / "first-minute.png"


def one(width: int, height: int, shade: int) -> bytes:
    """A grey picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    made = [(b"IHDR", head), (b"IDAT", rows[:5]), (b"IDAT", rows[5:]), (b"IEND", b"")]
    parts = (struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in made)
    return SIGNATURE + b"".join(parts)


@pytest.mark.parametrize(
    "data", [animated([Frame(one(4, 6, 9), 0, 1.0), Frame(one(4, 2, 7), 3, 0.25)]), MOVING.read_bytes()]
)
def test_frames_follow_one_another_and_lie_within_the_picture(data: bytes) -> None:
    found = list(chunks(data))
    kinds = [kind for kind, _ in found]
    assert data.startswith(SIGNATURE) and kinds[:3] == [b"IHDR", b"acTL", b"fcTL"] and kinds[-1] == b"IEND"
    width, height = struct.unpack(">II", found[0][1][:8])
    controls = [content for kind, content in found if kind == b"fcTL"]
    assert struct.unpack(">I", found[1][1][:4]) == (len(controls),) and len(controls) > 1
    for content in controls:
        _, wide, high, left, top, stays, of = struct.unpack(">IIIIIHH", content[:24])
        assert left + wide <= width and top + high <= height and stays / of > 0
    numbers = [struct.unpack(">I", content[:4])[0] for kind, content in found if kind in (b"fcTL", b"fdAT")]
    assert numbers == list(range(len(numbers)))
    pixels = [b"".join(content for kind, content in found if kind == b"IDAT")]
    for kind, content in found:
        if kind == b"fcTL" and struct.unpack(">I", content[:4])[0]:
            pixels.append(b"")
        elif kind == b"fdAT":
            pixels[-1] += content[4:]
    cells = {0: 1, 2: 3, 6: 4}[found[0][1][9]]
    sizes = [struct.unpack(">II", content[4:12]) for content in controls]
    assert [len(zlib.decompress(each)) for each in pixels] == [(1 + cells * wide) * high for wide, high in sizes]


def test_pictures_of_two_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="one kind"):
        animated([Frame(one(4, 6, 9), 0, 1.0), Frame(one(5, 2, 7), 0, 1.0)])

"""Asks Chromium, without scripts, which of the words in ``techniques.py`` a person sees; writes ``verdicts.json``.

Run by hand: ``python -m tests.body.chromium``. Every page is drawn twice, with two words of equal width in its
place: where the pictures differ, the word is seen.
"""

from __future__ import annotations

import html
import json
import shutil
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

from tests.body.techniques import techniques

VERDICTS = Path(__file__).with_name("verdicts.json")
WORDS = ("XMHXMHXM", "WNAWNAWN")
_WIDTH, _HEIGHT, _AT_ONCE = 1_000, 120, 20
_FRAME = 600
"""What the window's own frame may take of its height."""
_DIFFERENT = 40
"""How far a channel of a pixel differs before the eye can tell."""
_ENOUGH = 12
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--force-device-scale-factor=1", "--run-all-compositor-stages-before-draw", "--virtual-time-budget=3000"),
)
_FACE = "<style>*{font-family:monospace!important}</style>"


def sheet(pages: list[str], word: str) -> str:
    """Pages below each other, each in a frame of its own that runs no script."""
    frames = (
        f'<iframe sandbox width={_WIDTH} height={_HEIGHT} srcdoc="{html.escape(_FACE + page.format(word))}"></iframe>'
        for page in pages
    )
    plain = "<!doctype html><style>*{margin:0;padding:0}iframe{border:0;display:block;background:#fff}</style>"
    return plain + "".join(frames)


def settled(page: str, height: int) -> list[bytes]:
    """The rows of a picture of the page that came out the same twice: a busy machine draws some frames late."""
    before = drawn(page, height)
    for _ in range(8):
        now = drawn(page, height)
        if now == before:
            return now
        before = now
    raise RuntimeError("the browser draws another picture each time")


def drawn(page: str, height: int) -> list[bytes]:
    """The rows of a picture of the page, three or four bytes a pixel."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory() as folder:
        source, picture = Path(folder, "page.html"), Path(folder, "page.png")
        source.write_text(page, "utf-8")
        subprocess.run(
            [chromium, *_FLAGS, f"--user-data-dir={folder}/profile", f"--window-size={_WIDTH},{height + _FRAME}",
             f"--screenshot={picture}", source.as_uri()],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return _rows(picture.read_bytes())


def _rows(png: bytes) -> list[bytes]:
    """The pixels of a PNG without interlacing."""
    width, height, _, colour = struct.unpack(">IIBB", png[16:26])
    size = 4 if colour == 6 else 3
    data, at = bytearray(), 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride = zlib.decompress(bytes(data)), width * size
    rows: list[bytes] = []
    above = bytes(stride)
    for number in range(height):
        start = number * (stride + 1)
        above = bytes(_unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, size))
        rows.append(above)
    return rows


def _unfiltered(kind: int, line: bytearray, above: bytes, size: int) -> bytes | bytearray:
    if kind == 2:  # nearly every row; most are as the one above
        return bytes((a + b) & 255 for a, b in zip(line, above, strict=True)) if any(line) else above
    for at in range(len(line) if kind else 0):
        left = line[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        up = above[at]
        if kind == 4:
            near = left + up - corner
            far = (abs(near - left), abs(near - up), abs(near - corner))
            guess = (left, up, corner)[far.index(min(far))]
        else:
            guess = (0, left, up, (left + up) // 2)[kind]
        line[at] = (line[at] + guess) & 255
    return line


def seen(pages: list[str]) -> list[bool]:
    """Of each page, whether its word is seen."""
    one, other = (settled(sheet(pages, word), _HEIGHT * len(pages)) for word in WORDS)
    found = []
    for number in range(len(pages)):
        band = range(number * _HEIGHT, (number + 1) * _HEIGHT)
        count = sum(
            sum(abs(a - b) > _DIFFERENT for a, b in zip(one[row], other[row], strict=True))
            for row in band
            if one[row] != other[row]
        )
        found.append(count >= _ENOUGH)
    return found


def main() -> None:
    """Writes the verdicts anew."""
    asked = techniques()
    names = list(asked)
    verdicts: dict[str, bool] = {}
    for start in range(0, len(names), _AT_ONCE):
        print(f"{start} of {len(names)}", flush=True)
        some = names[start : start + _AT_ONCE]
        verdicts |= zip(some, seen([asked[name] for name in some]), strict=True)
        VERDICTS.write_text(json.dumps(verdicts, indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Pictures of the real program for the README: ``python -m screenshots.shoot``.

The program and its sandbox run as processes of their own with a clock that stands still; the cells of the terminal
they draw on are written as SVG in a monospace font of this machine and turned into PNG.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import resvg_py
from wcwidth import wcswidth

from tests.frames.scenes import stage, world
from tests.palette import hexed, named, rgb
from tests.terminal import Terminal

FOLDER = Path(__file__).parent
FONTS = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", "Menlo", "Consolas")
WIDTH, HEIGHT, SIZE = 8.43, 18, 14
DARK, LIGHT = ("#121212", "#e4e4e4"), ("#ffffff", "#121212")
MOST_BYTES = 200 * 1024


class Shot(NamedTuple):
    """A picture: its file, the keys that lead to it, words that stand on it, and how the terminal is."""

    name: str
    keys: tuple[str, ...]
    fact: str
    size: tuple[int, int] = (120, 40)
    theme: str = "dark"


READING = ("g", "i", "Home", "Enter")
SHOTS = (
    Shot("main-dark", ("Home", "j", "j"), "All 300", size=(120, 22)),
    Shot("main-light", ("Home", "j", "j"), "All 300", size=(120, 22), theme="light"),
    Shot("main-80x24", ("Home", "j", "j"), "All 300", size=(80, 24)),
    Shot("agent-saw", ("g", "r", "Home", "Enter", "v", "a"), "What a person sees", size=(120, 26)),
    Shot("hidden", ("g", "r", "Home", "Enter", "v", "i"), "Accounts Dept", size=(120, 26)),
    Shot("conversation", READING, "Eight. Number 3", size=(120, 26), theme="light"),
    Shot("hints", ("Home", "g"), "Journal: who did what", size=(120, 26)),
    Shot("filter", ("g", "i", "/", *"status:"), "status:needs_reply", size=(120, 26)),
    Shot("reply", ("Home", "r"), "Subject", size=(120, 26)),
    Shot("review", ("Home", "r", *"We call you at ten.", "Esc"), "Before it leaves", size=(120, 26)),
    Shot("search", ("g", "/", *"refund"), "both", size=(120, 26)),
    Shot("delivery", ("g", "v"), "bounced", size=(120, 26)),
)


def font() -> str:
    """A monospace font that is installed here."""
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    for name in FONTS:
        if name in listed:
            return name
    raise SystemExit(f"None of these fonts is installed: {', '.join(FONTS)}.")


def colour(code: str, default: str) -> str:
    """The colour of a terminal code, as SVG names it."""
    return named(rgb(code, hexed(default)))


def runs(row: list[tuple[str, str]]) -> Iterator[tuple[int, int, str, str]]:
    """(column, cells, text, look) of neighbours that look alike; a wide character stands alone, at its own place."""
    x = 0
    while x < len(row):
        start, look = x, row[x][1]
        text = row[x][0]
        x += 1
        if len(text) == 1 and text.isascii():
            while x < len(row) and row[x][1] == look and len(row[x][0]) == 1 and row[x][0].isascii():
                text += row[x][0]
                x += 1
        else:
            while x < len(row) and row[x][0] == "":
                x += 1
        yield start, max(x - start, wcswidth(text)), text, look


def svg(screen: Terminal, family: str, theme: tuple[str, str]) -> str:
    """The cells as SVG: every run of characters stands at exactly its cells."""
    back, front = theme
    columns, rows = screen.screen.columns, screen.screen.rows
    width, height = columns * WIDTH + 16, rows * HEIGHT + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}">',
        f'<rect width="100%" height="100%" fill="{back}"/>',
    ]
    for y, row in enumerate(screen.screen.cells):
        for x, cells, text, look in runs(row):
            flags, ink, paper = look.split("|")
            fill, ground = colour(ink, front), colour(paper, back)
            if "r" in flags:
                fill, ground = ground, fill
            left, top = 8 + x * WIDTH, 8 + y * HEIGHT
            if ground != back:
                wide = cells * WIDTH + 0.3
                parts.append(f'<rect x="{left:.2f}" y="{top}" width="{wide:.2f}" height="{HEIGHT}" fill="{ground}"/>')
            if not text.strip():
                continue
            style = ('font-weight="bold" ' if "b" in flags else "") + ('font-style="italic" ' if "i" in flags else "")
            style += 'opacity="0.6" ' if "d" in flags else ""
            parts.append(
                f'<text x="{left:.2f}" y="{top + 14}" font-family="{family}" font-size="{SIZE}" fill="{fill}" {style}'
                f'xml:space="preserve">{escape(text)}</text>'
            )
    return "\n".join([*parts, "</svg>"])


def shoot(shot: Shot, environ: dict[str, str], family: str) -> None:
    """Play one and write its picture."""
    with tempfile.TemporaryDirectory() as home:
        full = {**environ, "COLORTERM": "truecolor"}
        with stage(full, Path(home), shot.size, ready="All 300", theme=shot.theme) as screen:
            for key in shot.keys:
                screen.press(key)
                screen.quiet(0.2)
            screen.until(shot.fact)
            screen.quiet(1.5)
            picture = svg(screen, family, LIGHT if shot.theme == "light" else DARK)
    data = bytes(resvg_py.svg_to_bytes(svg_string=picture))
    assert len(data) <= MOST_BYTES, f"{shot.name} takes {len(data):,} bytes"
    (FOLDER / f"{shot.name}.png").write_bytes(data)
    print(f"{shot.name}.png {len(data):,} bytes", flush=True)


def main(names: list[str]) -> None:
    family = font()
    with world(300) as environ:
        for shot in SHOTS:
            if not names or shot.name in names:
                shoot(shot, environ, family)


if __name__ == "__main__":
    main(sys.argv[1:])

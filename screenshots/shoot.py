"""Pictures of the real program for the README: ``python -m screenshots.shoot``.

The program and its sandbox run as processes of their own with a clock that stands still; the cells of the terminal
they draw on are written as SVG in a monospace font of this machine and turned into PNG. ``first-minute`` moves.
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

from commune_tui.start.demo import TARGETS
from screenshots.animation import Frame, animated
from tests.frames.scenes import stage, world
from tests.palette import hexed, named, rgb

FOLDER = Path(__file__).parent
FONTS = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", "Menlo", "Consolas")
WIDTH, HEIGHT, SIZE = 8.43, 18, 14
DARK, LIGHT = ("#121212", "#e4e4e4"), ("#ffffff", "#121212")
MOST_BYTES, MOST_BYTES_MOVING = 200 * 1024, 900 * 1024
EDGE = 8
"""Pixels around the cells."""


class Shot(NamedTuple):
    """A picture: its file, the keys that lead to it, words that stand on it, and how the terminal is. ``beside``: words
    of the conversation beside the list, which follows its cursor, on a busy machine much later."""

    name: str
    keys: tuple[str, ...]
    fact: str
    size: tuple[int, int] = (120, 40)
    theme: str = "dark"
    beside: str = ""


READING = ("g", "i", "Home", "Enter")
INVOICE = ("g", "r", "Home", "j", "j", "Enter")
"""To the mail with hidden orders, which stands in Risk behind the two loops."""
SHOTS = (
    Shot("main-dark", ("Home", "j", "j"), "All 300", size=(120, 22)),
    Shot("main-light", ("Home", "j", "j"), "All 300", size=(120, 22), theme="light"),
    Shot("main-80x24", ("Home", "j", "j"), "All 300", size=(80, 24)),
    Shot("agent-saw", (*INVOICE[:-1], "v", "l", "Enter", "v", "a"), "What a person sees", size=(120, 26)),
    Shot("hidden", (*INVOICE, "v", "i"), "Accounts Dept", size=(120, 26)),
    Shot("conversation", READING, "Eight. Number 3", size=(120, 26), theme="light"),
    Shot("hints", ("Home", "g"), "Journal: who did what", size=(120, 26)),
    Shot("filter", ("g", "i", "/", *"status:"), "status:needs_reply", size=(120, 26), beside="Eight. Number 3"),
    Shot("reply", ("Home", "r"), "Subject", size=(120, 26)),
    Shot("review", ("Home", "r", *"We call you at ten.", "Esc"), "Before it leaves", size=(120, 26)),
    Shot("search", ("g", "/", *"refund"), "both", size=(120, 26)),
    Shot("delivery", ("g", "v"), "bounced", size=(120, 26)),
)


class Step(NamedTuple):
    """Keys, the words that stand there then, and how long they are looked at."""

    keys: tuple[str, ...]
    fact: str
    stays_s: float = 1.6


MINUTE_SIZE = (100, 28)
FIRST_MINUTE = (
    Step(("Home",), "All 300", 2.5),
    *(Step(("j",), "All 300", 0.5) for _ in range(3)),
    Step(("g", "r"), "Risk", 1.8),
    Step(INVOICE[2:], "Accounts Dept", 3.0),
    Step(("v", "a"), "What the agent got", 3.5),
    Step(("Esc", "q"), "Risk", 1.0),
    Step(("g", "i", "Home", "Enter"), "Three hundred", 3.0),
    Step(("r",), "Subject", 1.2),
    *(Step((letters,), letters.strip()[-3:], 0.25) for letters in ("We call", " you", " at", " ten", ".")),
    Step(("Esc",), "Before it leaves", 3.5),
    Step(("y",), "takes it back", 2.5),
    Step(("z",), "Subject", 2.5),
)
"""What a newcomer may do in the first minute: look around, see a trick, answer, and take it back."""


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


Cells = list[list[tuple[str, str]]]


def svg(grid: Cells, family: str, theme: tuple[str, str], edge: int = EDGE) -> str:
    """The cells as SVG: every run of characters stands at exactly its cells."""
    back, front = theme
    width, height = len(grid[0]) * WIDTH + 2 * EDGE, len(grid) * HEIGHT + 2 * edge
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}">',
        f'<rect width="100%" height="100%" fill="{back}"/>',
    ]
    for y, row in enumerate(grid):
        for x, cells, text, look in runs(row):
            flags, ink, paper = look.split("|")
            fill, ground = colour(ink, front), colour(paper, back)
            if "r" in flags:
                fill, ground = ground, fill
            left, top = EDGE + x * WIDTH, edge + y * HEIGHT
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
        folder = Path(home)
        with stage(full, folder, shot.size, shot.theme, targets=TARGETS) as screen:
            for key in shot.keys:
                screen.press(key)
                screen.quiet(0.2)
            screen.until(lambda text: shot.fact in text and shot.beside in text)
            screen.quiet(1.5)
            picture = svg(screen.screen.cells, family, LIGHT if shot.theme == "light" else DARK)
    keep(shot.name, png(picture), MOST_BYTES)


def png(picture: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=picture))


def keep(name: str, data: bytes, most: int) -> None:
    assert len(data) <= most, f"{name} takes {len(data):,} bytes"
    (FOLDER / f"{name}.png").write_bytes(data)
    print(f"{name}.png {len(data):,} bytes", flush=True)


def film(environ: dict[str, str], family: str) -> None:
    """Play the first minute; of each step only the rows that changed are in the picture."""
    frames: list[Frame] = []
    before: Cells = []
    full = {**environ, "COLORTERM": "truecolor"}
    with (
        tempfile.TemporaryDirectory() as home,
        stage(full, Path(home), MINUTE_SIZE, targets=TARGETS) as screen,
    ):
        for step in FIRST_MINUTE:
            for key in step.keys:
                screen.press(key)
                screen.quiet(0.2)
            screen.until(step.fact)
            screen.quiet(1.0)
            cells = [list(row) for row in screen.screen.cells]
            if not before:
                frames.append(Frame(png(svg(cells, family, DARK)), 0, step.stays_s))
            elif changed := [y for y, row in enumerate(cells) if row != before[y]]:
                picture = svg(cells[changed[0] : changed[-1] + 1], family, DARK, 0)
                frames.append(Frame(png(picture), EDGE + changed[0] * HEIGHT, step.stays_s))
            before = cells
    keep("first-minute", animated(frames), MOST_BYTES_MOVING)


def main(names: list[str]) -> None:
    family = font()
    with world(300) as environ:
        for shot in SHOTS:
            if not names or shot.name in names:
                shoot(shot, environ, family)
        if not names or "first-minute" in names:
            film(environ, family)


if __name__ == "__main__":
    main(sys.argv[1:])

"""The screens at other sizes and in ASCII, as text, with some that are recorded nowhere else: ``python -m
tests.frames.other_sizes`` draws them anew. What is tried by hand is compared by ``-m campaign``."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.frames.scenes import MOMENT, SCENES, framed, rest, stand, world
from tests.terminal import Terminal, furnish, program

EXPECTED = Path(__file__).parent / "sizes"
TEMPLATE = "---\nname: {name}\nabout: {about}\n---\n\n{text}"


class Look(NamedTuple):
    """A size, and whether signs are plain ASCII."""

    columns: int
    rows: int
    ascii: bool = False

    @property
    def name(self) -> str:
        return f"{self.columns}x{self.rows}{'-ascii' if self.ascii else ''}"


LOOKS = (Look(60, 20), Look(110, 30), Look(200, 60), Look(80, 24, ascii=True), Look(80, 24))
MORE = (
    ("fields", ("Esc", "k", "g", "i", "v", "b")),
    ("fields_column", ("l", "l", "s")),
    ("values", ("f",)),
    ("customer", ("Esc", "q", "g", "i", "Home", "v", "p")),
    ("history", ("q", "Home", "Enter", "v", "y")),
    ("journal_of_acts", ("q", "Home", "x", "j", "x", "j", "x", "t", *"frames", "Enter", "g", "l")),
    ("journal_unfolded", ("Home", "Space")),
    ("templates_filled", ("q", "Esc", "Home", "g", "t")),
)
"""Scenes that follow the others: their names, and the keys that lead from one to the next."""
TEMPLATES = (
    (
        "Parcel is late",
        "a delivery that should have been there",
        "Hello {{first_name}},\n\nit is on its way.\n{{me}}\n",
    ),
    ("Refund", "money that goes back", "Hello {{first_name}},\n\nthe refund for {{order_id}} is booked.\n"),
)


@contextmanager
def stage(environ: dict[str, str], home: Path, look: Look) -> Iterator[Terminal]:
    """The program at the moment, with two templates, as it stands once everything was read."""
    folder = furnish(home, theme="dark", ascii=look.ascii) / "config" / "commune-tui" / "templates"
    folder.mkdir(parents=True, mode=0o700)
    for name, about, text in TEMPLATES:
        (folder / f"{name}.md").write_text(TEMPLATE.format(name=name, about=about, text=text))
    argv = [sys.executable, "-m", "tests.stopped", MOMENT]
    with program(home=home, size=(look.columns, look.rows), environ=environ, argv=argv) as screen:
        stand(screen, home, environ)
        yield screen


def drawn(screen: Terminal, quiet_s: float = 0.6) -> Iterator[tuple[str, str]]:
    """The name of each scene, and its frame, one after another."""
    for name, keys in (*((scene.name, scene.keys) for scene in SCENES), *MORE):
        for key in keys:
            screen.press(key)
            rest([screen], 0.12)
        rest([screen], quiet_s)
        screen.until(lambda text: "reading this mail" not in text)
        if name == "webhooks":
            screen.until(lambda text: re.search("4 (agents )?need", text))
        yield name, framed(screen.text)


def _record(environ: dict[str, str], look: Look) -> None:
    folder = EXPECTED / look.name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, stage(environ, Path(home), look) as screen:
        for name, text in drawn(screen):
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def main() -> None:
    for old in EXPECTED.rglob("*.txt"):
        old.unlink()
    with world() as environ, ThreadPoolExecutor(len(LOOKS)) as pool:
        list(pool.map(partial(_record, environ), LOOKS))


if __name__ == "__main__":
    main()

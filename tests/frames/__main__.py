"""Writes the expected frames anew: ``python -m tests.frames``. Look at what ``git diff`` shows before it is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.frames.scenes import EXPECTED, SCENES, SIZES, file_of, framed, go, stage, world


def main() -> None:
    EXPECTED.mkdir(exist_ok=True)
    for old in EXPECTED.glob("*.txt"):
        old.unlink()
    with world() as environ:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as home, stage(environ, Path(home), size) as screen:
                for scene in SCENES:
                    go(screen, scene)
                    file_of(scene, size).write_text(framed(screen.quiet(1.2)), encoding="utf-8")
                    print(file_of(scene, size).name, flush=True)


if __name__ == "__main__":
    main()

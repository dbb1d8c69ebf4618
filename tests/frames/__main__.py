"""Writes the expected frames anew: ``python -m tests.frames``. Look at what ``git diff`` shows before it is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.frames.looks import LEGEND, Look, legend, looks, mapped, renew, written
from tests.frames.scenes import EXPECTED, SCENES, SIZES, both, file_of, framed, go, map_of, rest, world


def main() -> None:
    frames: dict[Path, str] = {}
    seen: dict[Path, list[list[Look]]] = {}
    with world() as environ:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as home, both(environ, Path(home), size) as screens:
                for scene in SCENES:
                    go(screens, scene)
                    rest(screens, 1.2)
                    dark, light = screens
                    frames[file_of(scene, size)] = framed(dark.text)
                    seen[map_of(scene, size)] = list(looks(dark.screen, light.screen))
                    print(file_of(scene, size).name, flush=True)
    letters = renew({look for rows in seen.values() for row in rows for look in row}, legend())
    frames |= {path: mapped(iter(rows), letters) for path, rows in seen.items()} | {LEGEND: written(letters)}
    LEGEND.parent.mkdir(parents=True, exist_ok=True)
    for old in set(EXPECTED.rglob("*.txt")) - frames.keys():
        old.unlink()
    for path, text in frames.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

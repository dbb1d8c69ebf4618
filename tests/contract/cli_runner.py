"""Run in its own process: the official CLI, one command line after the other, in one interpreter.

Reads a JSON list of ``[name, argv]`` from the file named first, and writes ``{name: [exit status, output]}`` to the
file named second. Standard output stays what the process was given, so that a terminal is a terminal.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any


class Tee(io.TextIOBase):
    """Standard output that also remembers."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.kept = inner, io.StringIO()

    def write(self, text: str) -> int:
        self.kept.write(text)
        return int(self.inner.write(text))

    def isatty(self) -> bool:
        return bool(self.inner.isatty())

    def fileno(self) -> int:
        return int(self.inner.fileno())

    def flush(self) -> None:
        self.inner.flush()


def run(argv: list[str]) -> tuple[int, str]:
    """One command: its exit status and what it printed; 70 with a traceback when it crashed."""
    app = import_module("commune_cli.main").app
    tee = Tee(sys.stdout)
    with contextlib.redirect_stdout(tee), contextlib.redirect_stderr(tee):
        try:
            app(argv, standalone_mode=True)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            status = 70
            tee.write(traceback.format_exc())
    return status, tee.kept.getvalue()


if __name__ == "__main__":
    found = {name: run(argv) for name, argv in json.loads(Path(sys.argv[1]).read_text())}
    Path(sys.argv[2]).write_text(json.dumps(found))

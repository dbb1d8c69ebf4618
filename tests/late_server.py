"""``commune-tui`` whose sandbox waits: ``python -m tests.late_server PIPE WORDS…`` starts it when a line comes."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

_WAIT = ("/bin/sh", "-c", 'read -r _ < "$0"; exec "$@"')


def run(pipe: str) -> int:
    """The program with the words of this process."""
    from commune_tui.__main__ import main

    start = subprocess.Popen

    def begin(words: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return start([*_WAIT, pipe, *words] if "sandbox" in words else words, **options)

    subprocess.Popen = begin  # type: ignore[assignment,misc]
    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run(sys.argv.pop(1)))

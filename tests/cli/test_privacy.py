"""What a process keeps to itself."""

from __future__ import annotations

import subprocess
import sys

LOOK = """
import ctypes, resource, sys
from commune_tui.cli.privacy import close_memory
close_memory()
PR_GET_DUMPABLE = 3
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))
"""


def test_memory_is_closed_to_others() -> None:
    """No core dump and, on Linux, no debugger of the same user."""
    shown = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout
    assert shown == "(0, 0) 0\n"

"""What starting the sandbox loads: nothing of the client, and no screen."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import argparse, sys
from commune_tui.sandbox import command
parser = argparse.ArgumentParser()
command.add_arguments(parser)
state = command.furnish(command.World(), command.FaultPlan([]), parser.parse_args(["--threads", "0"]))
ours = ("commune_tui.api", "commune_tui.ui", "commune_tui.store", "commune_tui.mail", "commune_tui.cli")
print(sorted(m for m in sys.modules if m.startswith(ours) or m in {"textual", "httpx", "pydantic"}))
"""


def test_a_sandbox_loads_no_client_and_no_screen() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, env={"PATH": ""})
    assert done.stdout.strip() == "[]"

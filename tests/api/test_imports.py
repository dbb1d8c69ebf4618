"""What importing the client costs: never the screen, the sandbox, or the cryptography of agents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import commune_tui.api

PROBE = """
import sys
from commune_tui.api import Commune
client = Commune("comm_x")
bad = sorted(m for m in sys.modules if m.partition(".")[0] in {"textual", "rich", "starlette", "uvicorn", "sqlite3",
    "cryptography"} or m.startswith(("commune_tui.sandbox", "commune_tui.ui", "commune_tui.store", "commune_tui.mail")))
print(bad)
"""


def test_the_client_loads_neither_the_screen_nor_the_sandbox_nor_cryptography() -> None:
    # httpx imports its own command line, and with it rich, wherever click and rich are installed
    probe = "import sys; sys.modules['click'] = None\n" + PROBE
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_http_library_is_imported_by_one_file() -> None:
    folder = Path(commune_tui.api.__file__).parent
    importers = [path.name for path in folder.rglob("*.py") if "httpx" in _imported(path.read_text())]
    assert importers == ["transport.py"]


def _imported(source: str) -> set[str]:
    words = [line.split() for line in source.splitlines() if line.lstrip().startswith(("import ", "from "))]
    return {line[1].partition(".")[0] for line in words}

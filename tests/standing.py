"""How the copy of a program whose clock is held stands, as JSON: ``python -m tests.standing 2026-03-02T09:00:00Z``.

What ``commune-tui peek --json`` says, and with it how many agents need somebody.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commune_tui import clock
from commune_tui.__main__ import main
from commune_tui.actions import agents
from commune_tui.cli import peek
from commune_tui.mail.session import Session
from tests.terminal import environment


def whole(home: Path, environ: Mapping[str, str], moment: str) -> dict[str, Any]:
    """How it stands once the state of every thread was read; empty before that."""
    command = [sys.executable, "-m", "tests.standing", moment]
    said = subprocess.run(
        command, capture_output=True, text=True, env=environment(home, environ), check=False, cwd=home
    )
    found: dict[str, Any] = json.loads(said.stdout) if said.returncode == 0 else {}
    return found if found and found["counts"]["threads"] and not found["counts"]["unknown"] else {}


def _with_agents() -> None:
    look = peek.look

    def looked(session: Session) -> dict[str, Any]:
        return {**look(session), "agents": agents.needing(agents.board(session, clock.now()))}

    peek.look = looked


if __name__ == "__main__":
    held = clock.parse_iso(sys.argv[1])
    assert held is not None, "the first word is the time at which the clock stands"
    clock.set_frozen(held)
    _with_agents()
    sys.exit(main(["peek", "--json"]))

"""What is loaded when: each part in a clean interpreter, because one heavy import at the top costs every start."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("httpx", "pydantic", "cryptography", "starlette", "uvicorn", "selectolax", "numpy", "aiosmtpd", "keyring")


def loaded_by(statement: str) -> set[str]:
    """The modules that a clean interpreter has after ``statement``."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "never"),
    [
        ("import commune_tui", ("commune_tui.clock", "asyncio")),
        ("import commune_tui.__main__", ("textual", "asyncio", *HEAVY)),
        ("import commune_tui.text", ("textual", "asyncio", *HEAVY)),
        ("import commune_tui.query", ("textual", "sqlite3", "asyncio", *HEAVY)),
        ("import commune_tui.api", ("textual", "sqlite3", "cryptography", "commune_tui.sandbox", "starlette")),
        ("import commune_tui.store.database", ("textual", *HEAVY)),
        ("import commune_tui.mail.session", ("textual", *HEAVY)),
        (
            "import commune_tui.sandbox.command",
            (
                "textual",
                "rich",
                "httpx",
                "commune_tui.api",
                "commune_tui.store",
                "commune_tui.mail",
                "commune_tui.text",
            ),
        ),
        ("import commune_tui.ui.app, commune_tui.ui.screens.main", HEAVY),
    ],
)
def test_a_part_loads_only_what_it_needs(statement: str, never: tuple[str, ...]) -> None:
    loaded = loaded_by(statement)
    assert [name for name in never if name in loaded] == []


def test_the_first_frame_needs_no_more_modules_than_counted() -> None:
    """A count that only grows on purpose: an empty Textual program has 361 of them."""
    loaded = loaded_by("import commune_tui.ui.app, commune_tui.ui.screens.main, commune_tui.ui.launch")
    ours = {name for name in loaded if name.startswith("commune_tui")}
    assert len(ours) <= 140
    assert len(loaded) <= 600

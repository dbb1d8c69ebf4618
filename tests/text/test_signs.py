"""Each sign that only draws has a plain one as wide; what says something stays as it is."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from commune_tui.text import cells
from commune_tui.text.signs import SIGNS, plain

PROGRAM = Path(__file__).parents[2] / "commune_tui"
ROOMS = ("ui", "actions", "keys/hints.py", "mail/status.py", "wording.py")
"""Whose words stand on the screen."""
ELSEWHERE = {
    "ui/kit/glyphs.py", "ui/compose/review_lines.py", "ui/terminal/cells.py", "ui/terminal/output_filter.py",
    "actions/export.py",
}  # fmt: skip
"""What has plain signs of its own, or names characters that are looked for."""


def test_every_plain_sign_takes_as_many_cells() -> None:
    for sign, ascii_sign in SIGNS.items():
        assert ascii_sign.isascii() and ascii_sign.isprintable()
        assert cells(sign) == cells(ascii_sign) == 1, sign


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Refund for ord…", "Refund for ord~"),
        ("“late” – again", '"late" - again'),
        ("│ a ─ b ▸", "| a - b >"),
        ("Müller, 12 €, 田中, ✓ paid, ≥ 3", "Müller, 12 €, 田中, ✓ paid, ≥ 3"),
    ],
)
def test_signs_become_plain_and_what_somebody_wrote_stays(text: str, drawn: str) -> None:
    assert plain(text) == drawn


def _literals(path: Path) -> Iterator[str]:
    """The strings of a file that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_the_program_draws_no_sign_that_has_no_plain_one() -> None:
    odd = {
        f"{path.relative_to(PROGRAM)}: {letter} {unicodedata.name(letter, '')}"
        for room in ROOMS
        for path in ([PROGRAM / room] if room.endswith(".py") else (PROGRAM / room).rglob("*.py"))
        if str(path.relative_to(PROGRAM)) not in ELSEWHERE
        for text in _literals(path)
        for letter in plain(text)
        if not letter.isascii() and letter.isprintable()
    }
    assert not odd, "\n".join(sorted(odd))

"""Every rule of ``docs/security.md`` stands there once, and has tests or says that it has none."""

from __future__ import annotations

import re
from pathlib import Path

PAPER = (Path(__file__).parent.parent.parent / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_rule_has_its_tests_or_says_that_it_has_none() -> None:
    headings = re.findall(r"^### (T\d+) (.+)$", PAPER, re.M)
    assert [number for number, _ in headings] == [f"T{number}" for number in range(1, 40)]
    for part in re.split(r"^#{2,3} (?=T\d)", PAPER, flags=re.M)[1:]:
        tests = re.findall(r"^- `tests/[\w/]+\.py::test_\w+`$", part, re.M)
        assert bool(tests) or "\nNo test" in part, part.partition("\n")[0]

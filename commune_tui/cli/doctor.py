"""``commune-tui doctor``: everything that could be wrong, a line each: a fact, and what to do about it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from commune_tui.cli import examine
from commune_tui.cli.examine import BAD, Finding
from commune_tui.cli.privacy import close_memory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--offline", action="store_true", help="ask no server")
    add("--json", action="store_true", help="the findings as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Status 1 when something is bad; notes are no failure."""
    close_memory()
    found = examine.everything(arguments)
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in found], indent=1))
    else:
        for finding in found:
            print("\n".join(_lines(finding)))
    return 1 if any(finding.verdict == BAD for finding in found) else 0


def _lines(finding: Finding) -> list[str]:
    made = [f"{finding.verdict:<5} {finding.about:<10} {finding.fact}"]
    if finding.remedy:
        made.append(f"{'':<17}→ {finding.remedy}")
    return made

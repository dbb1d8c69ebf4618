"""``commune-tui doctor``: everything that could be wrong, a line each: a fact, and what to do about it."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import textwrap
from dataclasses import asdict

from commune_tui.cli import examine
from commune_tui.cli.finding import BAD, Finding
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
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        for finding in found:
            print("\n".join(lines(finding, width)))
    return 1 if any(finding.verdict == BAD for finding in found) else 0


def lines(finding: Finding, width: int = 0) -> list[str]:
    """A finding as text, in lines of ``width`` cells where a terminal has so many; 0: as long as they are."""
    indent = " " * 17
    texts = [(f"{finding.verdict:<5} {finding.about:<10} ", finding.fact)]
    texts += [(f"{indent}→ ", finding.remedy)] if finding.remedy else []
    made = []
    for lead, text in texts:
        after = indent if lead.strip() != "→" else f"{indent}  "
        if width < 60:
            made.append(f"{lead}{text}")
        else:
            made += textwrap.wrap(
                text,
                width,
                initial_indent=lead,
                subsequent_indent=after,
                break_long_words=False,
                break_on_hyphens=False,
            )
    return made

"""What many inboxes cost in requests and how old their news gets, by this checkout's planner and by an older one's.

    python -m benchmarks.fleet [OLD_PYTHON]

An hour of each account by the real planner and a server that answers at once (:mod:`tests.mail.fleet`): nothing goes
over a wire, the clock is moved. OLD_PYTHON has an older checkout installed. Ages are median / oldest, in seconds: of
news in inboxes where something had been seen within the hour, and in all others. CPU is that of planning alone.
:mod:`.requests` counts the same on the wire.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "tests" / "mail" / "fleet.py"
OPEN = 300


def measured(python: str, *case: object) -> dict[str, Any]:
    """The figures of one account by the checkout that this Python has."""
    words = [python, "-P", str(SCRIPT), json.dumps(case)]
    answer: dict[str, Any] = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603
    return answer


def line(name: str, found: dict[str, Any]) -> str:
    """One row of the table."""
    asked = found["asked"]
    ages = [" / ".join(f"{age:.0f}" for age in found.get(each, ())) for each in ("active", "quiet")]
    parts = ", ".join(f"{count:,} {kind.removeprefix('Ask')}" for kind, count in sorted(asked.items()) if count > 9)
    return f"| {name} | {sum(asked.values()):,} | {ages[0]} | {ages[1]} | {found['cpu_s']:.1f} s | {parts} |"


def main() -> None:
    pythons = {"old": sys.argv[1], "new": sys.executable} if sys.argv[1:] else {"new": sys.executable}
    print(f"{OPEN} open threads, triage thread by thread, no stream")
    print("| account | requests | age, active | age, quiet | CPU | of which |\n|---|---|---|---|---|---|")
    for inboxes, domains, lists, mails in product((12, 500), (1, 10), (True, False), (0, 500)):
        server = "domain lists" if lists else "no domain lists"
        for name, python in pythons.items():
            found = measured(python, inboxes, domains, OPEN, lists, mails)
            print(line(f"{name}: {inboxes} in {domains}, {server}, {mails} mails", found), flush=True)


if __name__ == "__main__":
    main()

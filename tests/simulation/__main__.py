"""A campaign: ``python -m tests.simulation 100000 [first seed]``. Prints the rate and every seed that failed."""

from __future__ import annotations

import sys
import time
from dataclasses import fields

from tests.simulation.run import Told, run


def main(count: int, first: int) -> int:
    """Run ``count`` seeds from ``first``; the number of failures."""
    failures = 0
    totals = dict.fromkeys((field.name for field in fields(Told)), 0)
    started = time.monotonic()
    for seed in range(first, first + count):
        try:
            told = run(seed)
        except AssertionError as error:
            failures += 1
            print(f"seed {seed}: {error}")
            continue
        for name in totals:
            totals[name] += getattr(told, name)
    rate = count / (time.monotonic() - started)
    print(f"{count} seeds from {first}: {failures} failed, {rate:.0f} seeds/s, {totals}")
    return failures


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))

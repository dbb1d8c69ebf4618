"""A campaign in rounds, each in a world of its own whose server writes down what it did; printed as JSON, and run by
tests in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from tests.servers import Server

ROUND = 40
"""So many kills in one world: what lies about in it makes every list longer."""
Round = Callable[[int, Random, str, int, Path], dict[str, Any]]
"""Takes how many kills, the chances, the form of the sandbox, how many acts are over at most when a life is ended, and
a folder; what it counted: numbers, lists, and counts by name."""


@contextmanager
def recorded(file: Path, form: str, *words: str) -> Iterator[Server]:
    """A sandbox that writes down every change that it makes."""
    command = [sys.executable, "-m", "tests.kill.recorded", str(file), "sandbox", "--port", "0", "--threads", "0",
               "--as", form, *words]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            url, key = [process.stdout.readline().strip().partition("=")[2] for _ in range(2)]
            yield Server(url, key, process)
        finally:
            process.terminate()


def added_up(one_round: Round, kills: int, seed: int, form: str, most: int) -> dict[str, Any]:
    """All rounds; what they counted is added up."""
    random, whole = Random(seed), {"kills": kills}  # type: tuple[Random, dict[str, Any]]
    for begun in range(0, kills, ROUND):
        with tempfile.TemporaryDirectory() as name:
            found = one_round(min(ROUND, kills - begun), random, form, most, Path(name))
        for field, count in found.items():
            if isinstance(count, dict):
                whole.setdefault(field, Counter()).update(count)
            else:
                whole[field] = whole.get(field, type(count)()) + count
    return whole


def main(one_round: Round, most: int) -> int:
    """``KILLS SEED FORM MOST`` on the command line. Prints one JSON object; 1 when anything went wrong."""
    kills, seed, form, acts = [*sys.argv[1:], *("30", "1", "strict", str(most))[len(sys.argv) - 1 :]]
    result = added_up(one_round, int(kills), int(seed), form, int(acts))
    print(json.dumps(result))
    return int(any(result["bad"].values()))


def killed(campaign: str, *words: object) -> dict[str, Any]:
    """Run one in a process of its own, which may fork: this one may have threads."""
    command = [sys.executable, "-m", f"tests.kill.{campaign}", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return dict(json.loads(done.stdout))

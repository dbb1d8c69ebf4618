"""The outbox under a seeded storm: crashes at every commit, lost answers, jumping clocks, two programs, other people.

A failing seed is a test case: put it into REGRESSIONS. ``python -m tests.simulation`` runs as many as you like.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.__main__ import main
from tests.simulation.desk import SqlDesk, template
from tests.simulation.run import run

BATCH = 500
REGRESSIONS = {  # a seed that showed each bug when it was found
    "a mail left before its files": 30,
    "a write that surely failed was taken back": 133,
    "half a change of tags was dropped by undo": 2684,
    "a mail for later overtook its twin in doubt": 500,
    "twins in doubt waited for each other": 1,
    "a twin was taken for a mail that surely was not sent": 656,
    "another thread's write was rebased": 0,
    "a twin was taken for a mail that had stopped": 21312,
    "a twin left between the look and the lease": 30657,
}


@pytest.mark.parametrize("first", range(0, 4000, BATCH))
def test_nothing_is_lost_doubled_or_left_open(first: int) -> None:
    for seed in range(first, first + BATCH):
        try:
            run(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


@pytest.mark.parametrize("seed", REGRESSIONS.values(), ids=REGRESSIONS)
def test_a_bug_that_was_found_stays_away(seed: int) -> None:
    run(seed)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def desks(empty: Path, tmp_path: Path) -> Iterator[list[SqlDesk]]:
    made = [SqlDesk(empty, tmp_path / str(index)) for index in range(40)]
    yield made
    for desk in made:
        desk.close()


def test_the_real_tables_do_as_the_model_does(desks: list[SqlDesk]) -> None:
    for seed, desk in enumerate(desks, start=50_000):
        told = run(seed, desk)
        assert told == run(seed), f"seed {seed}: the model and SQLite went different ways"


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_seeds() -> None:
    assert main(100_000, 0) == 0

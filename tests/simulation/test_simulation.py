"""The outbox under a seeded storm: crashes at every commit, lost answers, jumping clocks, two programs, other people.

A failing seed is a test case: put it into REGRESSIONS. ``python -m tests.simulation`` runs as many as you like.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.desk import SqlDesk, template
from tests.simulation.run import run

BATCH = 500


@pytest.mark.parametrize("first", range(0, 4000, BATCH))
def test_nothing_is_lost_doubled_or_left_open(first: int) -> None:
    for seed in range(first, first + BATCH):
        try:
            run(seed)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


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

"""Whatever the vendor's server does to ids, dates, triage and lists: once it is quiet, the copy equals the server."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.simulation.copying import copied
from tests.simulation.vendor import VendorRun, unlike


async def played(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = VendorRun(seed, Path(folder))
        try:
            await run.play(30)
            assert unlike(run.world, run.database.read_now(copied)) == [], f"seed {seed}"
        finally:
            run.database.close()


@pytest.mark.parametrize("seed", [0, 3, 7, 18, 33, 40, 47, 49, *range(60, 72)])
async def test_the_copy_becomes_the_vendors(seed: int) -> None:
    """Among them those that found something: no right to list mail, strays below the first page, a pass given up."""
    await played(seed)


@pytest.mark.campaign
@pytest.mark.timeout(0)
async def test_the_copy_becomes_the_vendors_for_many_seeds() -> None:
    for seed in range(1_000, 21_000):
        await played(seed)

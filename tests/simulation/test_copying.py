"""Whatever happens on the server, the network and here: once it is quiet, the copy equals the server."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.simulation.copying import Run, copied, truth


async def played(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = Run(seed, Path(folder))
        try:
            await run.play(30)
            assert run.database.read_now(copied) == truth(run.world), f"seed {seed}"
        finally:
            run.database.close()


@pytest.mark.parametrize("first", range(0, 200, 25))
async def test_the_copy_becomes_the_servers(first: int) -> None:
    for seed in range(first, first + 25):
        await played(seed)


async def test_as_many_late_mails_as_were_deleted_are_noticed_without_the_right_to_list_mail() -> None:
    """Five old mails of a thread go and five late ones come: its count is the same, its first mail is another."""
    await played(2914)


@pytest.mark.campaign
@pytest.mark.timeout(0)
async def test_the_copy_becomes_the_servers_for_many_seeds() -> None:
    for seed in range(1_000, 21_000):
        await played(seed)

"""The gate as a process of its own with short waits, for being killed."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests import forked
from tests.gate.gates import PATIENCE_S, QUICK, Gate


def run(store: Path, rules: Path, base_url: str, key: str, said: Connection) -> None:  # pragma: no cover - in the child
    """What the process is."""
    from commune_tui.api.auth import Secret
    from commune_tui.gate.serve import serve

    quiet: dict[str, Any] = {"started": said.send, "complain": lambda sentence: None}
    work = serve(store, base_url, Secret(key), port=0, rules=rules, policy=QUICK, **quiet)
    asyncio.run(work)


@contextmanager
def running(gate: Gate) -> Iterator[BaseProcess]:
    """One that serves this gate's store, which then has its address; killed at the end at the latest."""
    mine, its = multiprocessing.Pipe()
    process = forked.context().Process(
        target=run, args=(gate.store, gate.rules, gate.sandbox.base_url, gate.sandbox.key, its), daemon=True
    )
    process.start()
    try:
        assert mine.poll(PATIENCE_S)
        gate.base_url = mine.recv()
        yield process
    finally:
        process.kill()
        process.join(PATIENCE_S)
        process.close()
        mine.close()
        its.close()

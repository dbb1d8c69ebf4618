"""However the host ends, nothing of its guests is left: at once, or by its next start."""

from __future__ import annotations

import os
import select
import signal
from pathlib import Path

import pytest

from tests.serve.host import MISSING, host
from tests.terminal import LIMIT_S

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def test_a_host_that_is_killed_takes_its_guests_along_and_the_next_sweeps(tmp_path: Path) -> None:
    with host(tmp_path) as first, first.guest() as screen:
        screen.until("Ottoline")
        handles = [os.pidfd_open(pid) for pid in first.children()]
        first.process.kill()
        for handle in handles:
            assert select.select([handle], [], [], LIMIT_S)[0], "a process stays"
            os.close(handle)
        assert screen.wait() != 0
        assert len(first.folders()) == 1
    with host(tmp_path) as second:
        assert second.folders() == []
        with second.guest() as screen:  # by the same key
            screen.until("Ottoline")
            os.kill(second.door, signal.SIGKILL)
            screen.wait()
            assert second.process.wait(LIMIT_S) == 1
        assert second.folders() == []
    assert (tmp_path / "host_key").stat().st_mode & 0o777 == 0o600

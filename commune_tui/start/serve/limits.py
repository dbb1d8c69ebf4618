"""What a served session may cost, and for how long. The rest is in :mod:`commune_tui.start.guest`."""

from __future__ import annotations

import os
import resource

from commune_tui.patience import Patience
from commune_tui.start import guest

MB = 1_000_000
MEMORY = {"program": 1_000 * MB, "world": 700 * MB}
"""Bytes of address space of a guest's program and of the server of its world. What they share counts in both."""
CPU_S = {"program": 300, "world": 120}
"""Seconds of processor time. A guest who reads and writes needs a tenth of that in half an hour."""
NICE = {"program": 3, "world": 12}
"""How far a session stands behind the door, through which the keys of all others go, and a world behind whoever waits
for a list."""

LARGEST = (500, 200)
"""Columns and rows of a window."""
IDLE_S, TOTAL_S = Patience().idle_s, Patience().total_s
"""The program itself warns, and ends after so long without a key and in all."""
LATE_S = 20.0
"""So much later it is ended from outside, whatever it does."""
LEAVING_S = 4.0
"""How long a program that was told to end, or whose client is gone, has to put its things in order."""

READERS = 6
"""How many readers of mail bodies a session has at once: one for each of three kinds, and those that just ended."""
FILES, FILES_BYTES = 2_000, 200 * MB
"""What may lie in the folder of a session."""
LOOK_S = 30.0
"""How often that is looked at."""


def limit(part: str, seats: int) -> None:
    """Bound this process for good. ``part`` is ``program`` or ``world``."""
    threads = guest.ONE_GUEST * seats + guest.LIMITS[resource.RLIMIT_NPROC]  # the kernel counts those of the user
    more = {
        resource.RLIMIT_AS: MEMORY[part], resource.RLIMIT_CPU: CPU_S[part], resource.RLIMIT_NPROC: threads,
    }  # fmt: skip
    guest.limit({**guest.LIMITS, **more})
    os.nice(NICE[part])

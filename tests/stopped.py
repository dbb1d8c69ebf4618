"""``commune-tui`` with its clock held, for pictures: ``python -m tests.stopped 2026-03-02T09:00:00Z WORDS…``."""

from __future__ import annotations

import sys

from commune_tui import clock
from commune_tui.__main__ import main

if __name__ == "__main__":
    moment = clock.parse_iso(sys.argv[1])
    assert moment is not None, "the first word is the time at which the clock stands"
    clock.set_frozen(moment)
    sys.exit(main(sys.argv[2:]))

"""What a full disk does to the program, for real: as root, ``python -m tests.kill.fulldisk [PART …]``.

A small tmpfs of its own holds everything that the program writes. It is filled to the last page, or to some pages
before it, at a first start, during the first synchronisation, and under each act of a person. Then there is room again,
and without a restart all is as it was told: what was refused did not happen, what was done is on the disk.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from tests.kill.fulldisk.acts import acts
from tests.kill.fulldisk.disk import Findings
from tests.kill.fulldisk.transfer import downloads, first_sync, held
from tests.kill.fulldisk.whole import first_start, whole
from tests.servers import sandbox_process


def main() -> int:
    found = Findings()
    with sandbox_process("--threads", "60") as server:
        parts: dict[str, Callable[[], None]] = {
            "first start": lambda: first_start(found, server),
            "first sync": lambda: asyncio.run(first_sync(found, server)),
            "acts": lambda: asyncio.run(acts(found, server)),
            "held mail": lambda: asyncio.run(held(found, server)),
            "attachments": lambda: asyncio.run(downloads(found, server)),
            "encrypt, wipe": lambda: whole(found),
        }
        for name, part in parts.items():
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            print(name, flush=True)
            try:
                part()
            except Exception as error:
                found.expect(None, f"{name}: {error!r}")
                raise
    print(f"{found.tried} tries, {found.refused} refused, {len(found.wrong)} wrong")
    return min(len(found.wrong), 1)


if __name__ == "__main__":
    sys.exit(main())

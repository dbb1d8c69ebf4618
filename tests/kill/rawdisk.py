"""What a search of the whole disk finds after ``wipe`` and ``encrypt``: as root, ``python -m tests.kill.rawdisk``.

A small ext4 image is mounted and holds everything that the program writes. Mail, a note and a draft carry a canary; the
program is left in order or killed; then the account is wiped or encrypted, and the raw image is searched.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.flows.account import receive
from tests.servers import Server, sandbox_process
from tests.terminal import account, furnish, program

CANARY = "canary-7f3a-of-a-customer"
NOTE = "canary-note-91c2"
SIZE = "160M"


@contextmanager
def disk(folder: Path) -> Iterator[tuple[Path, Path]]:
    """(image, where it is mounted)."""
    image, home = folder / "disk.img", folder / "home"
    home.mkdir()
    subprocess.run(["truncate", "-s", SIZE, image], check=True)
    subprocess.run(["mkfs.ext4", "-q", image], check=True)
    subprocess.run(["mount", "-o", "loop", image, home], check=True)
    try:
        yield image, home
    finally:
        subprocess.run(["umount", home], check=True)


def found(image: Path) -> int:
    """How often a canary stands anywhere on the disk."""
    subprocess.run(["sync"], check=True)
    raw = image.read_bytes()
    return raw.count(CANARY.encode()) + raw.count(NOTE.encode())


def use(server: Server, home: Path, *, killed: bool) -> None:
    """Fetch everything, write a note, and end in order or not."""
    with account(server, furnish(home)) as screen:
        screen.until("synced")
        screen.press("g", "i", then="Canary 0")
        screen.press("Enter", then="canary")
        screen.press("m", then="NOTE")
        screen.type(NOTE)
        screen.press("Enter", then="ote")
        screen.quiet(1.0)
        if killed:
            screen.process.kill()
            screen.wait()
        else:
            screen.leave()


def played(act: list[str], *, killed: bool) -> tuple[int, int]:
    """Canaries on the disk before and after an act."""
    with TemporaryDirectory() as folder, sandbox_process() as server, disk(Path(folder)) as (image, home):
        for _ in range(20):
            receive(server, [f"Canary {number}" for number in range(20)], text=f"{CANARY} " * 60)
        use(server, home, killed=killed)
        before = found(image)
        environ = {"COMMUNE_API_KEY": server.key, "COMMUNE_BASE_URL": server.base_url}
        with program(*act, home=home, environ=environ) as told:
            status = told.wait()
        assert status == 0, told.text
        return before, found(image)


def main() -> int:
    worst = 0
    for act in (["wipe", "--yes"], ["encrypt", "--yes"]):
        for killed in (False, True):
            before, after = played(act, killed=killed)
            worst = max(worst, after)
            print(f"{act[0]:8} {'killed' if killed else 'in order':9} canaries before {before:6,}  after {after:4,}")
    return min(worst, 1)


if __name__ == "__main__":
    sys.exit(main())

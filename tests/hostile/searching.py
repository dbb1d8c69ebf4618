"""Where a secret stands: in which files of a home, in what others can read of a running program, in what it started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path


def searched(home: Path, secrets: Sequence[bytes]) -> list[str]:
    """The files below ``home`` that hold one of these, by their path there."""
    files = [path for path in home.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted(str(path.relative_to(home)) for path in files if any(each in path.read_bytes() for each in secrets))


def processes(pid: int) -> bytes:
    """The words and the environment of a program, of those that it started, and of theirs."""
    said = b""
    for each in _family(pid):
        for name in ("cmdline", "environ"):
            with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
                said += Path(f"/proc/{each}/{name}").read_bytes()
    return said


def holders(pid: int, secrets: Sequence[bytes]) -> list[str]:
    """The names of what a program started that holds one of these in its memory; it has to hold them itself."""
    return [
        Path(f"/proc/{each}/comm").read_text().strip()
        for each in _family(pid)
        if each != str(pid) and any(secret in _memory(each) for secret in secrets)
    ]


def _memory(pid: str) -> bytes:
    """All that a process may write to, from end to end."""
    parts = []
    with suppress(FileNotFoundError, ProcessLookupError), Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            ends, rights, *_ = line.split()
            start, end = (int(each, 16) for each in ends.split("-"))
            if rights.startswith("rw"):
                memory.seek(start)
                with suppress(OSError):  # pages of a device
                    parts.append(memory.read(end - start))
    return b"".join(parts)


def _family(pid: int | str) -> Iterator[str]:
    yield str(pid)
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in task.read_text().split():
                yield from _family(child)

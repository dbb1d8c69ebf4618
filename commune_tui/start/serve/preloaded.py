"""Everything that a guest's processes will need, imported once, before the first of them is forked."""

from __future__ import annotations

import ctypes
import os
import pkgutil
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_DATA_HOME")
_PACKAGES = (
    "actions", "api", "body", "keys", "mail", "query", "risk", "sandbox", "sending", "store", "text", "ui", "waits",
)  # fmt: skip
_ALONE = (
    "commune_tui.__main__", "commune_tui.cli.parser", "commune_tui.cli.tell", "commune_tui.start.demo",
    "commune_tui.start.guest", "uvicorn.lifespan.off", "uvicorn.loops.asyncio", "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.auto", "textual.drivers.linux_driver", "encodings.idna", "multiprocessing",
)  # fmt: skip
_OTHERS = ("commune_tui.sandbox.smtp", "commune_tui.ui.setup", "commune_tui.store.sealed")
"""What guests never come to."""
_ARENAS_MAX = -8
"""The option of glibc: every thread's own heap would take 64 MB of an address space that is bounded."""


def preload() -> None:
    """Import it. The environment is emptied before, since Textual reads switches from it."""
    for name in os.environ.keys() - set(_KEPT):
        del os.environ[name]
    for name in (*_ALONE, *_modules()):
        import_module(name)
    with suppress(AttributeError):  # not this C library's
        ctypes.CDLL(None).mallopt(_ARENAS_MAX, 1)


def _modules() -> Iterator[str]:
    for name in _PACKAGES:
        package = import_module(f"commune_tui.{name}")
        yield from (
            found.name
            for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
            if not found.name.startswith(_OTHERS)
        )

"""``commune-tui`` that notes its statements and requests in a file, with its clock held: for :mod:`benchmarks.acts`.

    PYTHON -I benchmarks/counted.py FILE MOMENT WORDS…

PYTHON may be that of any checkout: of the program this knows the clock, how it begins, and that it uses ``sqlite3`` and
``httpx``. A line of the file is ``S`` and a statement or ``R`` and a request; nothing that comes again by itself in a
program at rest is left out.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from typing import Any

import httpx

LOG = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)
NO_STATEMENT = ("BEGIN", "COMMIT", "ROLLBACK", "--", "PRAGMA")
_last = [""]
_connect, _send = sqlite3.connect, httpx.AsyncClient.send


def _note(kind: str, words: str) -> None:
    os.write(LOG, f"{kind} {' '.join(words.split())}\n".encode())


def _statement(words: str) -> None:
    again = words == _last[0] and not words.startswith("SELECT")  # a write is named again for each of its triggers
    _last[0] = words
    if not again and not words.startswith(NO_STATEMENT):
        _note("S", words)


def _traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
    connection: sqlite3.Connection = _connect(*arguments, **options)
    connection.set_trace_callback(_statement)
    return connection


async def _sent(client: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
    _note("R", f"{request.method} {request.url.path}")
    return await _send(client, request, **options)


if __name__ == "__main__":
    sqlite3.connect = _traced  # type: ignore[assignment]
    httpx.AsyncClient.send = _sent  # type: ignore[assignment,method-assign]

    from commune_tui import clock
    from commune_tui.__main__ import main

    clock.set_frozen(clock.parse_iso(sys.argv[2]))
    sys.exit(main(sys.argv[3:]))

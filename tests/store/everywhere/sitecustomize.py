"""Makes every store of an interpreter an encrypted one: put this folder into PYTHONPATH.

Each :class:`Database` gets a key, and ``sqlite3.connect``, with which tests look into files, opens them with it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from commune_tui.store import driver
from commune_tui.store.database import Database

KEY = driver.Key(b"\x33" * 32)
_init, _connect = Database.__init__, sqlite3.connect


def _encrypted(self: Database, mail: Path, desk: Path | None = None, key: driver.Key | None = None) -> None:
    _init(self, mail, desk, key or KEY)


def _open(file: Any, *rest: Any, **options: Any) -> Any:
    path = Path(str(file))
    if path.name not in ("mail.db", "desk.db") or not path.with_name("desk.db").exists():
        return _connect(file, *rest, **options)
    conn = driver.cipher().connect(str(file), *rest, **options)
    conn.set_key(KEY.spec)
    return conn


Database.__init__ = _encrypted  # type: ignore[method-assign, assignment]
sqlite3.connect = _open  # type: ignore[assignment]

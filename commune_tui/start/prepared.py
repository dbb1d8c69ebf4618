"""The demo's world as a copy that was made before, so that its list is there before its server is."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from commune_tui.erase import let_go
from commune_tui.store import prepared
from commune_tui.store.errors import StoreError

DRAWN_AT = datetime(2026, 3, 4, 15, tzinfo=UTC)
"""When the world of the copy was drawn; ``tests/prepared.py`` makes it."""
FOLDER = Path(__file__).with_name("world")
COPY, SOURCES = FOLDER / "mail.db", FOLDER / "sources.json.z"
Completing = Callable[[sqlite3.Connection], set[str]]
_log = logging.getLogger(__name__)


def place(folder: Path, moment: datetime) -> Completing | None:
    """Put down the world as it stands at this moment, in whole seconds, as the store of an empty folder; what makes it
    complete, for :class:`.Session`. ``None`` where there is no room for it or it cannot be read: then mail is fetched.
    """
    by = moment - DRAWN_AT
    try:
        sources = SOURCES.read_bytes()
        prepared.place(COPY, folder, by)
    except (OSError, sqlite3.Error, StoreError) as error:
        _log.warning("the prepared copy cannot be used: %s", type(error).__name__)
        for file in folder.glob("*.db*"):
            let_go(file)
        return None
    return lambda conn: prepared.complete(conn, sources, by)

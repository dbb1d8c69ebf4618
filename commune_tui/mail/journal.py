"""The journal as something to hand to others: one JSON object a line, oldest first, times in ISO 8601 UTC.

Holds no bodies of mails: of a send it keeps recipients, the digest of its content and the server's ids.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from commune_tui import clock
from commune_tui.store import journal as table
from commune_tui.store.database import Database
from commune_tui.store.operation import Entry


def line(entry: Entry) -> str:
    """One line of the export, without the line break."""
    fields = {
        "at": clock.iso(datetime.fromtimestamp(entry.at / 1000, UTC)),
        "who": entry.who,
        "what": entry.what,
        "kind": entry.kind,
        "thread_id": entry.thread_id,
        "before": entry.before,
        "after": entry.after,
        "note": entry.note,
        "operation": entry.operation,
    }
    return json.dumps({name: value for name, value in fields.items() if value not in (None, "")})


async def export(db: Database, path: Path) -> int:
    """Write the whole journal to a new private file; the number of lines. Raises FileExistsError, OSError."""
    lines = await db.search(lambda conn: [line(entry) for entry in table.each(conn)])
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.writelines(f"{one}\n" for one in lines)
    return len(lines)

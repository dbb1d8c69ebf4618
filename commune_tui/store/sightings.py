# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""Mail from here that the server took: which of it has not shown yet, what waits for that, which a message is.

A message is recognised in the transaction that takes it in, so it never stands anywhere under another's name.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from commune_tui.sending.operation import SEEN, UNSEEN, VANISHED, Operation
from commune_tui.store import cells
from commune_tui.store.outbox import BEHIND_MAIL, OPEN, SELECT, of_step, operations

if TYPE_CHECKING:
    from commune_tui.store.records import MessageRecord

_TAKEN: Final = "digest IS NOT NULL AND kind = 'send' AND state = 'confirmed' AND code"


def unseen(conn: sqlite3.Connection) -> list[Operation]:
    """Mails that were taken and are looked for, oldest first."""
    return operations(conn.execute(f"{SELECT} WHERE {_TAKEN} = ? ORDER BY +seq", (UNSEEN,)))


def behind_mail(conn: sqlite3.Connection) -> list[tuple[Operation, Operation | None]]:
    """Every status that waits for a mail to be seen, with that mail as it stands."""
    waiting = operations(conn.execute(f"{SELECT} WHERE {OPEN} AND {BEHIND_MAIL} ORDER BY seq"))
    return [(each, next((o for o in of_step(conn, each.step_id) if o.kind == "send"), None)) for each in waiting]


def recognise(conn: sqlite3.Connection, records: Iterable[MessageRecord], now_ms: int) -> None:
    """Note under which id mails from here stand in the server's list; one that was given up for lost may come late."""
    outbound = [record for record in records if record.direction == "outbound"]
    if not outbound:
        return
    rows = conn.execute(f"SELECT id, result FROM desk.operations WHERE {_TAKEN} IN (?, ?)", (UNSEEN, VANISHED))
    wanted = {str(value): (row[0], json.loads(row[1])) for row in rows.fetchall() if row[1]
              for name, value in json.loads(row[1]).items() if name.endswith("id") and name != "thread_id"}  # fmt: skip
    for record in outbound if wanted else ():
        names = filter(None, (cells.text(record.id), cells.text(record.sent_as), cells.text(record.smtp_id)))
        if (found := next((wanted[name] for name in names if name in wanted), None)) is not None:
            operation_id, result = found
            result = {**result, "seen_id": cells.text(record.id), "seen_at": now_ms}
            result.setdefault("thread_id", cells.text(record.thread_id))
            conn.execute(
                "UPDATE desk.operations SET result = ?, code = ?, reason = '', version = version + 1 WHERE id = ?",
                (json.dumps(result), SEEN, operation_id),
            )

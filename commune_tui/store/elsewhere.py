# ruff: noqa: S608 - only our own names are put together; values are bound
"""In which other inboxes the sender of a thread is active, as SQL; :mod:`commune_tui.risk.elsewhere` says what counts.

It is part of the statement that reads a page of rows. The index ``threads_customer`` finds the few threads of a sender.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from commune_tui.risk.elsewhere import NEWEST, since
from commune_tui.store import cells
from commune_tui.store.overlay import OPEN
from commune_tui.store.rows import line

_HOSTS: Final = (
    "(SELECT lower(name) FROM domains UNION ALL SELECT lower(substr(address, instr(address, '@') + 1)) FROM inboxes)"
)
_OTHERS: Final = f"""
  (SELECT s.inbox, s.status, s.waits_since, s.spam FROM threads s
   WHERE lower(s.sender) = lower(t.sender) AND s.last_inbound_at IS NOT NULL AND s.last_message_at >= {{after}}
   ORDER BY s.last_message_at DESC LIMIT {NEWEST}) o JOIN inboxes j ON j.seq = o.inbox
  WHERE o.inbox <> t.inbox AND (o.status <> 'closed' OR o.waits_since > 0) AND o.spam = 0"""


def _writes(after: str) -> str:
    """That somebody is active in the thread ``t``."""
    return (
        f"t.last_message_at >= {after} AND t.inbox > 0 AND t.last_inbound_at IS NOT NULL AND t.spam = 0 AND {OPEN} "
        f"AND one_person(t.sender) AND lower(substr(t.sender, instr(t.sender, '@') + 1)) NOT IN {_HOSTS}"
    )


INBOXES: Final = (
    f"CASE WHEN {_writes('active_since()')} THEN (SELECT json_group_array(DISTINCT coalesce(nullif(j.address, ''), "
    f"j.name)) FROM {_OTHERS.format(after='active_since()')}) END"
)
"""JSON of the other inboxes of a thread ``t``; NULL or empty where there is none."""


def condition(now: datetime) -> tuple[str, tuple[int, ...]]:
    """The threads ``t`` of which there is one."""
    at = cells.millis(since(now)) or 0
    return f"({_writes('?')} AND EXISTS (SELECT 1 FROM {_OTHERS.format(after='?')}))", (at, at)


def names(found: str | None) -> tuple[str, ...]:
    """The inboxes in a cell of :data:`INBOXES`, by name."""
    return tuple(sorted(map(line, json.loads(found)))) if found else ()

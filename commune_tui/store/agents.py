# ruff: noqa: S608 - only our own names are put together; values are bound
"""The figures of each agent's inbox, by aggregates over what is recent: as many statements for one inbox as for all.

What they mean is said in :mod:`commune_tui.risk.agents`.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from commune_tui.risk.agents import USUAL_DAYS, Work
from commune_tui.store import cells, inboxes
from commune_tui.store.rows import InboxRow

HOURS: Final = 24
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_MIDDLE: Final = "max(s) FILTER (WHERE n = (c + 1) / 2)"
_MOST: Final = "max(s) FILTER (WHERE n = (c * 95 + 99) / 100)"
"""The middle one of ``c`` numbers, and the one that nineteen of twenty are not above; ``n`` numbers them in order."""
_WAITS: Final = "waits_since > 0 AND snoozed_until = 0"

QUERIES: Final = {
    "waits": "SELECT t.inbox, count(*), min(waits_since), "
    "count(*) FILTER (WHERE due_at(i.address, waits_since) < :now), "
    "count(*) FILTER (WHERE waits_since > coalesce(i.last_outbound_at, 0)), "
    "min(waits_since) FILTER (WHERE waits_since > coalesce(i.last_outbound_at, 0)) "
    f"FROM threads t JOIN inboxes i ON i.seq = t.inbox WHERE {_WAITS} GROUP BY t.inbox",
    "usual": f"SELECT inbox, c, {_MIDDLE}, {_MOST} FROM (SELECT inbox, answer_s s, "
    "count(*) OVER (PARTITION BY inbox) c, row_number() OVER (PARTITION BY inbox ORDER BY answer_s) n FROM messages "
    "WHERE created_at >= :usual AND created_at < :day AND answer_s IS NOT NULL) GROUP BY inbox",
    "recent": f"SELECT inbox, c, {_MIDDLE} FROM (SELECT inbox, s, count(*) OVER (PARTITION BY inbox) c, "
    "row_number() OVER (PARTITION BY inbox ORDER BY s) n FROM ("
    "SELECT inbox, answer_s s FROM messages WHERE created_at >= :day AND answer_s IS NOT NULL "
    f"UNION ALL SELECT inbox, (:now - waits_since) / 1000 FROM threads WHERE {_WAITS} AND waits_since >= :day)) "
    "GROUP BY inbox",
    "sent": "SELECT inbox, count(*) FROM messages WHERE created_at >= :week AND direction = 'outbound' GROUP BY inbox",
    "bounced": "SELECT inbox, count(*) FROM ("
    "SELECT inbox, message_id FROM delivery_events WHERE at >= :week AND type = 'bounced' UNION "
    "SELECT m.inbox, m.id FROM threads t JOIN messages m ON m.thread = t.seq WHERE t.trouble <> '' "
    "AND t.last_message_at >= :week AND m.created_at >= :week AND m.direction = 'outbound' "
    "AND m.delivery_status = 'bounced') GROUP BY inbox",
    "obeyed": "SELECT t.inbox, count(*) FROM threads t CROSS JOIN messages m ON m.thread = t.seq "
    "WHERE t.risk >= 3 AND t.last_message_at >= :week AND m.direction = 'inbound' AND m.risk >= 3 "
    "AND EXISTS (SELECT 1 FROM messages o WHERE o.thread = t.seq AND o.direction = 'outbound' AND o.author <> 'human' "
    "AND o.created_at > m.created_at) GROUP BY +t.inbox",
    "loops": "SELECT inbox, count(*) FROM threads INDEXED BY threads_loop "
    "WHERE loop <> 0 AND loop > 0 AND status <> 'closed' GROUP BY +inbox",
    "hooks": "SELECT i.seq, count(*) FROM webhook_deliveries w JOIN inboxes i ON i.id = w.inbox "
    "WHERE w.status IN ('dead', 'retrying') AND w.created_at >= :week GROUP BY i.seq",
    "hours": "SELECT inbox, (:now - created_at) / 3600000 h, direction = 'outbound', count(*) FROM messages "
    "WHERE created_at > :now - 86400000 AND created_at <= :now GROUP BY 1, 2, 3",
}


_FEW: Final = 5
"""Of fewer answers nothing is said."""


USUAL: Final = (
    f"(SELECT iif(max(c) >= {_FEW}, {_MIDDLE}, NULL) FROM (SELECT answer_s s, count(*) OVER () c, "
    "row_number() OVER (ORDER BY answer_s) n FROM messages "
    "WHERE created_at >= ?3 AND inbox = t.inbox AND answer_s IS NOT NULL))"
)
"""How many seconds an answer usually takes in the inbox of a thread ``t``; NULL where there are too few to tell."""


class AgentRow(NamedTuple):
    """An inbox and the work in it. ``came`` and ``went`` count the mails of each of the last 24 hours, oldest first."""

    inbox: InboxRow
    work: Work
    came: tuple[int, ...]
    went: tuple[int, ...]


def rows(conn: sqlite3.Connection, now: datetime) -> list[AgentRow]:
    """All inboxes with their figures, in the order of inboxes."""
    at = {
        "now": now, "day": now - _DAY, "week": now - _WEEK, "usual": now - timedelta(days=USUAL_DAYS + 1),
    }  # fmt: skip
    bound = {name: cells.millis(moment) or 0 for name, moment in at.items()}
    found = {name: conn.execute(sql, bound).fetchall() for name, sql in QUERIES.items()}
    by_inbox = {name: {row[0]: row[1:] for row in result} for name, result in found.items() if name != "hours"}
    plots: dict[tuple[int, int], list[int]] = {}
    for inbox, hour, ours, count in found["hours"]:
        plots.setdefault((inbox, ours), [0] * HOURS)[HOURS - 1 - hour] = count
    none = (0,) * HOURS
    return [
        AgentRow(
            inbox,
            _work(inbox, {name: of.get(inbox.seq, ()) for name, of in by_inbox.items()}),
            tuple(plots.get((inbox.seq, 0), none)),
            tuple(plots.get((inbox.seq, 1), none)),
        )
        for inbox in inboxes.rows(conn)
    ]


def _work(inbox: InboxRow, found: dict[str, tuple[Any, ...]]) -> Work:
    waiting, oldest, late, unheard, unheard_at = found["waits"] or (0, None, 0, 0, None)
    answers, median, most = found["usual"] or (0, 0, 0)
    recent, recent_median = found["recent"] or (0, 0)

    def one(name: str) -> int:
        return int(next(iter(found[name]), 0))

    return Work(
        waiting=waiting,
        oldest_at=cells.moment(oldest),
        late=late,
        last_word_at=inbox.last_outbound_at,
        unheard=unheard,
        unheard_at=cells.moment(unheard_at),
        answers=answers,
        median_s=median,
        p95_s=most,
        recent=recent,
        recent_median_s=recent_median,
        sent=one("sent"),
        bounced=one("bounced"),
        loops=one("loops"),
        obeyed=one("obeyed"),
        hooks_failed=one("hooks"),
    )

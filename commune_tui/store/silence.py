# ruff: noqa: S608 - only our own names are put together; values are bound
"""Why nothing happens in a thread: what :mod:`commune_tui.risk.silence` goes by, and its reasons as SQL."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Final

from commune_tui.risk.agents import USUAL_DAYS
from commune_tui.risk.silence import Standing
from commune_tui.sending.operation import UNSEEN, VANISHED
from commune_tui.store import agents, cells, threads
from commune_tui.store.overlay import OPEN
from commune_tui.store.rows import ThreadRow, line
from commune_tui.text import cut

_LONGEST: Final = 120
"""Cells of what another server says of a mail that did not arrive."""

_UNSENT: Final = (
    "(t.pending > 0 AND EXISTS (SELECT 1 FROM desk.operations o WHERE o.thread_id = t.id AND o.kind = 'send' "
    "AND o.state IN ('held', 'ready', 'sending', 'unknown', 'conflict')))"
)
_SENT: Final = "o.kind = 'send' AND o.state = 'confirmed' AND o.code = '{}'"
_TOOK: Final = (
    "(SELECT max(o.settled_at) FROM desk.operations o WHERE o.thread_id = t.id AND {} "
    "AND o.settled_at >= t.last_message_at)"
)
_TAKEN: Final = _TOOK.format(_SENT.format(UNSEEN))
_LOST: Final = _TOOK.format(_SENT.format(VANISHED))
_REFUSED: Final = (
    "(SELECT iif(o.state = 'refused' AND o.settled_at >= t.last_message_at, o.settled_at, NULL) "
    "FROM desk.operations o WHERE o.thread_id = t.id AND o.kind = 'send' ORDER BY o.seq DESC LIMIT 1)"
)
_NEWEST: Final = (
    "(SELECT m.{} FROM messages m WHERE m.thread = t.seq AND m.direction = 'outbound' "
    "ORDER BY m.created_at DESC, m.seq DESC LIMIT 1)"
)
_OURS: Final = "(t.last_direction = 'outbound' OR t.last_outbound_at IS NOT NULL)"
_REASON: Final = f"""
  CASE WHEN NOT {OPEN} THEN ''
    WHEN t.snoozed_until > 0 THEN 'snoozed'
    WHEN {_UNSENT} OR {_TAKEN} IS NOT NULL THEN 'unsent'
    WHEN {_LOST} IS NOT NULL THEN 'lost'
    WHEN t.asked_at > 0 THEN iif(t.waits_since > 0, 'us', 'aside')
    ELSE CASE {_NEWEST.format("delivery_status")}
      WHEN 'bounced' THEN 'bounced' WHEN 'suppressed' THEN 'suppressed' WHEN 'complained' THEN 'complained'
      WHEN 'delivery_delayed' THEN 'delayed'
      WHEN 'failed' THEN 'failed' WHEN 'blocked' THEN 'failed' WHEN 'credit_limit' THEN 'failed'
      ELSE iif(t.waits_since > 0, 'us', iif({_OURS}, 'them', 'aside')) END END"""
_NEAR: Final = {
    "us": "t.waits_since > 0",
    "snoozed": "t.snoozed_until > 0",
    "unsent": f"(t.pending > 0 OR t.id IN (SELECT o.thread_id FROM desk.operations o WHERE {_SENT.format(UNSEEN)}))",
    "lost": f"t.id IN (SELECT o.thread_id FROM desk.operations o WHERE {_SENT.format(VANISHED)})",
    "them": f"t.waits_since = 0 AND {_OURS}",
    "aside": "t.waits_since = 0",
}
"""What finds the few threads among which those of a reason are; for mail that did not arrive there is an index, too."""


_FACTS: Final = (
    "t.status", "t.waits_since", "t.asked_at > 0", "t.snoozed_until", _UNSENT, _TAKEN, _LOST, _REFUSED, _OURS,
    "coalesce(n.created_at, t.last_outbound_at)", "t.last_inbound_at IS NOT NULL", "coalesce(n.delivery_status, '')",
    "e.at", "iif((SELECT count(*) FROM json_each(n.participants)) > 2, coalesce(e.recipient, ''), '')",
    "coalesce(e.detail, '')",
    "(SELECT min(s.created_at) FROM suppressions s WHERE (s.email = lower(t.sender) OR s.email IN ("
    "SELECT json_extract(p.value, '$[1]') FROM json_each(n.participants) p "
    "WHERE json_extract(p.value, '$[0]') = 'to')) "
    "AND s.inbox IN ('', i.id) AND (s.expires_at IS NULL OR s.expires_at > ?2))",
    "coalesce(nullif(i.agent_name, ''), i.agent_id, '')", "due_at(i.address, t.waits_since)",
    f"CASE WHEN t.waits_since > 0 THEN {agents.USUAL} END",
)  # fmt: skip
_WIDTH: Final = len(_FACTS)
_STANDING: Final = (
    f"SELECT {', '.join(_FACTS)}, {threads.COLUMNS} FROM {threads.SOURCE} "
    f"LEFT JOIN messages n ON n.seq = {_NEWEST.format('seq')} "
    "LEFT JOIN delivery_events e ON e.seq = (SELECT seq FROM delivery_events WHERE message_id = n.id "
    "AND type = n.delivery_status ORDER BY at DESC LIMIT 1) WHERE t.id = ?1"
)


def condition(reason: str) -> tuple[str, tuple[str, ...]]:
    """The threads ``t`` in which nothing happens for this reason."""
    near = _NEAR.get(reason, "t.trouble <> ''")
    return f"({near} AND {_REASON} = ?)", (reason,)


def of_thread(conn: sqlite3.Connection, thread_id: str, now: datetime) -> tuple[ThreadRow | None, Standing | None]:
    """A thread and how it stands, in one statement; ``None`` when it is not here."""
    since = cells.millis(now - timedelta(days=USUAL_DAYS + 1))
    found = conn.execute(_STANDING, (cells.text(thread_id), cells.millis(now), since)).fetchone()
    return (None, None) if found is None else (threads.row(found[_WIDTH:]), _standing(*found[:_WIDTH]))


def _standing(
    status: str, waits_since: int, asked: int, sleeps_until: int, unsent: int, taken_at: int | None,
    lost_at: int | None, refused_at: int | None, ours: int, sent_at: int | None, answering: int, delivery: str,
    failed_at: int | None, failed_for: str, detail: str, suppressed_at: int | None, agent: str, due_at: int | None,
    usual_s: int | None,
) -> Standing:  # fmt: skip
    return Standing(
        status=status,
        waits_since_at=cells.moment(waits_since),
        asked=bool(asked),
        sleeps_until_at=cells.moment(sleeps_until),
        unsent=bool(unsent),
        taken_at=cells.moment(taken_at),
        lost_at=cells.moment(lost_at),
        refused_at=cells.moment(refused_at),
        ours=bool(ours),
        sent_at=cells.moment(sent_at),
        answering=bool(answering),
        delivery=line(delivery),
        failed_at=cells.moment(failed_at),
        failed_for=cut(line(failed_for), _LONGEST),
        detail=cut(line(detail), _LONGEST),
        suppressed_at=cells.moment(suppressed_at),
        agent=line(agent),
        due_at=cells.moment(due_at),
        usual_s=usual_s,
    )

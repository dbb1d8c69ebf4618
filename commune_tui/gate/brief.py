"""What an operator is shown of mails and pauses, as plain values for JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from commune_tui import clock
from commune_tui.gate import approvals, claims, decisions, journal, pauses, queue
from commune_tui.gate.claims import Claim
from commune_tui.gate.mail import from_raw
from commune_tui.gate.pauses import Pause
from commune_tui.gate.queue import Held
from commune_tui.gate.states import SAID

MOST = 1000
"""So many mails stand in one list."""


def listed(conn: sqlite3.Connection) -> dict[str, Any]:
    """What waits for a person, and what people approved and has not begun to leave."""
    found, stops = queue.for_people(conn, MOST + 1), pauses.every(conn)
    taken, given = claims.every(conn), approvals.of_open(conn)
    more = {"more": True} if len(found) > MOST else {}
    briefs = [_brief(each, taken.get(each.id), given.get(each.id, ()), stops) for each in found[:MOST]]
    return {"data": briefs, **more, "pauses": [pause(each) for each in stops]}


def _brief(held: Held, claim: Claim | None, people: Sequence[str], stops: Sequence[Pause]) -> dict[str, Any]:
    mail, paused = held.mail, pauses.told(pauses.within(stops, pauses.place_of(held)))
    risk = json.loads(held.facts)["risk"] if held.facts else None
    leaves_at = held.leaves_at if held.state == "decided" else 0
    return {
        "id": held.id, "agent": held.agent, "inbox": held.inbox, "to": list(mail.recipients), "subject": mail.subject,
        "state": SAID[held.state], "version": held.version, "reasons": list(held.reasons), "rule": held.rule,
        "risk": risk, "thread_id": held.thread_id, "made_at": _iso(held.made_at), "expires_at": _iso(held.expires_at),
        "leaves_at": _iso(leaves_at) if leaves_at else None, "by": held.by,
        "claim": None if claim is None else {"by": claim.who, "until": _iso(claim.until)},
        "paused": paused, "approvals": list(people), "approvers": held.approvers,
    }  # fmt: skip


def whole(conn: sqlite3.Connection, held: Held) -> dict[str, Any]:
    """One mail with everything that a decision is about. ``earlier`` has each edit: the version that it made, who made
    it, and what became otherwise."""
    seal = held.sealed if held.state == "held" else held.seal
    brief = _brief(held, claims.of(conn, held.id), approvals.of(conn, held.id, seal), pauses.every(conn))
    files = [{"id": each.id, "name": each.name, "size": each.size, "sha256": each.sha256} for each in held.files]
    return {
        **brief, "mail": held.mail.fields, "files": files, "read": list(held.sight.words),
        "conversation": None if held.baseline is None else held.baseline.packed(), "seal": seal,
        "earlier": _earlier(conn, held), "result": held.result, "reason": held.reason, "tried": bool(held.tried),
    }  # fmt: skip


def _earlier(conn: sqlite3.Connection, held: Held) -> list[dict[str, Any]]:
    found, before = list[dict[str, Any]](), None
    for entry in journal.about(conn, held.id):
        if entry.what not in ("received", "edited"):
            continue
        words = journal.words(conn, entry.data["words"])
        now = None if words is None else from_raw(words)
        if entry.what == "edited":
            diff = list[str]()  # of somebody who was erased
            if before is not None and now is not None:
                diff = decisions.difference(before, now)
            found.append({"version": entry.data["version"], "by": entry.who, "diff": diff})
        before = now
    return found


def pause(each: Pause) -> dict[str, str]:
    place = each.place
    return {
        "agent": place.agent, "inbox": place.inbox, "thread": place.thread, "depth": each.depth, "reason": each.reason,
        "who": each.who, "at": _iso(each.at),
    }  # fmt: skip


def _iso(milliseconds: int) -> str:
    return clock.iso(clock.from_ms(milliseconds))

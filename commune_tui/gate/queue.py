# ruff: noqa: S608 - only our own names and question marks are put together; values are bound
"""The mails that agents gave, on disk, and every step that one makes. Functions run in a transaction of the caller."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from typing import Any

from commune_tui import clock
from commune_tui.gate import approvals, claims, journal
from commune_tui.gate.facts import Baseline, unpacked
from commune_tui.gate.mail import File, Mail, from_raw, seal
from commune_tui.gate.sight import NOTHING, Sight
from commune_tui.gate.states import step

HELD_FOR_MS = 3 * 86_400_000
"""A mail that nobody decided on within three days never leaves."""
GATE = "gate"
"""Who did what no person did."""


class Moved(Exception):
    """The mail has gone on since it was read; the transaction is rolled back."""


@dataclass(frozen=True, slots=True)
class Held:
    """One mail of an agent. ``seal`` is what a decision was bound to, and ``result`` what the server said.

    ``baseline`` is ``None`` while the conversation or a file could not be read. ``tried``: it may have been on its way.
    ``facts`` are those that it was judged by, packed; ``sight`` is what the agent had read of the conversation.
    ``approvers`` is how many people have to approve it. Once they have, it begins to leave at ``leaves_at``, unix
    milliseconds, or at once for 0.
    """

    id: str
    agent: str
    state: str
    raw: bytes = field(repr=False)
    inbox: str
    digest: str
    version: int = 1
    files: tuple[File, ...] = ()
    thread_id: str | None = None
    baseline: Baseline | None = None
    then_: str = ""
    reasons: tuple[str, ...] = ()
    say: str = ""
    rule: str = ""
    rules: str = ""
    seal: str = ""
    by: str = ""
    reason: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    facts: str = field(default="", repr=False)
    sight: Sight = NOTHING
    tried: int = 0
    made_at: int = 0
    changed_at: int = 0
    expires_at: int = 0
    leaves_at: int = 0
    approvers: int = 1
    seq: int = 0

    @property
    def mail(self) -> Mail:
        return from_raw(self.raw)

    @property
    def sealed(self) -> str:
        """What an approval of it as it stands is bound to; empty while it cannot be approved."""
        if self.baseline is None:
            return ""
        return seal(self.id, self.version, self.raw, self.files, self.baseline.packed())


_TOLD = ("rule", "rules", "seal", "approvers", "leaves_at")
_COLUMNS = tuple(each.name for each in fields(Held) if each.name != "seq")
_INSERT = f"INSERT INTO mails ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
_UPDATE = (
    f"UPDATE mails SET {', '.join(f'{name} = :{name}' for name in _COLUMNS if name not in ('id', 'agent', 'made_at'))} "
    "WHERE id = :id AND state = :was AND version = :version_was AND changed_at = :changed_was"
)


def take(conn: sqlite3.Connection, held: Held) -> Held:
    """Write a mail that just came."""
    now = clock.now_ms()
    held = replace(held, state="received", made_at=now, changed_at=now, expires_at=now + HELD_FOR_MS)
    conn.execute(_INSERT, _cells(held))
    journal.add(
        conn, "received", held.agent, held.id, words=journal.keep_words(conn, held.raw), inbox=held.inbox,
        files=[[each.id, each.sha256] for each in held.files],
    )  # fmt: skip
    return held


def move(conn: sqlite3.Connection, held: Held, state: str, who: str, **changes: Any) -> Held:
    """Make a step, and write it into the journal. Raises Moved, and states.NoWay for one that no mail makes."""
    told = {name: changes[name] for name in _TOLD if changes.get(name)}
    now = replace(held, state=step(held.state, state), **changes)
    return _write(conn, held, now, state, who, told | _why(conn, changes))


def note(conn: sqlite3.Connection, held: Held, what: str, who: str, **changes: Any) -> Held:
    """Change what is known of it, and not where it is."""
    told = _why(conn, changes)
    if "raw" in changes:
        told["words"] = journal.keep_words(conn, changes["raw"])
    return _write(conn, held, replace(held, **changes), what, who, told)


def _why(conn: sqlite3.Connection, changes: dict[str, Any]) -> dict[str, Any]:
    """What was said about it: it may name people, so it stands beside the journal, as the words of mails do."""
    said = {name: changes[name] for name in ("reason", "reasons") if changes.get(name)}
    return {"why": journal.keep_words(conn, json.dumps(said, ensure_ascii=False).encode())} if said else {}


def _write(conn: sqlite3.Connection, was: Held, now: Held, what: str, who: str, told: dict[str, Any]) -> Held:
    now = replace(now, changed_at=max(clock.now_ms(), was.changed_at + 1))
    cells = {**_cells(now), "was": was.state, "version_was": was.version, "changed_was": was.changed_at}
    if conn.execute(_UPDATE, cells).rowcount != 1:
        raise Moved(was.id)
    if now.sealed != was.sealed:
        approvals.void(conn, now.id)
    if now.state != was.state:
        claims.end(conn, now.id)
    journal.add(conn, what, who, now.id, version=now.version, **told)
    return now


def get(conn: sqlite3.Connection, name: str) -> Held | None:
    row = conn.execute("SELECT * FROM mails WHERE id = ?", (name,)).fetchone()
    return _held(row) if row is not None else None


def named(conn: sqlite3.Connection, beginning: str) -> list[Held]:
    """Those whose id begins so, at most two: enough to see that one is not enough."""
    rows = conn.execute("SELECT * FROM mails WHERE substr(id, 1, ?) = ? LIMIT 2", (len(beginning), beginning))
    return [_held(row) for row in rows]


def in_states(conn: sqlite3.Connection, states: Collection[str], limit: int = 10_000) -> list[Held]:
    """The oldest first."""
    marks = ", ".join("?" * len(states))
    rows = conn.execute(f"SELECT * FROM mails WHERE state IN ({marks}) ORDER BY seq LIMIT ?", (*states, limit))
    return [_held(row) for row in rows]


def overdue(conn: sqlite3.Connection, now_ms: int) -> list[Held]:
    """Those whose time is over and that did not begin to leave."""
    rows = conn.execute("SELECT * FROM mails WHERE state IN ('held', 'decided') AND expires_at <= ?", (now_ms,))
    return [_held(row) for row in rows]


def for_people(conn: sqlite3.Connection, limit: int) -> list[Held]:
    """Those that wait for a person, and those that people approved and that have not begun to leave. The highest risk
    first and behind all others those of which it is not known, then the oldest."""
    rows = conn.execute(
        "SELECT *, CASE facts WHEN '' THEN NULL ELSE json_extract(facts, '$.risk') END AS risk FROM mails "
        "WHERE state = 'held' OR (state = 'decided' AND by NOT LIKE 'rule %') "
        "ORDER BY risk IS NULL, risk DESC, seq LIMIT ?",
        (limit,),
    )
    return [_held(row) for row in rows]


def due(conn: sqlite3.Connection, now_ms: int) -> list[Held]:
    """Those that were decided, whose hold is over, and that nobody has begun to send."""
    rows = conn.execute(
        "SELECT * FROM mails WHERE state = 'decided' AND leaves_at <= ? AND id NOT IN (SELECT id FROM operations)",
        (now_ms,),
    )
    return [_held(row) for row in rows]


def hold_ends(conn: sqlite3.Connection, now_ms: int) -> int | None:
    """When the next hold is over, in unix milliseconds; ``None`` where no mail is in one."""
    row = conn.execute(
        "SELECT min(leaves_at) FROM mails WHERE state = 'decided' AND leaves_at > ?", (now_ms,)
    ).fetchone()
    return None if row[0] is None else int(row[0])


def unread(conn: sqlite3.Connection) -> list[Held]:
    """Those that wait for a person and of which the conversation or a file could not be read yet."""
    rows = conn.execute("SELECT * FROM mails WHERE state = 'held' AND baseline IS NULL ORDER BY seq LIMIT 100")
    return [_held(row) for row in rows]


def count_since(conn: sqlite3.Connection, agent: str, at: int) -> int:
    """How many mails an agent has given since a moment, whatever became of them."""
    row = conn.execute("SELECT count(*) FROM mails WHERE agent = ? AND made_at > ?", (agent, at)).fetchone()
    return int(row[0])


def said_before(conn: sqlite3.Connection, agent: str, digest: str, but: str) -> bool:
    """Whether this agent has given the same words for the same people before."""
    found = conn.execute("SELECT 1 FROM mails WHERE digest = ? AND agent = ? AND id <> ? LIMIT 1", (digest, agent, but))
    return found.fetchone() is not None


def asked(conn: sqlite3.Connection, agent: str, key: str) -> tuple[str, str] | None:
    """The hash of the body and the mail that an agent named by this idempotency key."""
    row = conn.execute("SELECT body, mail FROM asked WHERE agent = ? AND key = ?", (agent, key)).fetchone()
    return (row["body"], row["mail"]) if row is not None else None


def remember(conn: sqlite3.Connection, agent: str, key: str, body: str, mail: str) -> None:
    conn.execute("INSERT INTO asked VALUES (?, ?, ?, ?)", (agent, key, body, mail))


def _cells(held: Held) -> dict[str, Any]:
    row = {name: getattr(held, name) for name in _COLUMNS}
    row["files"] = json.dumps([[each.id, each.sha256, each.size, each.name] for each in held.files])
    row["baseline"] = None if held.baseline is None else json.dumps(held.baseline.packed())
    row["sight"] = json.dumps(held.sight.packed())
    row["reasons"], row["result"] = json.dumps(held.reasons), json.dumps(held.result)
    return row


def _held(row: sqlite3.Row) -> Held:
    values: dict[str, Any] = {name: row[name] for name in (*_COLUMNS, "seq")}
    values["raw"] = bytes(values["raw"])
    values["files"] = tuple(File(*each) for each in json.loads(values["files"]))
    values["baseline"] = None if values["baseline"] is None else unpacked(json.loads(values["baseline"]))
    values["reasons"] = tuple(json.loads(values["reasons"]))
    values["result"] = json.loads(values["result"])
    values["sight"] = Sight(**json.loads(values["sight"]))
    return Held(**values)

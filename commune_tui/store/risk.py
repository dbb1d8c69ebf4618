# ruff: noqa: S608 - only our own question marks are put together; values are bound
"""Why threads need a human, as it is kept: read of each mail when it comes, put together when its thread changes.

The rules are :mod:`commune_tui.risk`. What a term weighs is kept here too, so whoever writes the file weighs alike.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from commune_tui.risk import mail as one
from commune_tui.risk import senders
from commune_tui.risk.conversation import Mail, judged
from commune_tui.risk.score import reasons, score
from commune_tui.risk.terms import POINTS, Finding
from commune_tui.store import cells, numbers, weights
from commune_tui.store.reasons import told
from commune_tui.waits import automatic

_OWN: Final = 4_000
_WELL_KNOWN: Final = 20
"""Who was seen so often is taken for nobody else."""
_NAMED_ALIKE: Final = (
    "SELECT s.address, (SELECT json_group_array(address) FROM (SELECT address, seen_count FROM people "
    "WHERE address > substr(s.address, 1, instr(s.address, '@')) "
    "AND address < substr(s.address, 1, instr(s.address, '@') - 1) || 'A' LIMIT 200) "
    "WHERE seen_count > s.seen_count AND length(address) BETWEEN length(s.address) - 12 AND length(s.address) + 2) "
    f"FROM people s WHERE s.seen_count < {_WELL_KNOWN} AND s.address IN ({{}})"
)
"""Who has the same name before the @; among two hundred, for a name that more have says little."""
_IDS: Final = ("id", "message_id", "seen_id", "smtp_id")


class Kept(NamedTuple):
    """The cells of a thread: its reasons as JSON, their points, the mails of a loop, negative where it ended."""

    why: str = ""
    score: int = 0
    loop: int = 0


def seen(
    inbound: bool, subject: str, words: str, markup: str, level: int, signals: str, headers: Mapping[str, str]
) -> str:
    """What a mail shows, as a cell, of the cells of its row; ``words`` is its text."""
    own = automatic.own_words(words, _OWN)
    found = one.came(subject, own, words, markup, headers, one.Verdict(level, signals)) if inbound else one.went(own)
    return cells.text(found.packed())


def of_threads(conn: sqlite3.Connection, threads: Mapping[int, Mapping[str, Mail]]) -> dict[int, Kept]:
    """What is kept of these threads, by the mails of each, oldest first, with their ids."""
    ours, weigh_now, new, known = _hosts(conn), points(conn), _strangers(conn, threads), _better_known(conn, threads)
    late = _late(conn, list(threads))
    made: dict[int, Kept] = {}
    for thread, mails in threads.items():
        people = {other for mail in mails.values() for other in known.get(mail.sender.strip().lower(), ())}
        found = judged(list(mails.values()), ours, stranger=thread in new, people=people)
        if found.loop is not None and (here := _written_here(conn, thread)):
            told = [mail._replace(person=mail.person or name in here) for name, mail in mails.items()]
            found = judged(told, ours, stranger=thread in new, people=people)
        loop = 0 if found.loop is None else found.loop.mails if found.loop.going else -found.loop.mails
        made[thread] = _weighed([*found.findings, *([Finding("late")] if thread in late else ())], weigh_now, loop)
    return made


def _late(conn: sqlite3.Connection, threads: Sequence[int]) -> set[int]:
    """Those of these threads of which the clock said that their answer is late."""
    found: set[int] = set()
    for batch in numbers.batches(threads):
        rows = conn.execute(f"SELECT seq FROM threads WHERE late = 1 AND seq IN ({numbers.marks(len(batch))})", batch)
        found |= {row[0] for row in rows}
    return found


def _weighed(findings: Sequence[Finding], weights: Mapping[str, int], loop: int) -> Kept:
    found = reasons(findings, weights)
    silent = [each for each in findings if weights.get(each.term) == 0]  # kept, for when they are given a weight again
    kept = [list(each) for each in found] + [[each.term, 0, each.words, each.share] for each in silent]
    return Kept(json.dumps(kept, ensure_ascii=False) if kept else "", score(found), loop)


def _hosts(conn: sqlite3.Connection) -> set[str]:
    rows = conn.execute("SELECT name FROM domains UNION SELECT address FROM inboxes").fetchall()
    return {row[0].lower().rpartition("@")[2] for row in rows} - {""}


def _strangers(conn: sqlite3.Connection, threads: Mapping[int, Mapping[str, Mail]]) -> set[int]:
    """The threads in which nothing was answered yet, with a file, of a sender who stands nowhere else."""
    first = {
        thread: next(iter(mails.values())).sender.strip().lower()
        for thread, mails in threads.items()
        if any(mail.files for mail in mails.values()) and all(mail.inbound for mail in mails.values())
    }
    found: set[int] = set()
    for batch in numbers.batches(list(first)):
        addresses = [first[thread] for thread in batch]
        counts = dict(conn.execute(
            f"SELECT address, seen_count FROM people WHERE address IN ({numbers.marks(len(addresses))})", addresses
        ).fetchall())  # fmt: skip
        found |= {thread for thread in batch if counts.get(first[thread], 0) <= len(threads[thread])}
    return found


def _better_known(conn: sqlite3.Connection, threads: Mapping[int, Mapping[str, Mail]]) -> dict[str, list[str]]:
    """For whom each sender may be taken: those with the same name at another host, or whose address it shows in place
    of its own, who were seen more often. Among people the names before the @ stand together."""
    shows = {
        mail.sender.strip().lower(): senders.shown(mail.name, mail.sender) if mail.name else ""
        for mails in threads.values()
        for mail in mails.values()
        if mail.inbound
    }
    found: dict[str, list[str]] = {}
    for batch in numbers.batches(list(shows)):
        found.update(
            (address, json.loads(others))
            for address, others in conn.execute(_NAMED_ALIKE.format(numbers.marks(len(batch))), batch)
        )
    for address, other in shows.items():
        if other and conn.execute("SELECT 1 FROM people WHERE address = ? AND seen_count > 1", (other,)).fetchone():
            found.setdefault(address, []).append(other)
    return found


def _written_here(conn: sqlite3.Connection, thread: int) -> set[str]:
    """The ids of the mails of a thread that a person sent from here."""
    rows = conn.execute(
        "SELECT o.result FROM desk.operations o JOIN threads t ON t.id = o.thread_id "
        "WHERE t.seq = ? AND o.kind = 'send' AND o.state = 'confirmed' AND o.result IS NOT NULL",
        (thread,),
    )
    return {str(value) for row in rows for name, value in json.loads(row[0]).items() if name in _IDS}


# -- weights -----------------------------------------------------------------------------------------------------------


def points(conn: sqlite3.Connection) -> dict[str, int]:
    """What each term weighs here."""
    return {term: points for term, points in {**POINTS, **weights.said(conn)}.items() if term in POINTS}


def weigh(conn: sqlite3.Connection, wanted: Mapping[str, int]) -> set[str]:
    """Let the terms weigh this; the ids of threads whose score changed."""
    conn.execute("DELETE FROM risk_points")
    conn.executemany("INSERT INTO risk_points VALUES (?, ?)", list(wanted.items()))
    weigh_now, changed = points(conn), set[str]()
    for seq, thread_id, why, before, loop in conn.execute(
        "SELECT seq, id, why, score, loop FROM threads WHERE why <> ''"
    ).fetchall():
        now = _weighed([Finding(each.term, each.words, each.share) for each in told(why)], weigh_now, loop)
        if (now.why, now.score) != (why, before):
            conn.execute("UPDATE threads SET why = ?, score = ? WHERE seq = ?", (now.why, now.score, seq))
            changed.add(thread_id)
    return changed


def weigh_again(conn: sqlite3.Connection, threads: Sequence[int]) -> set[str]:
    """Let the scores of these threads (at most a batch) say whether their answer is late; the ids of them all."""
    weigh_now, ids = points(conn), set[str]()
    for seq, thread_id, why, loop, late in conn.execute(
        f"SELECT seq, id, why, loop, late FROM threads WHERE seq IN ({numbers.marks(len(threads))})", threads
    ).fetchall():
        findings = [Finding(each.term, each.words, each.share) for each in told(why) if each.term != "late"]
        now = _weighed([*findings, *([Finding("late")] if late else ())], weigh_now, loop)
        conn.execute("UPDATE threads SET why = ?, score = ? WHERE seq = ?", (now.why, now.score, seq))
        ids.add(thread_id)
    return ids

"""The mails that agents gave, as cases of how people decide; read from the store, and nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace

from commune_tui.gate import journal, queue
from commune_tui.gate.chain import Entry
from commune_tui.gate.facts import kept
from commune_tui.gate.mail import from_raw
from commune_tui.gate.queue import GATE, Held
from commune_tui.gate.score import Case, share_changed
from commune_tui.gate.states import WAY
from commune_tui.gate.trial import became

_BECAME = {"approved": "unchanged", "edited": "edited", "rejected": "rejected"}


def since(conn: sqlite3.Connection, since_ms: int, agent: str = "") -> Iterator[Case]:
    """Every mail since a moment, the oldest first, of one agent or of all. A pause is left out of what was known."""
    told: dict[str, list[Entry]] = {}
    for entry in journal.entries(conn):
        told.setdefault(entry.about, []).append(entry)
    for held in queue.in_states(conn, tuple(WAY), limit=-1):
        if held.made_at >= since_ms and agent in ("", held.agent):
            yield _case(conn, held, told.get(held.id, ()))


def _case(conn: sqlite3.Connection, held: Held, entries: Sequence[Entry]) -> Case:
    case = Case(
        held.agent, held.rule, _became(held, entries),
        order=max((each.seq for each in entries if each.what in ("decided", "rejected")), default=0),
        reason=held.reason if held.state == "rejected" else "",
        came_back=_came_back(entries), erased=any(each.what == "erased" for each in entries),
    )  # fmt: skip
    words = next((each.data["words"] for each in entries if each.what == "received"), "")
    given = journal.words(conn, words)
    if given is None or not held.facts:
        return case
    mail, facts = from_raw(given), replace(kept(held.facts), paused="", refusing=False)
    changed = share_changed(mail, held.mail) if case.became == "edited" else None
    return replace(case, mail=mail, facts=facts, changed=changed)


def _became(held: Held, entries: Sequence[Entry]) -> str:
    if held.state == "expired":
        return "expired"
    if held.state == "withdrawn":  # a person who erases its words ends it as well
        return "withdrawn" if any(each.what == "withdrawn" and each.who == held.agent for each in entries) else "other"
    return _BECAME.get(became(held), "other")


def _came_back(entries: Sequence[Entry]) -> bool:
    """Whether it waited again after a person had approved it."""
    approved = False
    for entry in entries:
        if entry.what == "held" and approved:
            return True
        approved = approved or (entry.what == "decided" and entry.who != GATE)
    return False

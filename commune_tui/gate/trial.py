"""What other rules would have done with the mails that the gate had: each as it came, by what was known when it was
judged. Nothing is read of the API and nothing is changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commune_tui.gate import journal, queue
from commune_tui.gate.facts import kept
from commune_tui.gate.judge import Verdict, judge
from commune_tui.gate.mail import from_raw
from commune_tui.gate.queue import Held
from commune_tui.gate.rules import Rules
from commune_tui.gate.states import WAY

_LEFT = frozenset({"decided", "sending", "accepted", "seen", "vanished", "failed"})
BECAME: Final = {
    "rejected": "a person rejected it", "edited": "a person changed it", "approved": "a person approved it as it was",
    "allowed": "a rule let it out", "refused": "it was refused", "waits": "it waits", "ended": "nobody decided on it",
}  # fmt: skip
"""What can have become of a mail."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One mail. ``became`` is of :data:`BECAME`, ``verdict`` is what the other rules say."""

    held: Held
    became: str
    verdict: Verdict

    @property
    def bolder(self) -> bool:
        """It would have left, though a person kept it from leaving as it was."""
        return self.verdict.then == "allow" and self.became in ("rejected", "edited")

    @property
    def slower(self) -> bool:
        """It would have waited or been refused, though it left as it was."""
        return self.verdict.then != "allow" and self.became in ("approved", "allowed")


def became(held: Held) -> str:
    """What became of it, a word of :data:`BECAME`."""
    if held.state in ("rejected", "refused"):
        return held.state
    if held.state in _LEFT:
        return "edited" if held.version > 1 else "allowed" if held.by.startswith("rule ") else "approved"
    return "waits" if held.state in ("received", "held") else "ended"


def tried(conn: sqlite3.Connection, rules: Rules, since_ms: int) -> Iterator[Tried | None]:
    """Every mail since a moment, the oldest first; ``None`` for one that cannot be tried: its words were erased, or it
    was not judged."""
    first = {
        row["about"]: json.loads(row["data"])["words"]
        for row in conn.execute("SELECT about, data FROM journal WHERE what = 'received'")
    }
    for held in queue.in_states(conn, tuple(WAY), limit=-1):
        if held.made_at < since_ms:
            continue
        words = journal.words(conn, first.get(held.id, ""))
        if words is None or not held.facts:
            yield None
        else:
            facts = replace(kept(held.facts), paused="", refusing=False)
            yield Tried(held, became(held), judge(from_raw(words), facts, rules))


def by_rule(found: Sequence[Tried]) -> list[tuple[str, str, list[Tried]]]:
    """The name of a rule (empty: none fitted), what it says, and its mails; the most first."""
    made: dict[tuple[str, str], list[Tried]] = {}
    for each in found:
        made.setdefault((each.verdict.rule, each.verdict.then), []).append(each)
    return sorted(((*name, each) for name, each in made.items()), key=lambda row: -len(row[2]))

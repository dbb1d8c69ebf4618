"""What is stopped, on disk: mail of an agent, an inbox, a conversation, or all. In a transaction of the caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from commune_tui import clock
from commune_tui.errors import Explained
from commune_tui.gate import agents, journal, queue
from commune_tui.gate.queue import GATE, Held

DEPTHS: Final = ("hold", "refuse", "silence")
"""What is held while it is paused; what is refused; what does not even read."""


class CannotPause(Explained):
    """Nothing was stopped; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a pause is about; what is empty is every one of its kind."""

    agent: str = ""
    inbox: str = ""
    thread: str = ""

    @property
    def words(self) -> str:
        """As it is told."""
        parts = (self.agent, self.inbox and f"from {self.inbox}", self.thread and f"in {self.thread}")
        return " ".join(filter(None, parts)) or "all"


@dataclass(frozen=True, slots=True)
class Pause:
    """``depth`` is one of :data:`DEPTHS`; ``at`` is when it began, in unix milliseconds."""

    place: Place
    depth: str
    reason: str
    who: str
    at: int = 0

    @property
    def words(self) -> str:
        return f"{self.reason} ({self.who})"


def begin(conn: sqlite3.Connection, pause: Pause) -> None:
    """Stop it. Raises CannotPause for an agent that is none, and for a silence that is about more than agents."""
    place = pause.place
    if place.agent and agents.find(conn, place.agent) is None:
        raise CannotPause(f"There is no agent {place.agent!r}.")
    if pause.depth == "silence" and (place.inbox or place.thread):
        raise CannotPause("Agents are silenced as a whole. In an inbox or a conversation mail is held or refused.")
    values = (place.agent, place.inbox, place.thread, pause.depth, pause.reason, pause.who, clock.now_ms())
    conn.execute("INSERT OR REPLACE INTO pauses VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    journal.add(conn, "paused", pause.who, place.words, reason=pause.reason, depth=pause.depth)


def end(conn: sqlite3.Connection, place: Place, who: str) -> bool:
    """Take it back; whether it was there."""
    where = (place.agent, place.inbox, place.thread)
    gone = conn.execute("DELETE FROM pauses WHERE agent = ? AND inbox = ? AND thread = ?", where).rowcount == 1
    if gone:
        journal.add(conn, "resumed", who, place.words)
    return gone


def every(conn: sqlite3.Connection) -> list[Pause]:
    """All that are there."""
    rows = conn.execute("SELECT agent, inbox, thread, depth, reason, who, at FROM pauses ORDER BY agent, inbox, thread")
    return [Pause(Place(*row[:3]), *row[3:]) for row in rows]


def of(conn: sqlite3.Connection, place: Place) -> list[Pause]:
    """Those that stop mail of this agent, from this inbox, in this conversation."""
    return within(every(conn), place)


def at(conn: sqlite3.Connection, place: Place) -> Pause | None:
    """The one of exactly this place."""
    return next((each for each in every(conn) if each.place == place), None)


def within(found: Sequence[Pause], place: Place) -> list[Pause]:
    """Those of them that stop mail there."""
    return [each for each in found if _within(each.place, place)]


def _within(pause: Place, place: Place) -> bool:
    pairs = ((pause.agent, place.agent), (pause.inbox, place.inbox), (pause.thread, place.thread))
    return all(not wanted or wanted == each for wanted, each in pairs)


def place_of(held: Held) -> Place:
    """Where a mail stands."""
    return Place(held.agent, held.inbox, held.thread_id or "")


def why(conn: sqlite3.Connection, held: Held) -> str:
    """Why this mail does not leave; empty where it may."""
    return told(of(conn, place_of(held)))


def told(found: Sequence[Pause]) -> str:
    """Why, and who said so."""
    return "; ".join(each.words for each in found)


def refuses(found: Sequence[Pause]) -> bool:
    """Whether mail is refused, and not only held."""
    return any(each.depth != "hold" for each in found)


def silent(conn: sqlite3.Connection, agent: str) -> bool:
    """Whether an agent does not even read."""
    return any(each.depth == "silence" for each in of(conn, Place(agent)))


def stopped(conn: sqlite3.Connection) -> set[str]:
    """The ids of decided mails that do not leave."""
    found = every(conn)
    decided = queue.in_states(conn, ("decided",)) if found else []
    return {each.id for each in decided if any(_within(pause.place, place_of(each)) for pause in found)}


def break_loop(
    conn: sqlite3.Connection, held: Held, mails: int | None, tell: Callable[[str], object] = lambda sentence: None
) -> None:
    """Where ``mails`` go round in its conversation, stop that for this agent."""
    place = Place(held.agent, "", held.thread_id or "")
    if not mails or not place.thread or at(conn, place) is not None:
        return
    begin(conn, Pause(place, "hold", f"{mails} mails went round between machines", GATE))
    tell(f"{held.agent} is in a loop in {held.thread_id}: nothing of it leaves there until it is resumed.")

"""The organisation as the server told of it last, and when that was (contract §4.9, §4.14)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from commune_tui import clock
from commune_tui.store import cells, choices, sync_state
from commune_tui.store.rows import line

_KEY, _CLAIM = "organisation", "claim"
ASKED, WATCHED, BLIND, EXPIRED, CLAIMED = "asked", "watched", "blind", "expired", "claimed"
"""How the claim of an agent stands: asked for, and nothing more is known; the server says that nobody has confirmed;
it says neither that nor that somebody has; the link has expired; it has an owner."""


class Count(NamedTuple):
    """What the plan allows of something, and how much of it is ``used``, where it says so."""

    name: str
    limit: int
    used: int | None


class Organisation(NamedTuple):
    """Texts are cleaned; what the server did not say is empty. ``read_at`` is ``None`` before it was ever asked."""

    id: str = ""
    name: str = ""
    slug: str = ""
    tier: str = ""
    status: str = ""
    created_at: datetime | None = None
    counts: Sequence[Count] = ()
    read_at: datetime | None = None


def put(conn: sqlite3.Connection, found: Organisation) -> None:
    """Remember it in place of what was told before."""
    texts = [cells.text(each) for each in (found.id, found.name, found.slug, found.tier, found.status)]
    moments = [cells.millis(found.created_at), cells.millis(found.read_at)]
    sync_state.put(conn, _KEY, [texts, moments, [[cells.text(each.name), *each[1:]] for each in found.counts]])


def told(conn: sqlite3.Connection) -> Organisation:
    """What is here."""
    if (kept := sync_state.get(conn, _KEY)) is None:
        return Organisation()
    texts, (created_at, read_at), counts = kept
    id_, name, slug, tier, status = map(line, texts)
    found = [Count(line(what), limit, used) for what, limit, used in counts]
    return Organisation(id_, name, slug, tier, status, cells.moment(created_at), found, cells.moment(read_at))


class Claim(NamedTuple):
    """Whom the server was asked to write to, to have this agent claimed, and when; empty where nobody was. ``state`` is
    one of the words above, found at ``looked_at``; where it is the last one, since ``ended_at``."""

    owner: str = ""
    asked_at: datetime | None = None
    state: str = ASKED
    looked_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether a look may still find something."""
        return self.asked_at is not None and self.state in (ASKED, WATCHED)


def put_claim(conn: sqlite3.Connection, found: Claim) -> None:
    """Note it in place of what was known before."""
    moments = (found.asked_at, found.looked_at, found.ended_at)
    asked, looked, ended = (clock.iso(each) if each is not None else "-" for each in moments)
    choices.put(conn, _CLAIM, " ".join([asked, found.owner.replace(" ", ""), found.state, looked, ended]))


def claim(conn: sqlite3.Connection) -> Claim:
    """The newest."""
    at, owner, state, looked_at, ended_at, *_ = [*choices.get(conn, _CLAIM).split(" "), *[""] * 5]
    known = state if state in (WATCHED, BLIND, EXPIRED, CLAIMED) else ASKED
    return Claim(line(owner), clock.parse_iso(at), known, clock.parse_iso(looked_at), clock.parse_iso(ended_at))

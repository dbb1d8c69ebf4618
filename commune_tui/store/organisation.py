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


def put_claim(conn: sqlite3.Connection, owner: str, at: datetime) -> None:
    """Note whom the server was asked to write to, to have this agent claimed."""
    choices.put(conn, _CLAIM, f"{clock.iso(at)} {owner}")


def claim(conn: sqlite3.Connection) -> tuple[str, datetime | None]:
    """The owner that was asked last, and when; empty where nobody was."""
    at, _, owner = choices.get(conn, _CLAIM).partition(" ")
    return line(owner), clock.parse_iso(at)

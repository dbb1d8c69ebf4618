"""API keys for every front: which there are, which one is ours, what each may do, when it was used, when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions.speech import Phrase, ago, capital, moment, quoted
from commune_tui.mail.scopes import PRESETS, in_words, lacking, named
from commune_tui.store import apikeys

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.apikeys import ApiKeyRow, ApiKeys

NO_BOUNDARY = "Its scopes are no boundary: on the vendor's server any key can make a bigger one."
"""Vendor §19. Said beside every key that may not do all."""
EVERYTHING = PRESETS[-1].scopes
NONE = "The server lists no API key."
MOST = 10
"""So many live keys has an organisation (contract §3.2)."""
OURS = "this program calls with it"
_ALL_BUT_DELETING = in_words(("read", "write"))
_SOON_S = 86_400
_UNUSED_S = 90 * 86_400
_WAYS = {
    "active": Phrase("active", "active"),
    "inactive": Phrase("revoked", "revoked"),
    "revoked": Phrase("revoked", "revoked"),
    "expired": Phrase("expired", "expired"),
}


def keys(session: Session) -> ApiKeys:
    """What is here: ours first, then those that live, the newest first, then those that open nothing any more."""
    found, now = session.reads.read(apikeys.listed), clock.now()
    return found._replace(rows=sorted(found.rows, key=lambda row: (not row.ours, row.dead(now))))


def empty(session: Session, found: ApiKeys) -> str:
    """Why there is nothing to see: there is none, or nobody could say so far."""
    if found.read_at is not None:
        return NONE
    return f"The API keys are not known yet. {session.status.sentence()}".strip()


def called(row: ApiKeyRow) -> str:
    """What a key is called: its name, or how its text begins."""
    return row.name or row.prefix or "a key without a name"


def live(found: ApiKeys, now: datetime) -> int:
    """How many count against the limit, as far as is known."""
    return sum(not row.dead(now) for row in found.rows)


def standing(row: ApiKeyRow, now: datetime) -> Phrase:
    """How it stands; at most nine cells in a column for a word that is known."""
    if row.status in ("", "active") and row.expired(now):
        return _WAYS["expired"]
    word = row.status.replace("_", " ") or "not said"
    return _WAYS.get(row.status, Phrase(word, word))


def revoked(row: ApiKeyRow) -> bool:
    """Whether somebody switched it off: when its time would have been over is of no use then."""
    return row.status in ("revoked", "inactive")


def soon(row: ApiKeyRow, now: datetime) -> bool:
    """Whether its time is over within a day, so that it is counted down."""
    left_s = (row.expires_at - now).total_seconds() if row.expires_at is not None else 0.0
    return not row.dead(now) and 0 < left_s <= _SOON_S


def ends(row: ApiKeyRow, now: datetime) -> str:
    """When its time is over: ``never``, ``in 57 days``, ``in 4:32``, ``31 days ago``; empty for one that is revoked."""
    if revoked(row):
        return ""
    if row.expires_at is None:
        return "never"
    left_s = (row.expires_at - now).total_seconds()
    if left_s <= 0:
        return ago(row.expires_at, now)
    return countdown(left_s) if left_s < 3600 else clock.ahead(left_s)


def countdown(left_s: float) -> str:
    """The last hour by the second: ``in 59:04``."""
    minutes, seconds = divmod(int(left_s), 60)
    return f"in {minutes}:{seconds:02}"


def used(row: ApiKeyRow, now: datetime) -> str:
    """When it was used last: ``3 minutes ago``, ``never``."""
    return "never" if row.last_used_at is None else ago(row.last_used_at, now)


def may(row: ApiKeyRow) -> str:
    """What it may do, in words; by the name of a preset where it is one."""
    preset, words = named(row.permissions), in_words(row.permissions)
    return preset.name if preset is not None else "all but deleting" if words == _ALL_BUT_DELETING else words


def boundary(row: ApiKeyRow, now: datetime) -> str:
    """That its scopes bound nothing; empty for a key that may do all, and for one that opens nothing."""
    return "" if row.dead(now) or not lacking(EVERYTHING, row.permissions) else NO_BOUNDARY


def about(row: ApiKeyRow, now: datetime) -> Sequence[tuple[str, str]]:
    """All that is known of a key: what is said, and of what (empty where it is a sentence by itself)."""
    long = row.last_used_at is None or (now - row.last_used_at).total_seconds() > _UNUSED_S
    idle = "Nobody used it for long: is it needed?" if long and not row.dead(now) and not row.ours else ""
    over = "" if row.expires_at is None or revoked(row) else f" ({moment(row.expires_at)})"
    said = [
        ("begins with", row.prefix or "not said"),
        ("stands", standing(row, now).plain),
        ("may", in_words(row.permissions)),
        ("scopes", " ".join(row.permissions) or "none"),
        ("last used", used(row, now)),
        ("ends", f"{ends(row, now)}{over}"),
        ("made", moment(row.created_at)),
        ("", capital(f"{OURS}.") if row.ours else ""),
        ("", boundary(row, now)),
        ("", idle),
    ]
    return [each for each in said if each[1]]


def headline(found: ApiKeys, now: datetime) -> str:
    """How many there are, of how many there can be."""
    count, dead = live(found, now), len(found.rows) - live(found, now)
    return f"{count} of {MOST} live{f', {dead} dead' if dead else ''}, as of {ago(found.read_at, now)}"


def heading(found: ApiKeys, now: datetime) -> str:
    """What stands before the list that is read out."""
    return f"API keys, ours first, {headline(found, now)}"


def sentence(row: ApiKeyRow, now: datetime) -> str:
    """A key, read out."""
    ours = f", {OURS}" if row.ours else ""
    end = f" Its time {'was' if row.expired(now) else 'is'} over {ends(row, now)}."
    end = "" if row.expires_at is None or revoked(row) else end
    begins = f" Begins with {row.prefix}." if row.prefix else ""
    told = f"{quoted(called(row))}{ours}: {standing(row, now).plain}. May do: {may(row)}. Last used: {used(row, now)}."
    return f"{told}{end}{begins} {boundary(row, now)}".rstrip()

"""Webhook deliveries for every front: which there are, how the endpoints do, what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from commune_tui import clock
from commune_tui.actions import webhook_filter
from commune_tui.actions.speech import Log, Phrase, ago, capital, moment, quoted
from commune_tui.mail.delivery import bars
from commune_tui.store import webhooks
from commune_tui.store.rows import line
from commune_tui.text.link import link_host

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.webhooks import AttemptRow, Deliveries, EndpointRow, WebhookRow

NONE = "Nothing was delivered to a webhook. An inbox that has one tells its owner of each mail that comes."
NOT_HERE = "The mail of this delivery is not here."
_WHAT = {
    "delivered": Phrase("delivered", "it was delivered"),
    "retrying": Phrase("retrying", "it failed, and is tried again"),
    "pending": Phrase("pending", "it was not tried yet"),
    "dead": Phrase("dead", "it was given up"),
    "posted": Phrase("posted", "it is posted again, and no answer is known yet"),
}
_posted: WeakKeyDictionary[Session, dict[str, datetime]] = WeakKeyDictionary()
"""The deliveries that were posted again by hand, and when: the server's list may take a while to show it."""


def deliveries(session: Session) -> Deliveries:
    """What is here, newest first; what was posted again since it was read is known of no other way."""
    found, known = session.reads.read(webhooks.deliveries), _posted.get(session, {})
    return found._replace(rows=[_since(row, known.get(row.id), found.read_at) for row in found.rows])


def posted(session: Session, delivery_id: str) -> None:
    """Remember that a delivery was posted again just now."""
    _posted.setdefault(session, {})[delivery_id] = clock.now()


def _since(row: WebhookRow, posted_at: datetime | None, read_at: datetime | None) -> WebhookRow:
    """A row as it stands until the next reading."""
    if posted_at is None or (read_at is not None and read_at >= posted_at):
        return row
    return row._replace(status="posted", next_retry_at=None, status_code=0, error="no answer yet")


def shown(session: Session, words: str) -> list[WebhookRow]:
    """Those of them that fit a filter (see :mod:`.webhook_filter`)."""
    return webhook_filter.chosen(deliveries(session).rows, words, clock.now())


_OF_THREAD = "thread:"


def of_thread(thread_id: str) -> str:
    """The filter for the deliveries of a conversation."""
    return f"{_OF_THREAD}{thread_id}"


def shows(words: str) -> str:
    """What a list with this filter is, in a few words."""
    if words.startswith(_OF_THREAD):
        return "of one conversation"
    return words or "posts to the owners of inboxes"


def empty(session: Session, found: Deliveries, words: str = "") -> str:
    """Why there is nothing to see: there is none, none fits the filter, or nobody could say so far."""
    if found.read_at is not None and words and found.rows:
        newest = f" the newest {len(found.rows)} of" if found.more else ""
        if words.startswith(_OF_THREAD):
            return f"No delivery among{newest} those that are known is about a mail of this conversation."
        return f"None of{newest} the deliveries fits {quoted(words)}."
    if found.read_at is not None:
        return NONE
    return f"Webhook deliveries are not known yet. {session.status.sentence()}".strip()


def host(row: WebhookRow | EndpointRow) -> str:
    """Where it goes: the host, or what stands in its place."""
    found = link_host(row.endpoint)
    return found.shown if found is not None else row.endpoint or "no endpoint"


def what(row: WebhookRow) -> Phrase:
    """How it stands; at most nine cells in a column, for a word that is known."""
    word = row.status.replace("_", " ") or "not said"
    return _WHAT.get(row.status, Phrase(word, word))


def tries(row: WebhookRow) -> str:
    """``2/8``; ``2`` where it is not known how often it will be tried."""
    return f"{row.attempt_count}/{row.max_attempts}" if row.max_attempts else str(row.attempt_count)


def again(row: WebhookRow, now: datetime) -> str:
    """When it is tried again: ``in 20 s``, ``now``; empty where it is not, or where nobody said."""
    if row.next_retry_at is None or row.status not in ("retrying", "pending"):
        return ""
    return clock.ahead((row.next_retry_at - now).total_seconds()) if row.next_retry_at > now else "now"


def answer(row: WebhookRow) -> str:
    """What went wrong last, with what the endpoint answered."""
    code = f"HTTP {row.status_code}" if row.status_code and str(row.status_code) not in row.error else ""
    return ", ".join(filter(None, (code, row.error)))


def log(session: Session, words: str = "") -> Log:
    """The deliveries that fit a filter, read out after how their endpoints do."""
    found, now = deliveries(session), clock.now()
    older = ", older ones left out" if found.more else ""
    fits = f" that fit {quoted(words)}" if words and not words.startswith(_OF_THREAD) else ""
    told = " ".join(f"{health(row)}." for row in endpoints(session)[:_MOST_ENDPOINTS]) if not words else ""
    heading = f"{told} Webhook deliveries{fits}, newest first{older}, as of {ago(found.read_at, now)}".strip()
    entries = [(_sentence(row, now), row.thread_id) for row in shown(session, words)]
    return Log(heading, ("delivery", "deliveries"), entries, empty(session, found, words), found.read_at is not None)


def _sentence(row: WebhookRow, now: datetime) -> str:
    due, told = again(row, now), answer(row).removesuffix(".")
    count = f"Tries: {tries(row).replace('/', ' of ')}{f', the next {due}' if due else ''}."
    about = f" About {quoted(row.subject)}." if row.subject else ""
    said = f"{capital(ago(row.created_at, now))}, to {host(row)}: {what(row).plain}. {count}"
    return f"{said}{f' {capital(told)}.' if told else ''}{about}"


# -- how endpoints do --------------------------------------------------------------------------------------------------

_DAY, CELLS = timedelta(days=1), 12
_MOST_ENDPOINTS = 4


def endpoints(session: Session) -> list[EndpointRow]:
    """The endpoints that had deliveries in the last 24 hours, the worst first."""
    return session.reads.read(webhooks.health)


def health(row: EndpointRow) -> str:
    """How an endpoint did in the last 24 hours: ``hooks.acme 91 % of 40 taken, 3 dead, 120 ms``."""
    rate = f"{row.rate * 100:.0f} %" if row.rate is not None else "it is not said how many"
    total = f" of {row.total:,}" if row.total is not None else ""
    dead = f", {row.dead:,} dead" if row.dead else ""
    latency = f", {row.latency_ms:,.0f} ms" if row.latency_ms is not None else ""
    return f"{host(row)}: {rate}{total} taken{dead}{latency}"


def plot(rows: Sequence[WebhookRow], endpoint: str, now: datetime, *, ascii_only: bool = False) -> tuple[str, str]:
    """Two lines over the last 24 hours, two hours a cell: how many deliveries there were, and how many of them failed,
    of those that are here."""
    counts, failed = [0] * CELLS, [0] * CELLS
    for row in rows:
        if row.endpoint != endpoint or row.created_at is None or not now - _DAY <= row.created_at <= now:
            continue
        at = min(CELLS - 1, int((row.created_at - (now - _DAY)) / _DAY * CELLS))
        counts[at] += 1
        failed[at] += row.status in ("dead", "retrying")
    (whole,) = bars(counts, 1, ascii_only=ascii_only)
    (bad,) = bars([*failed, max(counts, default=0)], 1, ascii_only=ascii_only)
    return whole, bad[:CELLS]


# -- one of them -------------------------------------------------------------------------------------------------------


def attempts(session: Session, delivery_id: str) -> list[AttemptRow] | None:
    """What was tried; ``None`` while nobody said."""
    return session.reads.read(lambda conn: webhooks.attempts(conn, delivery_id))


def attempt(row: AttemptRow) -> str:
    """One try in words: ``try 2, 14:03:22: HTTP 502 in 120 ms``."""
    said = f"HTTP {row.status_code}" if row.status_code else ""
    error = row.error if row.error and row.error != said else ""
    took = f" in {row.latency_ms:,} ms" if row.latency_ms else ""
    what_came = ", ".join(filter(None, (said, error))) or "no answer is known"
    return f"try {row.number}, {moment(row.at)}: {what_came}{took}"


def told(session: Session, row: WebhookRow) -> list[str]:
    """A delivery in full, read out, its attempts first."""
    return [*tried(session, row.id), *(f"{word}: {fact}." for word, fact in facts(row, clock.now()))]


def tried(session: Session, delivery_id: str) -> list[str]:
    """What was tried with a delivery, a sentence for each try, or why there is none."""
    found = attempts(session, delivery_id)
    if found is None:
        return ["What was tried is not known yet."]
    return [f"{capital(attempt(each))}." for each in found] or ["What was tried, the server does not say."]


def facts(row: WebhookRow, now: datetime) -> list[tuple[str, str]]:
    """What is known of a delivery, as a word and what stands beside it."""
    known = [
        ("stands", f"{what(row).plain}, {tries(row).replace('/', ' of ')} tries"),
        ("next try", again(row, now)),
        ("error", answer(row)),
        ("mail", row.subject or ("" if row.thread_id else NOT_HERE)),
        ("inbox", row.inbox),
        ("endpoint", row.endpoint or "no endpoint"),
        ("made", moment(row.created_at)),
        ("id", line(row.id)),
    ]
    return [(word, fact) for word, fact in known if fact]

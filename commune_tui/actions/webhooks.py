"""Webhook deliveries for every front: which there are, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.actions.speech import Log, Phrase, ago, capital, quoted
from commune_tui.store import webhooks
from commune_tui.text.link import link_host

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.webhooks import Deliveries, WebhookRow

NONE = "Nothing was delivered to a webhook. An inbox that has one tells its owner of each mail that comes."
NOT_HERE = "The mail of this delivery is not here."
_WHAT = {
    "delivered": Phrase("delivered", "it was delivered"),
    "retrying": Phrase("retrying", "it failed, and is tried again"),
    "pending": Phrase("pending", "it was not tried yet"),
    "dead": Phrase("dead", "it was given up"),
}


def deliveries(session: Session) -> Deliveries:
    """What is here, newest first."""
    return session.reads.read(webhooks.deliveries)


def empty(session: Session, found: Deliveries) -> str:
    """Why there is nothing to see: there is none, or nobody could say so far."""
    if found.read_at is not None:
        return NONE
    return f"Webhook deliveries are not known yet. {session.status.sentence()}".strip()


def host(row: WebhookRow) -> str:
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


def log(session: Session) -> Log:
    """The deliveries, read out."""
    found, now = deliveries(session), clock.now()
    older = ", older ones left out" if found.more else ""
    heading = f"Webhook deliveries, newest first{older}, as of {ago(found.read_at, now)}"
    entries = [(_sentence(row, now), row.thread_id) for row in found.rows]
    return Log(heading, ("delivery", "deliveries"), entries, empty(session, found), found.read_at is not None)


def _sentence(row: WebhookRow, now: datetime) -> str:
    due, told = again(row, now), answer(row).removesuffix(".")
    count = f"Tries: {tries(row).replace('/', ' of ')}{f', the next {due}' if due else ''}."
    about = f" About {quoted(row.subject)}." if row.subject else ""
    said = f"{capital(ago(row.created_at, now))}, to {host(row)}: {what(row).plain}. {count}"
    return f"{said}{f' {capital(told)}.' if told else ''}{about}"

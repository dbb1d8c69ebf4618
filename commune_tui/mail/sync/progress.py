"""How far the copy is, in numbers and in a few words. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from commune_tui import clock
from commune_tui.mail.sync.known import Known
from commune_tui.mail.sync.resources.triage import AskTriage

#: "synced" says how long ago that was, once it is longer.
SAID_AFTER = timedelta(minutes=1)


#: A server that has not answered for so long is said to be silent.
SILENT_AFTER = timedelta(seconds=10)


def steps_left(known: Known) -> tuple[int, int]:
    """(inboxes whose history is not here yet, threads whose triage was never read): for a progress line.

    What the key may not read is not counted: it will not come.
    """
    history = sum(not inbox.history_done for inbox in known.inboxes.values())
    triage = known.triage_total if known.triage_in_list is False else 0
    return history if known.lists_mail else 0, 0 if AskTriage.scope in known.forbidden else triage


def progress(known: Known, now: datetime) -> str:
    """How far the copy is, in a few words: ``connecting``, ``syncing 3,000 of 7,000 threads``, …, ``synced 3m ago``.

    A server that takes requests and answers none is named before that: ``no answer for 20 s, synced 3m ago``.
    """
    silent = now - known.silent_since if known.silent_since is not None else timedelta(0)
    if silent < SILENT_AFTER:
        return _how_far(known, now)
    whole = silent // SILENT_AFTER * SILENT_AFTER
    return f"no answer for {clock.span(whole.total_seconds())}, {_how_far(known, now)}"


def _how_far(known: Known, now: datetime) -> str:
    history, triage = steps_left(known)
    total = len(known.inboxes)
    if known.inboxes_at is None and not total:
        return "connecting"
    if history and known.threads_known:
        return f"syncing {known.threads_here:,} of {known.threads_known:,} threads"
    if history:
        return f"syncing {total - history} of {total} inboxes"
    if triage:
        return f"reading the state of {triage:,} threads"
    at = synced_at(known)
    return "synced" if at is None or now - at < SAID_AFTER else f"synced {clock.age(at, now)} ago"


def synced_at(known: Known) -> datetime | None:
    """Since when something new may have come unseen: the oldest of the last looks at each inbox, or at its domain."""
    moments = []
    for inbox in known.inboxes.values():
        place = known.domains.get(inbox.domain_id)
        vouched = place is not None and place.vouches and place.polled_at is not None
        at = place.polled_at if vouched and place is not None else inbox.polled_at
        if at is not None:
            moments.append(at)
    return min(moments, default=None)

"""What answers of the API mean for the rules of sending: a failure as its kind, a message as one that may be ours.

Stands between :mod:`commune_tui.api` and :mod:`commune_tui.sending`, which know nothing of each other.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from commune_tui import clock
from commune_tui.api import errors
from commune_tui.sending.effects import Failure, ReadMessages
from commune_tui.sending.operation import NO_OWNER, SENDING_PAUSED, Json
from commune_tui.sending.recognition import Seen, digest

if TYPE_CHECKING:
    from commune_tui.api.client import Commune
    from commune_tui.api.models import Message, SendResult, ThreadMetadata

OVERLAP = timedelta(minutes=5)
"""How much older than the newest message before a send its own message may be dated, where servers' clocks differ."""

MIN_PAUSE_S = 60.0
"""How long a mail waits at least where the server sends nothing, whatever its clock says."""


async def messages(client: Commune, effect: ReadMessages) -> list[Seen] | Failure:
    """What the effect asks for, newest first; a Failure where the list has holes that matter."""
    looking = effect.since is not None
    missed = 0
    if effect.thread_id is not None:
        page = await client.threads.messages(effect.thread_id, limit=1000 if looking else 100, order="desc")
        items, missed = list(page), page.unreadable
    elif looking:
        since = clock.parse_iso(effect.since or "")
        pages = client.messages.list(
            inbox_id=effect.inbox_id, limit=200, order="asc", after=since - OVERLAP if since else None
        ).pages()
        items = []
        async for page in pages:
            items[:0] = reversed(list(page))
            missed += page.unreadable
    else:
        page = await client.messages.list(inbox_id=effect.inbox_id, limit=100, order="desc")
        items, missed = list(page), page.unreadable
    if missed and looking:
        return Failure("later", "The server listed messages that cannot be read; the mail may be one of them.")
    return [seen(message) for message in items]


def taken(result: SendResult) -> Json:
    """What the server said of a mail that it took."""
    ids = {"id": result.id, "smtp_message_id": result.smtp_message_id, "thread_id": result.thread_id}
    answer: Json = {name: value for name, value in ids.items() if value}
    if result.validation is not None:
        answer["left_out"] = sorted(
            {r.email for r in result.validation.rejected if r.email} | set(result.validation.suppressed)
        )
        if warned := result.validation.warnings:
            answer["warnings"] = [": ".join(filter(None, (r.email, r.reason))) for r in warned]
    return answer


def failure(error: errors.CommuneError, *, wrote: bool = True) -> Failure:
    """What a failure means for the write that it stopped: first of all, whether it may have been done.

    ``wrote`` is false for a look beforehand, which does nothing whatever became of it.
    """
    if wrote and error.may_have_acted:
        code = error.code or "server" if isinstance(error, errors.Refused) else "no_answer"
        return Failure("unknown", error.sentence, code)
    match error:
        case errors.NeverConnected():
            return Failure("unsent", error.sentence, "offline")
        case errors.RateLimited():
            return Failure("later", error.sentence, error.code or "rate_limited", error.retry_after_s)
        case errors.SendingPaused():
            at = error.refusal.resume_at
            left_s = max((at - clock.now()).total_seconds(), MIN_PAUSE_S) if at is not None else None
            return Failure("later", error.sentence, SENDING_PAUSED, left_s)
        case errors.OwnershipRequired():
            return Failure("paused", error.sentence, NO_OWNER)
        case errors.NotAuthenticated():
            return Failure("paused", error.sentence, "not_authenticated")
        case errors.Redirected():
            return Failure("paused", error.sentence, error.code or "redirected")
        case errors.Refused() if not error.may_have_acted:
            return Failure("refused", error.sentence, error.code or str(error.status))
        case errors.DownloadRefused():
            return Failure("refused", error.sentence, "download")
        case errors.Misused():
            return Failure("refused", error.sentence, "misused")
    return Failure("unknown", error.sentence, "no_answer")


def triage(metadata: ThreadMetadata) -> Json:
    """The state of a conversation as :mod:`commune_tui.sending` compares it."""
    return {
        "status": metadata.status or "open",
        "tags": sorted(metadata.tags),
        "assigned_to": metadata.assigned_to,
        "updated_at": clock.iso(metadata.updated_at) if metadata.updated_at else None,
    }


def seen(message: Message) -> Seen:
    """A message with all names it goes by."""
    about = message.metadata
    ids = tuple(name for name in (message.message_id, about.message_id, about.commune_message_id) if name)
    return Seen(
        ids,
        message.direction == "outbound",
        digest(message.addresses("to"), message.subject or "", message.content or message.content_html or ""),
        message.thread_id,
        clock.iso(message.created_at) if message.created_at else "",
        next(iter(message.addresses("sender")), ""),
        bool(about.commune_message_id),
    )

"""The outbox's side of the API: makes the requests that attempts ask for, and says of each failure what it means.

The client must not repeat requests by itself (``RetryPolicy(attempts=1)``): a send that got lost may be repeated only
after a wait and a look, and that is decided elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from commune_tui import clock
from commune_tui.api import errors
from commune_tui.mail.outbox.checks import MOST_FILE_BYTES
from commune_tui.sending.effects import Effect, Failure, Other, ReadMessages, ReadTriage, Send, Upload, Write
from commune_tui.sending.operation import NO_OWNER, SENDING_PAUSED, Json, Operation
from commune_tui.sending.recognition import Seen, digest
from commune_tui.store.drafts import UNNAMED, attachment_of
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.api.client import Commune
    from commune_tui.api.models import Message, ThreadMetadata
    from commune_tui.store.vault import Vault

OVERLAP = timedelta(minutes=5)
"""How much older than the newest message before a send its own message may be dated, where servers' clocks differ."""

MIN_PAUSE_S = 60.0
"""How long a mail waits at least where the server sends nothing, whatever its clock says."""

Progress = Callable[[str, int, int], None]
"""Told of uploads: operation id, bytes done, bytes in all."""


class Kind(NamedTuple):
    """A write that is known to others only by name: ``perform`` makes it, ``ask`` finds out whether it was made."""

    perform: Callable[[Operation], Awaitable[Json]]
    ask: Callable[[Operation], Awaitable[bool]]


class Gateway:
    """``vault`` keeps the attachments of drafts, by digest."""

    def __init__(
        self, client: Commune, vault: Vault, progress: Progress | None = None, kinds: Mapping[str, Kind] | None = None
    ) -> None:
        self._client = client
        self._vault = vault
        self._progress = progress or (lambda operation_id, done, total: None)
        self._kinds = dict(kinds or {})

    async def perform(self, effect: Effect) -> Any:
        """The answer to one effect; every failure of the API comes back as a Failure."""
        try:
            return await self._perform(effect)
        except errors.CommuneError as error:
            if isinstance(error, errors.NotFound) and isinstance(effect, ReadMessages) and effect.gone_is_empty:
                return []
            return failure(error, wrote=not isinstance(effect, ReadTriage | ReadMessages))

    async def _perform(self, effect: Effect) -> Any:
        client = self._client
        match effect:
            case ReadTriage(thread_id):
                return _triage(await client.threads.metadata(thread_id))
            case ReadMessages():
                return await self._messages(effect)
            case Write("status", thread_id, value):
                return _triage(await client.threads.set_status(thread_id, str(value)))
            case Write("assign", thread_id, value):
                return _triage(await client.threads.assign(thread_id, None if value is None else str(value)))
            case Write("add", thread_id, value):
                return _triage(await client.threads.add_tags(thread_id, tuple(value or ())))
            case Write(_, thread_id, value):
                return _triage(await client.threads.remove_tags(thread_id, tuple(value or ())))
            case Send(payload, key):
                return await self._send(payload, key)
            case Upload(operation):
                return await self._upload(operation)
            case Other(operation, ask):
                kind = self._kinds.get(operation.kind)
                if kind is None:
                    return Failure("paused", "This version of the program does not know how to do this.", "kind")
                return await (kind.ask(operation) if ask else kind.perform(operation))
        raise TypeError(effect)

    async def _messages(self, effect: ReadMessages) -> list[Seen] | Failure:
        client, looking = self._client, effect.since is not None
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
        return [_seen(message) for message in items]

    async def _send(self, payload: Json, key: str) -> Json:
        result = await self._client.messages.send(idempotency_key=key, **payload)
        ids = {"id": result.id, "smtp_message_id": result.smtp_message_id, "thread_id": result.thread_id}
        answer: Json = {name: value for name, value in ids.items() if value}
        if result.validation is not None:
            answer["left_out"] = sorted(
                {r.email for r in result.validation.rejected if r.email} | set(result.validation.suppressed)
            )
            if warned := result.validation.warnings:
                answer["warnings"] = [": ".join(filter(None, (r.email, r.reason))) for r in warned]
        return answer

    async def _upload(self, operation: Operation) -> str | Failure:
        found = await self._file(operation.intent)
        if isinstance(found, Failure):
            return found
        content, name, kind = found
        self._progress(operation.id, 0, len(content))
        result = await self._client.attachments.upload(content, name, kind)
        self._progress(operation.id, len(content), len(content))
        return result.attachment_id or Failure("unknown", "The server gave the file no id.")

    async def _file(self, intent: Json) -> tuple[bytes, str, str] | Failure:
        """Bytes, name and kind of a file: from the disk, or from the mail that it came with.

        Whether a mail may carry the attachment of another by its id, no document says, so it is uploaded anew.
        """
        digest, name, kind = (str(intent[key]) for key in ("digest", "filename", "mime_type"))
        try:
            if not (there := attachment_of(digest)):
                return await asyncio.to_thread(self._vault.read, digest), name, kind
            if name == UNNAMED:  # its mail was handed on before the name was read
                about = await self._client.attachments.get(there)
                name, kind = one_line(about.filename or name), one_line(about.mime_type or kind)
            return await self._client.attachments.read(there, most_bytes=MOST_FILE_BYTES), name, kind
        except OSError:
            return Failure("refused", f"The file {name} is not there any more.", "attachment")
        except errors.CommuneError as error:
            return replace(failure(error), reason=f"The file {name} could not be fetched: {error.sentence}")


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


def _triage(metadata: ThreadMetadata) -> Json:
    return {
        "status": metadata.status or "open",
        "tags": sorted(metadata.tags),
        "assigned_to": metadata.assigned_to,
        "updated_at": clock.iso(metadata.updated_at) if metadata.updated_at else None,
    }


def _seen(message: Message) -> Seen:
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
